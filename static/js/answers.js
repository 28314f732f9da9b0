// How answers look: what was recognised, why, and what it is not; or none, and a report to send.
globalThis.errbook = globalThis.errbook || {};

(function (errbook) {
  'use strict';

  /** How much of the reader's text stands before and behind the deciding words, in signs. */
  const AROUND = 120, MARGIN = 1200;
  /** No secret is longer. */
  const SECRET = 600;
  const RETRY = { y: ['yes', 'Retryable'], n: ['no', 'Not retryable'], a: ['after-change', 'Retry after a change'] };
  const VERDICT = {
    match: 'Match',
    fallback: 'Fallback: only the type is known, nothing more specific is here',
    possible: 'Possible: the words fit, but nothing names the program',
  };
  /** How much of a text a report has, in signs; and in an address, which must not grow too long, in bytes. */
  const REPORT = 4000, SENT = 6000, TITLE = 80;

  /**
   * An element with its children; texts are texts, never markup.
   * @param {string} name `li.hit` @param {...(Node | string | null | false)} children
   * @returns {any}
   */
  function element(name, ...children) {
    const [tag, ...classes] = name.split('.'), made = document.createElement(tag);
    if (classes.length > 0) made.className = classes.join(' ');
    made.append(...children.filter((child) => child !== null && child !== false));
    return made;
  }

  /** @param {string} href @param {string} text @param {string} [look] */
  function link(href, text, look) {
    const made = element(look ? `a.${look}` : 'a', text);
    made.href = href;
    return made;
  }

  /** @param {number} count @param {string} one @param {string} many */
  const counted = (count, one, many) => `${count === 1 ? 'One' : count} ${count === 1 ? one : many}`;

  /** Where the page of a card is. @param {{root: string}} site @param {{id: string}} card */
  const address = (site, card) => `${site.root}${card.id}.html`;

  /** The beginning of a text, masked. A word that the cut went through goes: it may be half a secret. @param {string} text @param {number} most */
  errbook.masked = function (text, most) {
    if (text.length <= most) return errbook.redact(text);
    let end = most;
    while (end > most - SECRET && !/\s/.test(text[end - 1])) end--;
    return errbook.redact(text.slice(0, end));
  };

  /** For an address; half a sign cannot stand in one. @param {string} text */
  errbook.encode = (text) => encodeURIComponent(Array.from(text, (sign) => (/^[\ud800-\udfff]$/.test(sign) ? '\ufffd' : sign)).join(''));

  /**
   * The deciding words in the reader's own line, secrets masked.
   * @param {string} text @param {{line: number, excerpt: string}} hit
   */
  function excerpt(text, { line, excerpt: words }) {
    const cut = words.replace(/…$/, '');
    let from = 0;
    for (let n = 1; n < line; n++) from = text.indexOf('\n', from) + 1;
    // Far more than is shown is masked, so that no secret is met from its middle.
    const place = Math.max(from, text.indexOf(cut, from)), near = errbook.masked(text.slice(Math.max(from, place - MARGIN)), 2 * MARGIN + cut.length);
    const at = near.indexOf(cut);
    if (at < 0) return element('pre.excerpt', element('mark', words));
    const end = at + cut.length, stop = near.indexOf('\n', end), rest = stop < 0 ? near.length : stop, start = Math.max(0, at - AROUND);
    const behind = near.slice(end, Math.min(rest, end + AROUND));
    return element('pre.excerpt', start > 0 || place - MARGIN > from ? '… ' : '', near.slice(start, at), element('mark', cut), behind, end + behind.length < rest ? ' …' : '');
  }

  /** @param {any} hit */
  function facts(hit) {
    const pairs = [['Decided by', `line ${hit.line}, “${hit.fragment}”`]];
    if (hit.count > 1) pairs.push(['Stands there', `${hit.count} times`]);
    for (const [name, value] of Object.entries(hit.holes)) if (value) pairs.push([name.replace(/[-_]/g, ' '), value]);
    const list = element('dl');
    pairs.forEach(([name, value], n) => list.append(element('dt', name), element('dd', n === 0 || name === 'Stands there' ? value : element('code', value))));
    return list;
  }

  /** @param {any} card */
  function badges(card) {
    const [look, word] = RETRY[card.retry] || ['', ''], list = element('p.badges');
    if (card.status) list.append(element('span', `HTTP ${card.status}`));
    if (card.type) list.append(element('span', element('code', card.type)));
    if (word) list.append(element(`span.${look}`, word));
    return list.children.length > 0 ? list : null;
  }

  /** @param {any} site @param {any} hit @param {any} card @param {string} text */
  function hitCard(site, hit, card, text) {
    const item = element('li.hit', element(`p.verdict.${hit.verdict}`, VERDICT[hit.verdict]), element('h3', link(address(site, card), card.title)), element('p', card.summary), excerpt(text, hit), facts(hit));
    if (card.check || card.fix) {
      const next = element('div.next');
      if (card.check) next.append(element('h4', 'Check this first'), element('p', element('strong', `${card.check[0]}. `), card.check[1]));
      if (card.fix) next.append(element('h4', 'Fix'), element('p', card.fix));
      item.append(next);
    }
    const told = badges(card);
    if (told) item.append(told);
    return item;
  }

  /** @param {any} site @param {{card: any, why: string}[]} near @param {string} title */
  function others(site, near, title) {
    if (near.length === 0) return null;
    const rows = near.map(({ card, why }) => element('li', link(address(site, card), card.title), element('p', `${why}.`)));
    return element('section.not', element('h2', title), element('ul.rows', ...rows));
  }

  /** @param {any} site @param {any} result @param {string} text */
  errbook.showHits = function (site, { hits, near, whole }, text) {
    const firm = hits.filter((/** @type {any} */ { hit }) => hit.verdict !== 'possible').length;
    const title = firm > 0 ? `${counted(firm, 'error', 'errors')} recognised` : 'Nothing certain; this may be it';
    const parts = [element('h2', title)];
    if (!whole) parts.push(element('p.notice', 'This text is so long that only the beginning of it was compared. Paste the lines around the error.'));
    parts.push(element('ol.hits', ...hits.map((/** @type {any} */ { hit, card }) => hitCard(site, hit, card, text))));
    parts.push(others(site, near, 'Not these, because …'));
    return parts;
  };

  /** The words that were found, section by section. @param {any[]} why */
  function places(why) {
    const list = element('p.found', 'Found in ');
    why.forEach(({ name, words }, n) => {
      list.append(n > 0 ? ' · ' : '', `${name}: `);
      words.slice(0, 4).forEach((/** @type {string} */ word, /** @type {number} */ k) => list.append(k > 0 ? ' ' : '', element('mark', word)));
    });
    return list;
  }

  /** @param {any} site @param {any} found */
  errbook.showResults = function (site, { results, total, partial }) {
    const title = partial ? `${counted(total, 'record has', 'records have')} some of these words` : `${counted(total, 'record has', 'records have')} these words`;
    const rows = results.map((/** @type {any} */ { card, why }) => element('li.result', link(address(site, card), card.title), element('p', card.summary), places(why), badges(card)));
    const more = total > results.length && element('p', `The first ${results.length} are shown; another word, or program:, status: or type:, narrows them.`);
    return [element('section.words', element('h2', title), element('ul.rows', ...rows), more)];
  };

  /** As much of a text as takes so many bytes in an address. @param {string} text @param {number} most */
  function fitting(text, most) {
    let room = most, end = 0;
    for (const sign of text) {
      room -= errbook.encode(sign).length;
      if (room < 0) return `${text.slice(0, end)}\n…`;
      end += sign.length;
    }
    return text;
  }

  /** What a report is called: what a traceback ends with, else the first line that has a word. @param {string} text */
  function titleOf(text) {
    const raised = [...text.matchAll(/^Traceback \(.*\n(?:[ \t].*\n|\n)*(.*)/gm)].at(-1);
    const said = raised?.[1] || /.*\p{L}\p{L}.*/u.exec(text)?.[0] || text.split('\n')[0];
    return Array.from(said.trim()).slice(0, TITLE).join('');
  }

  /** What somebody can send who met an error that has no page yet. @param {string} cut */
  function report(cut) {
    const fence = cut.includes('```') ? '````' : '```';
    return `### An error without a record\n\n${fence}\n${cut}\n${fence}\n\n- what I ran:\n- what I expected:\n- where (system, version):\n`;
  }

  /** @param {any} site @param {any} near @param {string} text */
  errbook.showNone = function (site, near, text) {
    const masked = errbook.masked(text, 3 * REPORT).trim(), copy = element('button.copy', 'Copy');
    const said = report(masked.length > REPORT ? `${masked.slice(0, REPORT)}\n…` : masked);
    copy.type = 'button';
    const buttons = element('p.buttons');
    if (site.issue) {
      const [title, body] = [titleOf(masked), report(fitting(masked, SENT))].map(errbook.encode);
      buttons.append(link(`${site.issue}?title=${title}&body=${body}`, 'Open an issue', 'button'));
    }
    buttons.append(link(site.all, 'Look through all records', `button${site.issue ? '.quiet' : ''}`));
    const none = element('div.none', element('h2', 'None.'), element('p', 'No record here matches this text, and we will not guess. Help the next person who sees it:'),
      element('figure', element('figcaption', element('span', 'Report, with keys and names masked'), copy), element('pre', element('samp', said))), buttons);
    return [none, others(site, near, 'Nearest, and not matching')];
  };

  errbook.element = element;
})(globalThis.errbook);
