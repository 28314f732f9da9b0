/*
 * In each page that `errbook serve` shows: follows the saves of the writer. Reloads the page when it may have changed,
 * at the same place and with the same samples chosen, and shows what is wrong for as long as it is.
 */
(/** @param {Record<string, any>} errbook */ function (errbook) {
  "use strict";

  const PLACE = "errbook-live-place";
  const HIDDEN = "errbook-live-hidden";
  const version = document.currentScript instanceof HTMLScriptElement ? document.currentScript.dataset.version : "";

  /** @type {EventSource | null} */
  let events = null;
  let leaving = false;

  /** The tabs of this page by their group and their word. @returns {[string, HTMLInputElement][]} */
  function tabs() {
    const inputs = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("input[type=radio]"));
    return Array.from(inputs, (input) => [`${input.name} ${input.labels?.[0]?.textContent}`, input]);
  }

  /** What is chosen and opened on this page, by name where there is one and by order where there is none. */
  function place() {
    const chosen = tabs().filter(([, input]) => input.checked).map(([name]) => name);
    const open = [...document.querySelectorAll("details")].map((details) => details.open);
    return { path: location.pathname, x: scrollX, y: scrollY, chosen, open };
  }

  function reload() {
    if (leaving) return;
    leaving = true;
    try {
      sessionStorage.setItem(PLACE, JSON.stringify(place()));
      history.scrollRestoration = "manual";
    } catch {
      // Without storage the page is merely shown from its top.
    }
    location.reload();
  }

  /** Goes back to where the reader was before the reload. */
  function restore() {
    let before = null;
    try {
      before = JSON.parse(sessionStorage.getItem(PLACE) || "null");
      sessionStorage.removeItem(PLACE);
    } catch {
      // Nothing remembered, nothing restored.
    }
    if (!before || before.path !== location.pathname) return;
    for (const [name, input] of tabs()) {
      if (before.chosen.includes(name)) input.checked = true;
    }
    document.querySelectorAll("details").forEach((details, ix) => {
      if (ix in before.open) details.open = before.open[ix];
    });
    const scroll = () => scrollTo({ left: before.x, top: before.y, behavior: "instant" });
    scroll();
    addEventListener("load", () => {
      scroll();
      history.scrollRestoration = "auto";
    });
  }

  /**
   * Lies over the foot of the page. Styled by properties, since the page's policy allows no style in markup.
   * @param {string} trouble
   */
  function overlay(trouble) {
    const box = document.createElement("section");
    box.id = "errbook-live";
    box.setAttribute("role", "alert");
    const text = document.createElement("pre");
    text.textContent = trouble.trimEnd();
    text.tabIndex = 0;
    const hide = document.createElement("button");
    hide.type = "button";
    hide.textContent = "Hide";
    hide.addEventListener("click", () => {
      box.remove();
      try {
        sessionStorage.setItem(HIDDEN, trouble);
      } catch {
        // Then it comes back with the next page.
      }
    });
    Object.assign(box.style, {
      position: "fixed", inset: "auto 0 0 0", maxHeight: "60vh", overflow: "auto", zIndex: "2147483647",
      boxSizing: "border-box", padding: "12px 16px", background: "#2a0f12", color: "#ffe9e6",
      borderTop: "4px solid #ff6b5e",
    });
    Object.assign(text.style, {
      margin: "0", padding: "0", border: "0", background: "none", color: "inherit",
      font: "13px/1.5 ui-monospace, monospace", whiteSpace: "pre-wrap", overflowWrap: "anywhere",
    });
    Object.assign(hide.style, {
      float: "right", minWidth: "44px", minHeight: "32px", margin: "0 0 8px 16px", background: "#ffe9e6",
      color: "#2a0f12", border: "0", borderRadius: "4px", font: "600 13px/1 system-ui, sans-serif", cursor: "pointer",
    });
    box.append(hide, text);
    return box;
  }

  /**
   * @param {string} trouble what is known to be wrong now, empty if nothing is
   * @param {boolean} checked whether nothing more can turn out to be wrong
   */
  function show(trouble, checked) {
    document.getElementById("errbook-live")?.remove();
    let hidden = "";
    try {
      hidden = sessionStorage.getItem(HIDDEN) || "";
      if (!trouble && checked) sessionStorage.removeItem(HIDDEN);
    } catch {
      // Then nothing is hidden.
    }
    if (trouble && trouble !== hidden) document.body.append(overlay(trouble));
  }

  /** A browser opens few connections to one place, so only pages that are looked at listen. */
  function listen() {
    if (document.hidden) {
      events?.close();
      events = null;
    } else if (!events) {
      events = new EventSource("/_errbook/events");
      events.addEventListener("shown", (event) => {
        const shown = JSON.parse(event.data);
        if (shown.version === version) show(shown.trouble, shown.checked);
        else reload();
      });
    }
  }

  errbook.live = { place };
  restore();
  document.addEventListener("visibilitychange", listen);
  listen();
})(/** @type {any} */ (globalThis).errbook ??= {});
