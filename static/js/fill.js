// What the reader's own error says, in the places of a record's page that ask for it. The page has the words that are
// shown without one. A value comes from matching the line of the fragment again, never from the fragment itself.
// Port of src/markdown/places.rs.
globalThis.errbook = globalThis.errbook || {};

(function (errbook) {
  'use strict';

  const LONGEST = 200;
  /** None of these characters means anything to a shell, PowerShell or a string of JSON or Python. @type {Record<string, RegExp>} */
  const KINDS = {
    int: /^\d[\d,._]*$/,
    word: /^[A-Za-z0-9_][A-Za-z0-9_-]*$/,
    version: /^[v\d][A-Za-z0-9.+-]*$/,
    host: /^[A-Za-z0-9][A-Za-z0-9.:-]*$/,
    path: /^[A-Za-z0-9/._][A-Za-z0-9._/:@+-]*$/,
  };
  const UNSEEN = /[\p{Cc}\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;

  /** Whether a value can be shown in a place of this kind, or of none. @param {string | undefined} kind @param {string} value */
  errbook.admits = function (kind, value) {
    if (value === '' || Array.from(value).length > LONGEST) return false;
    if (kind === undefined) return !UNSEEN.test(value);
    return Object.hasOwn(KINDS, kind) && KINDS[kind].test(value);
  };

  /** The words that a place had first. @type {Map<Element, string>} */
  const own = new Map();

  async function fill() {
    /** @type {HTMLElement[]} */
    const places = [...document.querySelectorAll('[data-hole]')], line = new URLSearchParams(location.hash.slice(1)).get('e');
    if (places.length === 0) return;
    const { answer } = line ? await errbook.recognize(line) : { answer: { hits: [] } };
    const page = location.pathname.replace(/\.html$/, ''), hit = answer.hits.find((/** @type {any} */ { record }) => page.endsWith(`/${record}`));
    for (const place of places) {
      const { hole, kind } = place.dataset, code = place.querySelector('code'), shown = code || place;
      if (!own.has(shown)) own.set(shown, shown.textContent || '');
      const value = hit && hole && Object.hasOwn(hit.holes, hole) ? hit.holes[hole] : '';
      shown.textContent = (kind || !code) && errbook.admits(kind, value) ? value : own.get(shown) || '';
    }
  }

  // Where the index is not to be had, the page says what it says without it.
  const quietly = () => { fill().catch(() => {}); };
  if (typeof document !== 'undefined' && document.querySelector('a.ask')) {
    errbook.openIndex(`${document.querySelector('a.ask')?.getAttribute('href')?.replace(/search\.html$/, '')}assets/index.js`).then(quietly, () => {});
    addEventListener('hashchange', quietly);
  }
})(globalThis.errbook);
