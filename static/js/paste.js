// The paste box: answers while you type, from this browser alone. The page's own script loads this when somebody turns
// to the box.
globalThis.errbook = globalThis.errbook || {};

(function (errbook) {
  'use strict';

  const ask = document.querySelector('a.ask');
  // Where the box of another page answers (embed.js), this one has nothing to do.
  if (!ask) return;
  const LONG = 20000, PAUSE = 120, HASH = 1500;
  /** The address follows when the hand rests: browsers refuse too many changes. */
  const REST = 500;
  const root = /** @type {string} */ (ask.getAttribute('href')).replace(/search\.html$/, '');
  const repository = /** @type {HTMLAnchorElement | null} */ (document.getElementById('repository'));
  const site = { root, issue: repository ? `${repository.href}/issues/new` : '', all: `${root}a-z.html` };
  /** Two characters of these say as much as a word: digits, and scripts of few long words. */
  const DENSE = /\d|[^\u0000-\u024f]/;

  class Box {
    /** @param {HTMLFormElement} form */
    constructor(form) {
      this.form = form;
      this.area = /** @type {HTMLTextAreaElement} */ (form.querySelector('textarea'));
      this.dialog = form.closest('dialog');
      this.answers = this.answersPlace();
      this.turn = { cancelled: false };
      this.current = -1;
      this.timer = 0;
      /** What was pasted last: as long as it is all there is, another paste takes its place. */
      this.pasted = '';
      /** What folds when there is an answer. */
      this.folding = this.dialog || document.documentElement;
      this.said = errbook.element('p.unseen');
      this.said.setAttribute('role', 'status');
      this.choices = errbook.element('ul.unseen');
      Object.assign(this.choices, { id: 'choices', role: 'listbox', ariaLabel: 'Answers', hidden: true });
      this.undo = errbook.element('p.undo');
      form.append(this.said, this.choices, this.undo);
      // HTML lets a text area be nothing but a text box; these say the rest of the combobox pattern.
      for (const [name, value] of [['aria-autocomplete', 'list'], ['aria-haspopup', 'listbox'], ['aria-controls', 'choices']]) this.area.setAttribute(name, value);
      this.listen();
    }

    /** The place for answers: the page's own, or one below the box. */
    answersPlace() {
      const own = !this.dialog && document.getElementById('answers');
      if (own) return own;
      const made = errbook.element('div');
      made.id = 'answers';
      (this.form.closest('.hero') || this.form).after(made);
      return made;
    }

    listen() {
      let timer = 0;
      this.area.addEventListener('paste', (event) => {
        const text = event.clipboardData?.getData('text/plain') || '', { selectionStart, selectionEnd, value } = this.area;
        if (!text.trim() || (value && (value !== this.pasted || selectionStart !== selectionEnd))) return;
        event.preventDefault();
        this.replace(text);
      });
      this.area.addEventListener('input', () => {
        clearTimeout(timer);
        this.turn.cancelled = true;
        this.undo.replaceChildren();
        this.fold();
        if (this.area.value.length < LONG) this.answer();
        else timer = setTimeout(() => this.answer(), PAUSE);
      });
      this.form.addEventListener('submit', (event) => {
        event.preventDefault();
        this.answer().then(() => this.bring());
      });
      this.form.addEventListener('click', (event) => {
        if (event.target instanceof Element && event.target.closest('.clear')) this.put('');
      });
      this.area.addEventListener('keydown', (event) => this.key(event));
      this.dialog?.addEventListener('close', () => this.choose(-1));
      this.answers.addEventListener('click', (event) => {
        // Whoever comes back finds the answer again.
        this.tellAddress();
        const button = event.target instanceof Element && event.target.closest('button[data-word]');
        if (button instanceof HTMLElement) this.narrow(button.dataset.word || '');
      });
    }

    /** Puts a text into the box as if it had been typed. @param {string} text */
    put(text) {
      this.area.focus();
      this.area.value = text;
      this.pasted = text;
      this.area.dispatchEvent(new Event('input'));
      this.area.scrollTop = 0;
    }

    /** A paste takes the place of the last one, which can be brought back. @param {string} text */
    replace(text) {
      const before = this.area.value, button = errbook.element('button', 'Undo');
      this.put(text);
      this.top();
      if (!before.trim() || before === text) return;
      button.type = 'button';
      button.addEventListener('click', () => this.put(before));
      this.undo.replaceChildren('Replaced your last paste. ', button);
    }

    /** The page folds around the box before the answer comes, so that nothing moves when it does. */
    fold() {
      const { classList } = this.folding, folded = classList.contains('asked');
      if (classList.toggle('asked', this.asks(this.area.value)) && !folded) this.top();
    }

    top() {
      (this.dialog || document.documentElement).scrollTop = 0;
    }

    /** Whether there is something to answer: a paste, a code or number, or a word of three letters. @param {string} text */
    asks(text) {
      const words = text.trim();
      return words.length > 2 || (words !== '' && (words === this.pasted.trim() || DENSE.test(words)));
    }

    /** Whoever asked for the answer sees it, also where a keyboard took half of the screen. */
    bring() {
      if (matchMedia('(pointer: coarse)').matches) this.area.blur();
      const { top, bottom } = this.answers.getBoundingClientRect();
      if (this.answers.firstChild && (top < 0 || bottom > innerHeight)) this.answers.scrollIntoView();
    }

    /** Arrows choose, Enter follows; a text of several lines keeps its own arrows until its end. @param {KeyboardEvent} event */
    key(event) {
      const { area } = this, links = this.links(), held = event.ctrlKey || event.metaKey, plain = !event.shiftKey && !held && !event.altKey;
      if (event.isComposing || !(plain || (held && event.key === 'Enter'))) return;
      const atEnd = area.selectionStart === area.value.length, choosing = this.current >= 0;
      if (event.key === 'ArrowDown' && links.length > 0 && (choosing || atEnd)) this.choose(Math.min(this.current + 1, links.length - 1));
      else if (event.key === 'ArrowUp' && choosing) this.choose(this.current - 1);
      else if (event.key === 'Enter' && choosing) links[this.current].click();
      else if (event.key === 'Enter' && (held || area.value === this.pasted || !area.value.includes('\n'))) this.form.requestSubmit();
      else return;
      event.preventDefault();
    }

    /** @returns {HTMLAnchorElement[]} */
    links() {
      return [...this.answers.querySelectorAll('.hit h3 a, .rows > li > a')];
    }

    /** @param {number} n -1 for none */
    choose(n) {
      this.answers.querySelector('[data-current]')?.removeAttribute('data-current');
      this.choices.querySelector('[aria-selected=true]')?.setAttribute('aria-selected', 'false');
      this.current = n;
      if (n < 0) {
        this.area.removeAttribute('aria-activedescendant');
        return;
      }
      const item = this.links()[n].closest('li');
      item?.setAttribute('data-current', '');
      item?.scrollIntoView({ block: 'nearest' });
      this.choices.children[n].setAttribute('aria-selected', 'true');
      this.area.setAttribute('aria-activedescendant', `choice-${n}`);
    }

    /** Answers what stands in the box now; a newer text overtakes an older one. */
    async answer() {
      this.turn.cancelled = true;
      const turn = this.turn = { cancelled: false }, text = this.area.value;
      if (!this.asks(text)) {
        this.show([], '', '');
        return;
      }
      try {
        const parts = await errbook.answerTo(site, text, this.pasted === text, turn).catch((error) => {
          // The site was built anew: ask its new index once more.
          if (error instanceof errbook.Moved) return errbook.answerTo(site, text, this.pasted === text, turn);
          throw error;
        });
        if (!turn.cancelled) this.show(parts, text, parts[0].querySelector?.('h2')?.textContent || parts[0].textContent);
      } catch (error) {
        if (error instanceof errbook.Cancelled || turn.cancelled) return;
        this.show([errbook.element('p.notice', 'The index could not be loaded. Check your connection and try again.')], text, 'The index could not be loaded');
      }
    }

    /** @param {any[]} parts @param {string} text @param {string} said */
    show(parts, text, said) {
      const shown = parts.filter(Boolean);
      if (shown.length > 0) shown.push(footnote(text, Boolean(this.dialog)));
      this.answers.replaceChildren(...shown);
      this.fold();
      const links = this.links();
      this.choices.replaceChildren(...links.map((link, n) => {
        const choice = errbook.element('li', link.textContent);
        choice.id = `choice-${n}`;
        choice.setAttribute('role', 'option');
        choice.setAttribute('aria-selected', 'false');
        return choice;
      }));
      this.choices.hidden = links.length === 0;
      this.choose(-1);
      this.said.textContent = said;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.tellAddress(), REST);
    }

    /** Puts what stands in the box now into the address of the page. */
    tellAddress() {
      clearTimeout(this.timer);
      const text = this.area.value.trim(), bare = location.pathname + location.search.replace(/([?&])q=[^&]*&?/, '$1').replace(/[?&]$/, '');
      if (!this.dialog && (text || /[#?&]q=/.test(location.href))) history.replaceState(null, '', text ? bare + hash(text) : bare);
    }

    /** Adds a filter to the query, or takes it away. @param {string} word */
    narrow(word) {
      const name = word.split(':')[0], rest = this.area.value.replace(new RegExp(`\\s*\\b${name}:\\S*`, 'g'), '');
      this.area.value = this.area.value.includes(word) ? rest : `${rest.trimEnd()} ${word}`;
      this.area.focus();
      this.answer();
    }

    /** What a link to an answer brings along. */
    restore() {
      const hashed = /^#q=(.*)$/s.exec(location.hash), asked = new URLSearchParams(location.search).get('q');
      let text = asked || '';
      if (hashed) {
        try { text = decodeURIComponent(hashed[1]); } catch { text = hashed[1]; }
      }
      if (text && text !== this.area.value && text !== masked(this.area.value)) this.area.value = this.pasted = text;
      this.fold();
      if (this.area.value) this.answer();
    }
  }

  /** What may stand in an address: no secrets, not too long. @param {string} text */
  const masked = (text) => Array.from(errbook.masked(text, 2 * HASH).trim()).slice(0, HASH).join('');
  const hash = (/** @type {string} */ text) => `#q=${errbook.encode(masked(text))}`;

  /** @param {string} text @param {boolean} elsewhere the address of this page is not that of the answer */
  function footnote(text, elsewhere) {
    const button = errbook.element('button', 'Copy link to this answer');
    button.type = 'button';
    button.dataset.copy = new URL(elsewhere ? `${ask.getAttribute('href')}${hash(text)}` : hash(text), location.href).href;
    return errbook.element('p.footnote', 'Nothing left this browser. ', button, ' Secrets are masked in it.');
  }

  /** Makes the box on this page, or the one just opened over it, answer. */
  errbook.setUpBox = function () {
    const form = document.querySelector('dialog form.paste') || document.querySelector('form.paste');
    if (!(form instanceof HTMLFormElement) || form.dataset.ready) return;
    form.dataset.ready = 'yes';
    errbook.openIndex(`${root}assets/index.js`).catch(() => {});
    const box = errbook.box = new Box(form);
    if (errbook.pasted) box.pasted = box.area.value;
    if (!box.dialog) addEventListener('hashchange', () => box.restore());
    if (!box.dialog) box.restore();
    else if (box.area.value) box.put(box.area.value);
  };
  errbook.setUpBox();
})(globalThis.errbook);
