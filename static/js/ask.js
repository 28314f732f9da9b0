// From a text to the parts of a page that answer it.
globalThis.errbook = globalThis.errbook || {};

(function (errbook) {
  'use strict';

  /** Below this many records there is nothing to narrow; and so many ways to narrow them leave room for the records. */
  const FEW = 8, WAYS = 6;

  /** The answer as parts of a page. @param {any} site @param {string} text @param {boolean} pasted @param {{cancelled: boolean}} turn */
  errbook.answerTo = async function (site, text, pasted, turn) {
    const query = errbook.isQuery(text), looking = query ? errbook.lookUp(text, turn) : null;
    looking?.catch(() => {});
    const { answer, records, whole } = await errbook.recognize(text, turn);
    const numbers = [...answer.hits, ...answer.not].map(({ record }) => records.get(record));
    const cards = await errbook.cards(numbers), found = looking && await looking;
    if (turn.cancelled) throw new errbook.Cancelled();
    const hits = answer.hits.map((/** @type {any} */ hit) => ({ hit, card: cards.get(records.get(hit.record)) }));
    const near = answer.not.map((/** @type {any} */ miss) => ({ card: cards.get(records.get(miss.record)), why: titled(miss.why, hits).replace(/\.$/, '') }));
    const results = found && found.total > 0 ? [...filters(text, found), ...errbook.showResults(site, found)] : [];
    if (hits.length > 0) return [...errbook.showHits(site, { hits, near, whole }, text), ...results];
    if (results.length > 0) return results;
    // A report is for what somebody met, not for what somebody looks for.
    if (query && !pasted) return errbook.showNothing(site, text);
    const nearest = await errbook.nearest(answer.not, records, text);
    if (turn.cancelled) throw new errbook.Cancelled();
    return errbook.showNone(site, nearest, text);
  };

  /** The matcher knows records by their ids, a reader by their titles. @param {string} why @param {{card: any}[]} hits */
  const titled = (why, hits) => hits.reduce((said, { card }) => said.replace(` ${card.id} `, () => ` “${card.title}” `), why);

  /** Buttons that narrow a list of results: what was chosen, then what most of them have. @param {string} text @param {any} found */
  function filters(text, { results, total }) {
    const chosen = (/** @type {string} */ word) => text.includes(word);
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const name of ['program', ...errbook.facets()]) {
      for (const { card } of results) if (card[name]) counts.set(`${name}:${card[name]}`, (counts.get(`${name}:${card[name]}`) || 0) + 1);
    }
    const offered = [...counts].filter(([word, count]) => chosen(word) || (total > FEW && count < results.length));
    if (offered.length === 0) return [];
    offered.sort(([a, n], [b, m]) => Number(chosen(b)) - Number(chosen(a)) || m - n);
    const buttons = offered.slice(0, WAYS).map(([word]) => {
      const button = errbook.element('button', word);
      button.type = 'button';
      button.dataset.word = word;
      button.setAttribute('aria-pressed', String(chosen(word)));
      return errbook.element('li', button);
    });
    return [errbook.element('ul.filters', ...buttons)];
  }
})(globalThis.errbook);
