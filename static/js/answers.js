// How answers look: what was recognised, why, and what it is not; or none, and a report to send.
globalThis.errbook = globalThis.errbook || {};

(function (errbook) {
  'use strict';

  /** How much of the reader's text stands before and behind the deciding words, in signs. */
  const AROUND = 120, MARGIN = 1200;
  /** How far around a part of a text to look for what makes a secret of it. */
  const CONTEXT = 4000;
  const RETRY = { y: ['yes', 'Retry: yes'], w: ['after-change', 'Retry: wait'], a: ['after-change', 'Retry: fix first'], n: ['no', 'Retry: no'] };
  const VERDICT = {
    match: '',
    fallback: 'We know this type of error, but not this message.',
    possible: 'This may be it: the words fit, but nothing names the program.',
  };
  /** A command rather than a value: `/login`, `claude update --x`. */
  const COMMAND = /^\/[a-z]|^[a-z][\w.-]* .*[-/~=$_A-Z]/;
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
    made.append(...children.filter((child) => child !== null && child !== false && child !== ''));
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

  /** A part of a text, masked with what is around it in view, so that no secret is met from its middle. @param {string} text @param {number} end @param {number} [start] */
  errbook.masked = function (text, end, start = 0) {
    const from = Math.max(0, text.lastIndexOf('\n', start - CONTEXT)), seen = text.slice(from, end + CONTEXT);
    return errbook.maskedPart(seen, errbook.drain(errbook.findingSecrets(seen)), start - from, Math.min(end - from, seen.length));
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
    const place = Math.max(from, text.indexOf(cut, from)), near = errbook.masked(text, place + cut.length + MARGIN, Math.max(from, place - MARGIN));
    const at = near.indexOf(cut);
    if (at < 0) return element('pre.excerpt', element('mark', words));
    const end = at + cut.length, stop = near.indexOf('\n', end), rest = stop < 0 ? near.length : stop, start = Math.max(0, at - AROUND);
    const behind = near.slice(end, Math.min(rest, end + AROUND));
    return element('pre.excerpt', start > 0 || place - MARGIN > from ? '… ' : '', near.slice(start, at), element('mark', cut), behind, end + behind.length < rest ? ' …' : '');
  }

  /** What the error itself says: the model, the limit, the time. @param {any} hit */
  function facts(hit) {
    const pairs = Object.entries(hit.holes).filter(([, value]) => value), list = element('dl');
    for (const [name, value] of pairs) list.append(element('dt', name.replace(/[-_]/g, ' ')), element('dd', element('code', value)));
    return pairs.length > 0 && list;
  }

  /** Where else it is in the text, and what it says there. @param {any} hit */
  function instances(hit) {
    if (!hit.instances) return null;
    const rows = hit.instances.map((/** @type {any} */ { line, holes }) => {
      const said = Object.entries(holes).filter(([, value]) => value).map(([name, value]) => element('span', ` ${name.replace(/[-_]/g, ' ')} `, element('code', value)));
      return element('li', `Line ${line}${said.length > 0 ? ':' : ''}`, ...said);
    });
    const rest = hit.count - rows.length;
    return element('details.instances', element('summary', `All ${hit.count} places`), element('ul', ...rows, rest > 0 && element('li', `and ${rest} more`)));
  }

  /** Words with the only Markdown that a card has: code and links. @param {string} text @param {string} root */
  function rich(text, root) {
    return text.split(/(`[^`]+`|\[[^\]]*\]\([^)\s]*\))/).map((part) => {
      if (part[0] === '`') return command(part.slice(1, -1));
      const [, words, address] = /^\[(.*)\]\((.*)\)$/.exec(part) || [];
      if (!address) return part;
      return link(/^(https?|mailto):/.test(address) ? address : root + address, words.replaceAll('`', ''));
    });
  }

  /** @param {string} text */
  function command(text) {
    const code = element('code', text);
    if (!COMMAND.test(text)) return code;
    code.className = 'command';
    return code;
  }

  /** Paragraphs and numbered steps. @param {string} text @param {string} root */
  function paragraphs(text, root) {
    /** @type {any[]} */
    const made = [];
    for (const line of text.split('\n').filter(Boolean)) {
      const step = /^\d+\. (.*)/.exec(line);
      if (!step) made.push(element('p', ...rich(line, root)));
      else if (made.at(-1)?.tagName === 'OL') made.at(-1).append(element('li', ...rich(step[1], root)));
      else made.push(element('ol', element('li', ...rich(step[1], root))));
    }
    return made;
  }

  /** Code in a frame with a button that copies it. @param {string} code */
  function frame(code) {
    const copy = element('button.copy', 'Copy'), pre = element('pre', element('code', code));
    copy.type = 'button';
    pre.tabIndex = 0;
    pre.setAttribute('role', 'group');
    pre.setAttribute('aria-label', 'Command');
    return element('figure', element('figcaption', element('span', 'Run this'), copy), pre);
  }

  /** One thing to do, and the cause to look at: the one that the error names, else the first. @param {any} site @param {any} hit @param {any} card */
  function firstAid(site, hit, card) {
    const named = card.causes.find((/** @type {any} */ { id }) => id === hit.cause), cause = named || card.causes[0], next = element('div.next');
    if (card.first) next.append(element('h4', 'Do this first'), ...paragraphs(card.first, site.root));
    if (cause) {
      const which = named ? 'Likely cause' : `Possible cause ${cause.number} of ${card.count}`;
      next.append(element('h4', card.first ? which : `Do this first: check ${which.toLowerCase()}`));
      next.append(element('p', link(`${address(site, card)}#${cause.id}`, cause.title)), ...paragraphs(cause.text, site.root));
      if (cause.code) next.append(frame(cause.code));
    }
    return next.children.length > 0 && next;
  }

  /** The first sentence: the rest is on the page. @param {string} text */
  const sentence = (text) => /^.{20,}?[.!?](?=\s|$)/s.exec(text)?.[0] || text;

  /** @param {any} card */
  function badges(card) {
    const [look, word] = RETRY[card.retry] || ['', ''], list = element('p.badges');
    if (card.status) list.append(element('span', `HTTP ${card.status}`));
    if (card.type) list.append(element('span', element('code', card.type)));
    if (word) list.append(element(`span.${look}`, word));
    return list.children.length > 0 ? list : null;
  }

  /** What the page of a record gets to know of the reader's error: in the fragment, masked. @param {any} hit @param {any} card @param {string} line @param {string} words */
  function handOver(hit, card, line, words) {
    const given = [['e', line], ['w', words], ['c', card.causes.some((/** @type {any} */ { id }) => id === hit.cause) ? hit.cause : '']];
    return `#${given.filter(([, value]) => value).map(([name, value]) => `${name}=${errbook.encode(value)}`).join('&')}`;
  }

  /** @param {any} site @param {any} hit @param {any} card @param {string} text */
  function hitCard(site, hit, card, text) {
    const shown = excerpt(text, hit), page = address(site, card) + handOver(hit, card, shown.textContent, shown.querySelector('mark').textContent);
    const again = hit.count > 1 ? `Appears ${hit.count} times, first in line ${hit.line}` : '', place = again || (text.trim().includes('\n') && `Line ${hit.line} of your text`);
    return element('li.hit', VERDICT[hit.verdict] && element(`p.verdict.${hit.verdict}`, VERDICT[hit.verdict]), hit.role === 'recovered' && element('p.verdict.recovered', 'A later line says that this error was overcome.'), element('h3', link(page, card.title)), element('p', sentence(card.summary)),
      place && element('p.place', place), shown, firstAid(site, hit, card), facts(hit), instances(hit), badges(card), element('p.buttons', link(page, 'All causes, checks and fixes', 'button.quiet')));
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
    const title = firm > 1 ? `${firm} errors recognized` : firm === 1 ? 'We know this error' : 'This may be it';
    const parts = [element('h2', title)];
    if (!whole) parts.push(element('p.notice', 'This text is very long, so only the beginning was compared. Paste the lines around the error.'));
    parts.push(element('ol.hits', ...hits.map((/** @type {any} */ { hit, card }) => hitCard(site, hit, card, text))));
    parts.push(others(site, near, 'Ruled out'));
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
  errbook.showResults = function (site, { results, total, partial, corrected }) {
    const title = corrected.length > 0 ? `Did you mean “${corrected.join(' ')}”?` : partial ? 'Pages with some of these words' : counted(total, 'page', 'pages');
    const rows = results.map((/** @type {any} */ { card, why }) => element('li.result', link(address(site, card), card.title), element('p', card.summary), places(why), badges(card)));
    const more = total > results.length && element('p', `Showing the first ${results.length}. Add a word, or program:, status: or type:, to narrow them.`);
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
    return `### An error that has no page yet\n\n${fence}\n${cut}\n${fence}\n\n- what I ran:\n- what I expected:\n- where (system, version):\n`;
  }

  /** What somebody looked for and nobody wrote. @param {any} site @param {string} text */
  errbook.showNothing = (site, text) => [element('section.words', element('h2', `No page has “${text.trim()}”`), element('p', 'Try fewer or other words, or paste the whole error: it is recognized by its message. '), element('p.buttons', link(site.all, 'Browse all errors', 'button.quiet')))];

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
    buttons.append(link(site.all, 'Browse all errors', `button${site.issue ? '.quiet' : ''}`));
    const none = element('div.none', element('h2', 'We don’t know this one yet'), element('p', 'No page here matches this text, and we don’t guess. Send it to us, and the next person will find an answer:'),
      element('figure', element('figcaption', element('span', 'Your report, with keys and names masked'), copy), element('pre', element('samp', said))), buttons);
    return [none, others(site, near, 'Similar, but not a match')];
  };

  errbook.element = element;
})(globalThis.errbook);
