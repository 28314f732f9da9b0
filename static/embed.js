/* The paste box of this site on any page:
   <script src="https://errors.example.org/embed.js" async></script>
   <errbook-paste></errbook-paste>
   Answers come from this site's own files, and no text leaves the page. docs/embed.md has the rest. */
(function () {
  "use strict";

  /** What answers is loaded with the first text; its name changes with its content. */
  const SEARCH = "search.js";
  const PAUSE = 150, LONG = 200000;
  const script = document.currentScript, from = script instanceof HTMLScriptElement ? script.src : location.href;
  /** @type {Promise<any> | null} */
  let engine = null;

  const STYLE = `
:host { display: block; color-scheme: inherit; font: inherit;
  --line: var(--errbook-line, color-mix(in srgb, currentColor 25%, transparent));
  --accent: var(--errbook-accent, LinkText); --raised: var(--errbook-surface, color-mix(in srgb, currentColor 6%, transparent));
  --round: var(--errbook-radius, .5rem) }
:host([hidden]) { display: none }
* { box-sizing: border-box }
h2, h3, h4, p, ol, ul, dl, figure, pre { margin: .5rem 0 }
h2 { font-size: 1.2em } h3 { font-size: 1.1em } h4 { font-size: 1em }
a { color: var(--accent) }
label { display: block; font-weight: 600; margin-bottom: .25rem }
textarea { width: 100%; min-height: 5.5rem; padding: .6rem; font: .9em/1.4 var(--errbook-mono, ui-monospace, monospace);
  color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: var(--round); resize: vertical }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
button, .button { font: inherit; padding: .35rem .9rem; color: inherit; background: var(--raised); border: 1px solid var(--line);
  border-radius: var(--round); cursor: pointer; text-decoration: none; display: inline-block }
form > div, .buttons, .badges, .filters { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; list-style: none; padding: 0 }
form > div > p { flex: 1 1 14rem; margin: 0; font-size: .85em; opacity: .8 }
.hits, .rows { list-style: none; padding: 0 }
.hit, .rows > li, .none { padding: .75rem 1rem; margin: .5rem 0; border: 1px solid var(--line); border-radius: var(--round) }
.hit > h3 { margin-top: 0 }
.next { padding-inline-start: .75rem; border-inline-start: 3px solid var(--accent) }
.verdict, .place, .badges, .found, figcaption, dt { font-size: .85em; opacity: .85 }
.verdict { font-weight: 600 }
.badges span { padding: .1rem .5rem; border: 1px solid var(--line); border-radius: 1rem }
pre { overflow: auto; max-height: 20rem; padding: .6rem; background: var(--raised); border-radius: var(--round); white-space: pre-wrap; overflow-wrap: anywhere }
code, pre { font-family: var(--errbook-mono, ui-monospace, monospace); font-size: .95em }
mark { color: inherit; background: color-mix(in srgb, var(--accent) 25%, transparent); border-radius: .2em }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .75rem } dd { margin: 0; overflow-wrap: anywhere }
figcaption { display: flex; justify-content: space-between; align-items: center }
.command { cursor: copy }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }`;

  /** @param {string} name @param {Record<string, string>} attributes @param {...(Node | string)} parts */
  function made(name, attributes, ...parts) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...parts);
    return element;
  }

  /** @param {string} root @returns {Promise<any>} what recognizes, searches and shows */
  function load(root) {
    engine = engine || new Promise((done, fail) => {
      const part = made("script", { src: `${root}assets/${SEARCH}` });
      part.addEventListener("load", () => {
        const { errbook } = /** @type {any} */ (globalThis);
        errbook.openIndex(`${root}assets/index.js`).then(() => done(errbook), fail);
      });
      part.addEventListener("error", fail);
      document.head.append(part);
    });
    // What failed may succeed when asked again.
    engine.catch(() => { engine = null; });
    return engine;
  }

  class Paste extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      const shadow = this.attachShadow({ mode: "open", delegatesFocus: true }), sheet = new CSSStyleSheet();
      // A sheet that is made by a script needs no leave to style inline.
      sheet.replaceSync(STYLE);
      shadow.adoptedStyleSheets = [sheet];
      this.turn = { cancelled: false };
      this.area = /** @type {HTMLTextAreaElement} */ (made("textarea", { id: "text", rows: "4", spellcheck: "false", autocomplete: "off", autocapitalize: "off", "aria-describedby": "promise", placeholder: this.getAttribute("placeholder") || "The message, the JSON, the lines around it" }));
      this.answers = made("div", { part: "answers" });
      this.said = made("p", { class: "unseen", role: "status" });
      const label = made("label", { for: "text" }, this.getAttribute("label") || "Paste the whole error");
      const find = made("button", { type: "submit", part: "button" }, "Find it"), promise = made("p", { id: "promise" }, "Your text stays in this browser.");
      const form = made("form", { role: "search", part: "form" }, label, this.area, made("div", {}, promise, find));
      shadow.append(form, this.said, this.answers);
      let timer = 0;
      this.area.addEventListener("focus", () => load(this.root()).catch(() => {}), { once: true });
      this.area.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(() => this.answer(false), PAUSE);
      });
      this.area.addEventListener("paste", () => { this.pasting = true; });
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        clearTimeout(timer);
        this.answer(true);
      });
      shadow.addEventListener("click", (event) => this.clicked(event.target));
    }

    /** Where the site is: where this script came from, unless the page says otherwise. */
    root() {
      const named = this.getAttribute("src"), root = new URL(named || ".", named ? document.baseURI : from).href;
      return root.endsWith("/") ? root : `${root}/`;
    }

    /** @param {boolean} asked a person pressed the button */
    async answer(asked) {
      this.turn.cancelled = true;
      const turn = this.turn = { cancelled: false }, text = this.area.value.slice(0, LONG), root = this.root();
      const pasted = asked || this.pasting;
      this.pasting = false;
      if (text.trim().length < 3) {
        this.answers.replaceChildren();
        return;
      }
      try {
        const errbook = await load(root), site = { root, issue: this.getAttribute("issues") || "", all: `${root}a-z.html` };
        const parts = await errbook.answerTo(site, text, pasted, turn).catch((/** @type {any} */ error) => {
          // The site was built anew: ask its new index once more.
          if (error instanceof errbook.Moved) return errbook.answerTo(site, text, pasted, turn);
          throw error;
        });
        if (turn.cancelled) return;
        this.show(parts.filter(Boolean));
      } catch {
        if (turn.cancelled) return;
        const link = made("a", { href: root }, "the site itself");
        this.show([made("p", {}, "The answers could not be loaded. Try again, or ask ", link, ".")]);
      }
    }

    /** @param {any[]} parts */
    show(parts) {
      this.answers.replaceChildren(...parts);
      const target = this.getAttribute("target");
      for (const link of target ? this.answers.querySelectorAll("a") : []) Object.assign(link, { target, rel: "noopener" });
      this.said.textContent = this.answers.querySelector("h2")?.textContent || this.answers.textContent;
      this.dispatchEvent(new CustomEvent("errbook-answer", { bubbles: true, composed: true, detail: { known: Boolean(this.answers.querySelector(".hit")) } }));
    }

    /** @param {any} target */
    async clicked(target) {
      const button = target.closest?.(".copy, .command, button[data-word]");
      if (!button) return;
      if (button.dataset.word) {
        this.area.value = `${this.area.value.trimEnd()} ${button.dataset.word}`;
        this.answer(true);
        return;
      }
      const text = (button.matches(".copy") ? button.closest("figure")?.querySelector("pre") : button)?.textContent.trim();
      let done = true;
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        done = false;
      }
      this.said.textContent = done ? "Copied to the clipboard" : "Could not copy. Select the text.";
    }
  }

  if (!customElements.get("errbook-paste")) customElements.define("errbook-paste", Paste);
})();
