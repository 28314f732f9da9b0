/* The page speaks of the reader's error, and leads from check to check. Both live in the fragment, so that they never leave
   this browser and Back works: `#e=` the reader's line, `w=` the deciding words, `c=` the likely cause, `d=` the path. */
(/** @param {Record<string, any>} errbook */ function (errbook) {
  "use strict";

  const on = document.addEventListener.bind(document);
  const one = (/** @type {string} */ selector) => document.querySelector(selector);
  const all = (/** @type {string} */ selector) => document.querySelectorAll(selector);

  const params = () => new URLSearchParams(/[=]/.test(location.hash) ? location.hash.slice(1) : "");
  /** @param {string} name @param {string} className @param {...(Node | string)} children */
  function made(name, className, ...children) {
    const element = document.createElement(name);
    element.className = className;
    element.append(...children);
    return element;
  }

  /** @param {string} id */
  const causeOf = (id) => document.getElementById(id)?.closest(".causes > li");
  /** @param {Element} element */
  const words = (element) => (element.textContent || "").replace(/\s+/g, " ").trim();

  /** The reader's line, with the deciding words marked; only text ever comes out of the fragment. */
  function showError() {
    const given = params(), line = given.get("e");
    if (!line || one(".yours")) return;
    const decisive = given.get("w") || "", at = decisive ? line.indexOf(decisive) : -1, excerpt = made("pre", "excerpt");
    if (at < 0) excerpt.append(line);
    else excerpt.append(line.slice(0, at), made("mark", "", decisive), line.slice(at + decisive.length));
    one(".triage")?.before(made("div", "yours", made("p", "", "Your error"), excerpt));
    for (const row of all(".text tbody tr")) {
      const cells = Array.from(row.querySelectorAll("code"), words);
      row.classList.toggle("mine", cells.some((cell) => cell.length > 5 && line.includes(cell)));
    }
    const likely = causeOf(given.get("c") || ""), fold = likely?.querySelector("details");
    if (!likely || !fold) return;
    for (const other of all(".causes > li > details[open]")) other.removeAttribute("open");
    fold.open = true;
    fold.querySelector("summary > h3")?.after(made("i", "likely", "Likely for your error"));
  }

  /** The outcomes of each check can be chosen. */
  function offerOutcomes() {
    for (const outcome of all(".causes .check > dl > dt")) {
      const seen = words(outcome);
      outcome.insertAdjacentHTML("afterbegin", '<button class="outcome" type="button" aria-pressed="false"></button>');
      outcome.firstElementChild?.setAttribute("aria-label", `This is what I see: ${seen}`);
    }
    on("click", (event) => {
      const target = event.target instanceof Element ? event.target : null, outcome = target?.closest(".check > dl > dt");
      if (outcome && !target?.closest("a")) choose(outcome);
    });
    addEventListener("popstate", () => apply(false));
  }

  /** @param {Element} outcome */
  function placeOf(outcome) {
    const id = outcome.closest("details > div")?.id || "", list = outcome.parentElement?.querySelectorAll(":scope > dt") || [];
    return `${id}.${Array.from(list).indexOf(outcome)}`;
  }

  /** @param {Element} outcome */
  function choose(outcome) {
    const given = params(), step = placeOf(outcome), id = step.split(".")[0];
    const path = (given.get("d") || "").split("~").filter(Boolean), before = path.findIndex((known) => known.split(".")[0] === id);
    const again = path[before] === step;
    if (before >= 0) path.length = before;
    if (!again) path.push(step);
    if (path.length > 0) given.set("d", path.join("~"));
    else given.delete("d");
    const hash = given.toString();
    history.pushState(null, "", `#${hash}`);
    apply(true);
  }

  /**
   * The page as the path of the fragment leaves it.
   * @param {boolean} move whether the reader goes along
   */
  function apply(move) {
    for (const old of all(".ruled-out, .support")) old.remove();
    for (const old of all(".outcome[aria-pressed=true]")) old.setAttribute("aria-pressed", "false");
    /** @type {string[]} */
    const told = [];
    /** @type {Element | null | undefined} */
    let goal = null;
    for (const step of (params().get("d") || "").split("~")) {
      const [id, n] = step.split("."), cause = causeOf(id), outcome = cause?.querySelectorAll(".check > dl > dt")[Number(n)];
      if (!cause || !outcome) continue;
      outcome.querySelector(".outcome")?.setAttribute("aria-pressed", "true");
      const title = cause.querySelector("summary > h3"), seen = words(outcome), fold = cause.querySelector("details");
      told.push(`- ${title ? words(title) : id}: ${seen}`);
      const links = Array.from(outcome.nextElementSibling?.querySelectorAll("a") || []);
      const next = links.map((link) => (link.pathname === location.pathname ? causeOf(link.hash.slice(1)) : null)).find((other) => other && other !== cause);
      if (next && fold) {
        fold.open = false;
        title?.after(made("i", "ruled-out", `Ruled out: ${seen}`));
        next.querySelector("details")?.setAttribute("open", "");
        goal = next;
      } else {
        if (fold) fold.open = true;
        goal = outcome.nextElementSibling;
        offerSupport(cause, told);
      }
    }
    if (!goal || !move) return;
    goal.scrollIntoView({ block: "nearest" });
    errbook.say(words(goal.querySelector("h3") || goal));
  }

  /**
   * Where the path ends: what was found, for whoever helps next.
   * @param {Element} cause
   * @param {string[]} told
   */
  function offerSupport(cause, told) {
    const button = made("button", "button quiet", "Copy for support"), line = params().get("e");
    button.setAttribute("type", "button");
    button.dataset.copy = [words(one("h1") || cause), ...(line ? ["", line] : []), "", "What I checked:", ...told, "", location.href.replace(/#.*/, "")].join("\n");
    cause.querySelector(".check")?.append(made("p", "support", "Still stuck? ", button));
  }

  on("DOMContentLoaded", () => {
    offerOutcomes();
    showError();
    apply(false);
  });
  addEventListener("hashchange", showError);
})(/** @type {any} */ (globalThis).errbook ??= {});
