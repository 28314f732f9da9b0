/* What every page has: the theme, copying, and the keys that lead to the paste box. */
(/** @param {Record<string, any>} errbook */ function (errbook) {
  "use strict";

  const root = document.documentElement, on = document.addEventListener.bind(document);
  const THEME = "errbook-theme";

  const here = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : "";

  const spoken = document.createElement("p");
  spoken.className = "unseen";
  spoken.setAttribute("role", "status");

  /** Offers the three themes; the stored one has been applied already. */
  function offerThemes() {
    const select = document.createElement("select");
    select.id = "theme";
    select.setAttribute("aria-label", "Theme");
    select.innerHTML = '<option value="">System<option value="light">Light<option value="dark">Dark';
    select.value = root.dataset.theme || "";
    document.querySelector("body > footer")?.append(select);
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
      if (!caption.querySelector(".copy")) caption.insertAdjacentHTML("beforeend", '<button class="copy" type=button>Copy</button>');
    }
  };

  /** What scrolls can be reached with the keyboard; it and what holds samples say what they are. */
  function nameBoxes() {
    for (const box of document.querySelectorAll("pre:not(:has(> samp)), .scroll:not(.single)")) {
      const caption = box.querySelector("caption") || box.previousElementSibling;
      box.setAttribute("tabindex", "0");
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", caption?.matches("caption, figcaption") && caption.firstChild?.textContent || "Table");
    }
    for (const tabs of document.querySelectorAll(".tabs")) {
      tabs.setAttribute("role", "group");
      tabs.setAttribute("aria-label", "Language of the sample");
    }
  }

  /** On a phone every row is a card, and a cell says which column it is of. */
  function nameCells() {
    for (const table of document.querySelectorAll("table")) {
      const columns = Array.from(table.tHead?.rows[0].cells || [], (head) => head.textContent);
      for (const row of table.tBodies[0].rows) {
        for (const cell of row.cells) cell.dataset.column = columns[cell.cellIndex];
      }
    }
  }

  /** One listener serves every copy button, also those that appear later: of a frame, of a text, of a link. */
  function listenToCopying() {
    on("click", async (event) => {
      const button = event.target instanceof Element && event.target.closest(".copy, .command, [data-copy]");
      if (!(button instanceof HTMLElement)) return;
      const text = button.dataset.copy || (button.closest(".copy") ? button.closest("figure")?.querySelector("pre") : button)?.textContent;
      if (!text) return;
      const done = await errbook.copy(text.trim()), before = button.textContent;
      button.toggleAttribute("data-done", done);
      errbook.say(done ? "Copied to the clipboard" : "Could not copy. Select the text.");
      if (!button.matches(".command")) button.textContent = done ? "Copied" : "Failed";
      setTimeout(() => {
        if (!button.matches(".command")) button.textContent = before;
        button.removeAttribute("data-done");
      }, 2000);
    });
  }

  /** @type {Element | null} where the focus was before the box took it */
  let before = null;

  /** What recognises a paste comes when somebody turns to the box. */
  function prepareBox() {
    if (errbook.setUpBox) {
      errbook.setUpBox();
      return;
    }
    if (document.getElementById("search-script")) return;
    const script = document.createElement("script");
    script.id = "search-script";
    script.src = new URL("search.js", here).href;
    // A reader who was offline for a moment may try again.
    script.onerror = () => script.remove();
    document.head.append(script);
  }

  /** The paste box over a page that has none of its own. */
  function makeDialog() {
    document.body.insertAdjacentHTML(
      "beforeend",
      '<dialog id=asking aria-label="Paste an error"><form class=paste><label for=paste>Paste the whole error, or search</label>' +
      '<textarea id=paste rows=4 spellcheck=false autocomplete=off autocapitalize=off aria-describedby=promise placeholder=" "></textarea>' +
      '<div><p id=promise>It stays in this browser, with keys and names masked.</p>' +
      '<button class="button quiet take" type=button>Paste</button><button class="button quiet clear" type=button>Clear</button>' +
      '<button class="button quiet close" type=button>Close</button></div></form></dialog>');
    const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("asking"));
    dialog.addEventListener("click", (event) => {
      // Outside of the box is the backdrop.
      if (event.target === dialog || (event.target instanceof Element && event.target.closest(".close"))) dialog.close();
    });
    return dialog;
  }

  /**
   * Puts a text into the box, wherever it came from, and has it explained.
   * @param {string} text
   */
  errbook.take = function (text) {
    errbook.ask();
    if (errbook.box) {
      errbook.box.replace(text);
      return;
    }
    const area = /** @type {HTMLTextAreaElement} */ (document.activeElement);
    area.value = text;
    errbook.pasted = true;
    prepareBox();
  };

  /** A paste counts anywhere on the page; the button reads the clipboard where there is no key for it. */
  function listenToPasting() {
    on("paste", (event) => {
      const text = event.clipboardData?.getData("text/plain");
      if (!text?.trim()) return;
      if (!(event.target instanceof Element && event.target.closest("input, textarea, [contenteditable]"))) {
        event.preventDefault();
        errbook.take(text);
      } else if (!errbook.box) errbook.pasted = true;
    });
    on("click", async (event) => {
      if (!(event.target instanceof Element && event.target.closest(".take"))) return;
      try {
        errbook.take(await navigator.clipboard.readText());
      } catch {
        errbook.ask();
        errbook.say("Paste into the box instead.");
      }
    });
  }

  /** Brings the reader to the paste box: on this page if there is one, else over it. */
  errbook.ask = function () {
    const own = document.querySelector("main .paste textarea");
    if (own instanceof HTMLElement) {
      if (document.activeElement !== own) before = document.activeElement;
      own.focus();
      return;
    }
    const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("asking") || makeDialog());
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("textarea")?.focus();
  };

  function offerBox() {
    on("focusin", (event) => {
      if (event.target instanceof Element && event.target.id === "paste") prepareBox();
    });
    document.querySelector("a.ask")?.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      errbook.ask();
    });
    if (document.querySelector("main .paste, [data-hole]") && /[#?&][eq]=/.test(location.href)) prepareBox();
    // The browser may have kept the focus while the page was loading.
    if (document.activeElement?.id === "paste") prepareBox();
  }

  /** A renamed page leads on to the same place of the new one; the refresh in its head would lose that. */
  function followRedirect() {
    const moved = document.getElementById("moved");
    if (moved instanceof HTMLAnchorElement) location.replace(moved.href + location.hash);
  }

  function listenToKeys() {
    on("keydown", (event) => {
      const typing = event.target instanceof Element && event.target.closest("input, select, textarea, [contenteditable]");
      const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
      const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
      if (slash || k) {
        event.preventDefault();
        errbook.ask();
      } else if (event.key === "Escape" && event.target instanceof HTMLElement && event.target.matches("main .paste textarea")) {
        if (before instanceof HTMLElement && before !== document.body) before.focus();
        else event.target.blur();
        before = null;
      }
    });
  }

  // The script stands in the head, so that the theme is there before the page.
  on("DOMContentLoaded", () => {
    document.body.append(spoken);
    offerThemes();
    nameBoxes();
    nameCells();
    errbook.offerCopying(document);
    listenToCopying();
    followRedirect();
    offerBox();
    listenToKeys();
    listenToPasting();
  });
})(/** @type {any} */ (globalThis).errbook ??= {});
