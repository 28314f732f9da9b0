/* What every page has: the theme, copying, and the keys that lead to the paste box. */
(/** @param {Record<string, any>} errbook */ function (errbook) {
  "use strict";

  const root = document.documentElement;
  const THEME = "errbook-theme";

  const spoken = document.createElement("p");
  spoken.className = "unseen";
  spoken.setAttribute("role", "status");
  document.body.append(spoken);

  /** Offers the three themes; the script in the head has applied the stored one already. */
  function offerThemes() {
    const place = document.querySelector(".theme");
    if (!place) return;
    const select = document.createElement("select");
    select.id = "theme";
    select.setAttribute("aria-label", "Theme");
    for (const name of ["System", "Light", "Dark"]) {
      select.add(new Option(name, name === "System" ? "" : name.toLowerCase()));
    }
    select.value = root.dataset.theme || "";
    place.append(select);
    select.addEventListener("change", () => {
      if (select.value) root.dataset.theme = select.value;
      else delete root.dataset.theme;
      try {
        if (select.value) localStorage.setItem(THEME, select.value);
        else localStorage.removeItem(THEME);
      } catch {
        // Storage may be forbidden; the choice then lasts as long as the page.
      }
    });
  }

  /**
   * Tells people who listen to the page what has just happened.
   * @param {string} text
   */
  errbook.say = function (text) {
    spoken.textContent = text;
  };

  /**
   * Copies by selecting: the way that works where the clipboard interface is refused.
   * @param {string} text
   * @returns {boolean}
   */
  function copyBySelecting(text) {
    const area = document.createElement("textarea");
    const before = document.activeElement;
    area.value = text;
    area.className = "unseen";
    // Inside an open dialog nothing outside of it can be selected.
    (document.querySelector("dialog[open]") || document.body).append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    return done;
  }

  /**
   * @param {string} text
   * @returns {Promise<boolean>} whether it is in the clipboard now
   */
  errbook.copy = async function (text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return copyBySelecting(text);
    }
  };

  /**
   * Puts a button into the head of every frame below an element.
   * @param {ParentNode} where
   */
  errbook.offerCopying = function (where) {
    for (const caption of where.querySelectorAll("figure > figcaption")) {
      if (caption.querySelector(".copy")) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "Copy";
      caption.append(button);
    }
  };

  /** One listener serves every copy button, also those that appear later. */
  function listenToCopying() {
    document.addEventListener("click", async (event) => {
      const button = event.target instanceof Element && event.target.closest(".copy");
      const pre = button && button.closest("figure")?.querySelector("pre");
      if (!pre) return;
      const done = await errbook.copy(pre.textContent.trim());
      button.textContent = done ? "Copied" : "Failed";
      button.toggleAttribute("data-done", done);
      errbook.say(done ? "Copied to the clipboard" : "Copying failed; select the text instead");
      setTimeout(() => {
        button.textContent = "Copy";
        button.removeAttribute("data-done");
      }, 2000);
    });
  }

  /** @type {Element | null} where the focus was before the box took it */
  let before = null;

  /** Brings the reader to the paste box: on this page if there is one, else on the search page. */
  errbook.ask = function () {
    const box = document.getElementById("paste");
    const link = document.querySelector("a.ask");
    if (box) {
      if (document.activeElement !== box) before = document.activeElement;
      box.focus();
    } else if (link instanceof HTMLAnchorElement) link.click();
  };

  /** A renamed page leads on to the same place of the new one; the refresh in its head would lose that. */
  function followRedirect() {
    const moved = document.getElementById("moved");
    if (moved instanceof HTMLAnchorElement) location.replace(moved.href + location.hash);
  }

  function listenToKeys() {
    document.addEventListener("keydown", (event) => {
      const typing = event.target instanceof Element && event.target.closest("input, select, textarea, [contenteditable]");
      const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
      const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
      if (slash || k) {
        event.preventDefault();
        errbook.ask();
      } else if (event.key === "Escape" && event.target instanceof HTMLElement && event.target.id === "paste") {
        if (before instanceof HTMLElement && before !== document.body) before.focus();
        else event.target.blur();
        before = null;
      }
    });
  }

  offerThemes();
  errbook.offerCopying(document);
  listenToCopying();
  followRedirect();
  listenToKeys();
})(/** @type {any} */ (globalThis).errbook ??= {});
