// From what a reader types to the keys under which words are looked up. Twin of src/pages/index/words.rs.
globalThis.errbook = globalThis.errbook || {};

(function (errbook) {
  'use strict';

  const LONGEST = 40, BEGINNING = 3;
  const SYMBOL = /[\p{Alphabetic}\p{N}]+(?:[-_.:/\\@+]{1,2}[\p{Alphabetic}\p{N}]+)*/gu;
  const JOIN = /[-_.:/\\@+]/;
  const cut = (/** @type {string} */ key) => Array.from(key).slice(0, LONGEST).join('');

  const UPPER = /\p{Uppercase}/u, LOWER = /\p{Lowercase}/u;

  /** The parts of a symbol, each with whether a joining sign stands before it. @param {string} symbol */
  function parts(symbol) {
    const signs = Array.from(symbol), found = [];
    let joined = false;
    signs.forEach((sign, n) => {
      if (JOIN.test(sign)) {
        joined = true;
        return;
      }
      const before = signs[n - 1] || ' ', small = LOWER.test(signs[n + 1] || ' ');
      const hump = UPPER.test(sign) && (LOWER.test(before) || (UPPER.test(before) && small));
      if (found.length === 0 || joined || hump) found.push({ joined, part: '' });
      found[found.length - 1].part += sign.toLowerCase();
      joined = false;
    });
    return found;
  }

  /**
   * The words of a query: the key of each as a whole, the keys of its parts, and how it was written.
   * @param {string} text
   * @returns {{key: string, parts: string[], symbol: string}[]}
   */
  errbook.wordsOf = function (text) {
    return (text.match(SYMBOL) || []).map((symbol) => {
      const all = parts(symbol);
      const key = all.map(({ joined, part }, n) => (joined && n > 0 ? `-${part}` : part)).join('');
      return { key: cut(key), parts: all.map(({ part }) => cut(part)), symbol };
    }).filter(({ key }) => key.length > 1);
  };

  /** Which shard of so many a key is in: its beginning decides; a facet counts as a whole. @param {string} key @param {number} count */
  errbook.wordShard = function (key, count) {
    let hash = 0x811c9dc5;
    for (const sign of key.includes(':') ? key : Array.from(key).slice(0, BEGINNING)) hash = Math.imul(hash ^ sign.codePointAt(0), 0x01000193);
    return (hash >>> 0) % count;
  };

  const PRINTS = 36 ** 4;

  /** Which shard of so many a name is in, and its fingerprint there. Twin of src/pages/index/names.rs. @param {string} key @param {number} count */
  errbook.nameShard = function (key, count) {
    const hash = (/** @type {number} */ start) => {
      let hash = start;
      for (const sign of key) hash = Math.imul(hash ^ sign.codePointAt(0), 0x01000193);
      hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
      return (hash ^ (hash >>> 13)) >>> 0;
    };
    return { number: hash(0x811c9dc5) % count, print: (hash(0x9747b28c) % PRINTS).toString(36).padStart(4, '0') };
  };

  /** Record and place wherever a name of this fingerprint stands. @param {Record<string, string>} shard @param {string} print */
  errbook.namesakes = function (shard, print) {
    const found = [];
    for (const [letter, names] of Object.entries(shard)) {
      for (let at = 0, record = 0; at < names.length; at += 5) {
        // Far away, and farther than three digits can say.
        for (; names.startsWith('zzz', at); at += 3) record += 35 + 36 * 36 - 1;
        const far = names[at] === 'z';
        record += far ? 35 + parseInt(names.slice(at + 1, at + 3), 36) : parseInt(names[at], 36);
        if (far) at += 2;
        if (names.startsWith(print, at + 1)) found.push({ record, place: letter.charCodeAt(0) - 65 });
      }
    }
    return found;
  };

  /** Record and place of every posting, and whether these are only the best of too many. @param {string} postings */
  errbook.standing = function (postings) {
    const found = [];
    let record = 0;
    for (const [, letter, distance] of postings.matchAll(/([A-Z])([0-9a-z]*)/g)) {
      record += distance ? parseInt(distance, 36) : 0;
      found.push({ record, place: letter.charCodeAt(0) - 65 });
    }
    return { found, common: postings[0] === '~' };
  };
})(globalThis.errbook);
