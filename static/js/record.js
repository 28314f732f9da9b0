/* What a record's page does beside being read: it opens what a link leads to, shows a source where it is named, marks the
   current section, and keeps the reader's language. Without it the page is complete. */
(/** @param {Record<string, any>} errbook */ function (errbook) {
  "use strict";

  const LANGUAGE = "errbook-language";

  /** Opens everything that folds the place of the address away. */
  function openTarget() {
    let place;
    try {
      place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return;
    }
    const inner = place?.querySelector(":scope > details") || place;
    let folded = false;
    for (let fold = inner?.closest("details"); fold; fold = fold.parentElement?.closest("details")) {
      folded ||= !fold.open;
      fold.open = true;
    }
    if (folded) place?.scrollIntoView();
  }

  /**
   * A source as the list at the end of the page has it.
   * @param {HTMLElement} list
   * @param {number} number
   */
  function sourceOf(list, number) {
    const item = list.children[number - 1], made = document.createElement("div");
    if (item) made.append(...Array.from(item.childNodes, (node) => node.cloneNode(true)));
    return made;
  }

  /** The sources of a claim appear below it: on a tap, and while the focus is there. */
  function showSources() {
    const list = /** @type {HTMLElement | null} */ (document.querySelector("ol.sources"));
    /** @type {HTMLElement | null} */
    let card = null, shownFor = /** @type {Element | null} */ (null);
    const close = () => {
      card?.remove();
      card = shownFor = null;
    };
    /** @param {Element} link */
    const show = (link) => {
      if (!list || link === shownFor) return;
      close();
      const numbers = link.textContent?.match(/\d+/g) || [];
      card = document.createElement("div");
      card.className = "source-card";
      card.append(...numbers.map((number) => sourceOf(list, Number(number))));
      (link.closest("p, li, dd, td, th, div") || link).append(card);
      shownFor = link;
    };
    const selector = ':is(sup, cite) > a[href^="#S"]';
    document.addEventListener("focusin", (event) => {
      const link = event.target instanceof Element && event.target.closest(selector);
      if (link && link.matches(":focus-visible")) show(link);
      else if (card && !(event.target instanceof Node && card.contains(event.target))) close();
    });
    document.addEventListener("click", (event) => {
      const target = event.target instanceof Element ? event.target : null, link = target?.closest(selector);
      if (link && !event.ctrlKey && !event.metaKey && list) {
        event.preventDefault();
        if (link === shownFor) close();
        else show(link);
      } else if (card && !target?.closest(".source-card")) close();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
    });
  }

  /** The rail says which section is being read, and closes over a phone's page when one was chosen. */
  function markCurrent() {
    const rail = document.querySelector(".rail");
    if (!rail) return;
    /** @type {Map<Element, Element>} */
    const links = new Map();
    for (const link of rail.querySelectorAll("a")) {
      const place = document.getElementById(link.hash.slice(1));
      if (place) links.set(place.closest("details:not(.rail *)") || place, link);
    }
    const watch = new IntersectionObserver((entries) => {
      const entered = entries.filter((entry) => entry.isIntersecting).pop();
      if (!entered) return;
      rail.querySelector("[aria-current]")?.removeAttribute("aria-current");
      links.get(entered.target)?.setAttribute("aria-current", "true");
    }, { rootMargin: "-10% 0px -75%" });
    for (const place of links.keys()) watch.observe(place);
    rail.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("a") && matchMedia("(max-width: 64rem)").matches) rail.querySelector("details")?.removeAttribute("open");
    });
  }

  /** Who chose Python once gets Python in every group of samples, here and on the next page. */
  function keepLanguage() {
    /** @param {string} name */
    const choose = (name) => {
      for (const tab of document.querySelectorAll(".tabs > label")) {
        const button = tab.querySelector("input");
        if (button && tab.textContent === name) button.checked = true;
      }
    };
    document.addEventListener("change", (event) => {
      const tab = event.target instanceof Element && event.target.closest(".tabs > label");
      if (!tab || !tab.textContent) return;
      choose(tab.textContent);
      try {
        localStorage.setItem(LANGUAGE, tab.textContent);
      } catch {
        // Storage may be forbidden; the choice then lasts as long as the page.
      }
    });
    try {
      const chosen = localStorage.getItem(LANGUAGE);
      if (chosen) choose(chosen);
    } catch {
      // As above.
    }
  }

  /** Everything opens for printing or searching, on request. */
  function openAll() {
    document.addEventListener("click", (event) => {
      const button = event.target instanceof Element && event.target.closest(".open-all");
      if (!button) return;
      const folds = document.querySelectorAll(".text details"), open = !button.hasAttribute("data-done");
      for (const fold of folds) fold.toggleAttribute("open", open);
      button.toggleAttribute("data-done", open);
      button.textContent = open ? "Close all" : "Open all, for printing";
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    openTarget();
    addEventListener("hashchange", openTarget);
    showSources();
    markCurrent();
    keepLanguage();
    openAll();
  });
  errbook.openTarget = openTarget;
})(/** @type {any} */ (globalThis).errbook ??= {});
