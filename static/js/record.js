/* What a record's page does beside being read: it opens what a link leads to, shows a source where it is named, marks the
   current section, and keeps the reader's language. Without it the page is complete. */
(function () {
  "use strict";

  const on = document.addEventListener.bind(document);
  const one = (/** @type {string} */ selector) => document.querySelector(selector);
  const all = (/** @type {string} */ selector) => document.querySelectorAll(selector);

  const LANGUAGE = "errbook-language";

  /** Opens everything that folds the place of the address away. */
  function openTarget() {
    const place = document.getElementById(location.hash.slice(1));
    if (!place || place.checkVisibility()) return;
    for (let fold = place.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
    place.scrollIntoView();
  }

  /** The sources of a claim appear below it: on a tap, and while the focus is there. */
  function showSources() {
    const list = one("ol.sources");
    /** @type {HTMLElement | null} */
    let card = null;
    /** @type {Element | null} */
    let shownFor = null;
    const close = () => {
      card?.remove();
      card = shownFor = null;
    };
    /** @param {Element} link */
    const show = (link) => {
      if (!list || link === shownFor) return;
      close();
      card = document.createElement("div");
      card.className = "source-card";
      for (const number of link.textContent?.match(/\d+/g) || []) {
        const source = document.createElement("div");
        for (const node of list.children[Number(number) - 1]?.childNodes || []) source.append(node.cloneNode(true));
        card.append(source);
      }
      link.closest("p, li, dd, td, th, div")?.append(card);
      shownFor = link;
    };
    const selector = ':is(sup, cite) > a[href^="#S"]';
    on("focusin", (event) => {
      const link = event.target instanceof Element && event.target.closest(selector);
      if (link && link.matches(":focus-visible")) show(link);
      else if (card && !(event.target instanceof Node && card.contains(event.target))) close();
    });
    on("click", (event) => {
      const target = event.target instanceof Element ? event.target : null, link = target?.closest(selector);
      if (link && !event.ctrlKey && !event.metaKey && list) {
        event.preventDefault();
        if (link === shownFor) close();
        else show(link);
      } else if (card && !target?.closest(".source-card")) close();
    });
    on("keydown", (event) => {
      if (event.key === "Escape") close();
    });
  }

  /** The rail says which section is being read, and closes over a phone's page when one was chosen. */
  function markCurrent() {
    const rail = one(".rail");
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
      for (const tab of all(".tabs > label")) {
        const button = tab.querySelector("input");
        if (button && tab.textContent === name) button.checked = true;
      }
    };
    // Storage may be forbidden; the choice then lasts as long as the page.
    try {
      choose(localStorage.getItem(LANGUAGE) || "");
    } catch {}
    on("change", (event) => {
      const name = event.target instanceof Element && event.target.closest(".tabs > label")?.textContent;
      if (!name) return;
      choose(name);
      try {
        localStorage.setItem(LANGUAGE, name);
      } catch {}
    });
  }

  /** Everything opens for printing or searching, on request. */
  function openAll() {
    on("click", (event) => {
      if (!(event.target instanceof Element && event.target.matches(".open-all"))) return;
      const open = event.target.toggleAttribute("data-done");
      for (const fold of all(".text details")) fold.toggleAttribute("open", open);
      event.target.textContent = open ? "Close all" : "Open all, for printing";
    });
  }

  on("DOMContentLoaded", () => {
    openTarget();
    addEventListener("hashchange", openTarget);
    showSources();
    markCurrent();
    keepLanguage();
    openAll();
  });
})();
