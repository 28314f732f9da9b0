// What the records ask for, compiled for looking it up in a text; and where the fragments of all signatures stand.
// Twin of src/matcher/pattern.rs, table.rs and find.rs.
globalThis.errbook = globalThis.errbook || {};

(function (errbook) {
  'use strict';

  const { NONE, BLANK, WRAP, BREAK } = errbook.gaps;
  const isWord = errbook.isWord;
  const HOLE_GLYPHS = 160, HOLE_WRAPS = 2;
  const ANCHOR = 4, CUT_LEAST = 14, CUT_MARGIN = 4, CUT_REACH = 240, CUTS = 8;

  /** @typedef {{signs: Uint32Array, gaps: Uint8Array, at: Uint32Array, length: number, raw: string}} Glyphs */
  /** @typedef {{text: string, pieces: Glyphs[], holes: string[], weight: number}} Pattern */
  /** @typedef {{start: number, end: number, lost: number}} Place */

  /** One fragment: literal text with named holes. @param {string} text @returns {Pattern} */
  function parse(text) {
    const literals = [''], holes = [];
    for (let place = 0; place < text.length;) {
      const sign = text[place], doubled = text[place + 1] === sign;
      const hole = sign === '{' && !doubled ? /^\{([a-z0-9_-]+)\}/.exec(text.slice(place)) : null;
      if (hole) {
        place += hole[0].length;
        holes.push(hole[1]);
        literals.push('');
        continue;
      }
      literals[literals.length - 1] += sign;
      place += doubled && (sign === '{' || sign === '}') ? 2 : 1;
    }
    const pieces = literals.map(errbook.normalizeFragment);
    while (pieces.length > 1 && pieces[0].length === 0) {
      pieces.shift();
      holes.shift();
    }
    return { text, pieces, holes, weight: pieces.reduce((sum, piece) => sum + piece.length, 0) };
  }

  /**
   * The spans of a pattern's pieces, if it stands at `start`; a text cut at `limit` may lack the rest.
   * @param {Pattern} pattern @param {Glyphs} glyphs @param {number} start @param {number} limit @param {boolean} cut
   */
  function spans(pattern, glyphs, start, limit, cut) {
    const found = [], pieces = pattern.pieces;
    let count = 0, from = start;
    for (let n = 0; n < pieces.length; n++) {
      const piece = pieces[n], last = n + 1 === pieces.length;
      if (last && n > 0 && piece.length === 0) {
        const end = wordEnd(glyphs, from, limit);
        found.push([end, end]);
        break;
      }
      let at = n === 0 ? start : holeEnd(glyphs, from, piece, last, limit);
      const length = at < 0 ? 0 : common(piece, glyphs, at, limit);
      if (at >= 0 && length === piece.length) {
        if ((n === 0 && !opens(glyphs, at)) || (last && !closes(glyphs, at + length, limit))) return null;
        found.push([at, at + length]);
        count += length;
        from = at + length;
      } else {
        if (at < 0) at = from;
        const rest = at + length === limit || (at === from && n > 0 && limit <= from + HOLE_GLYPHS);
        if (!cut || !rest || (n === 0 && !opens(glyphs, at))) return null;
        found.push([at, at + length]);
        return { spans: found, count: count + length };
      }
    }
    return { spans: found, count };
  }

  /** How many glyphs of the piece stand at `start`. @param {Glyphs} piece @param {Glyphs} glyphs @param {number} start @param {number} limit */
  function common(piece, glyphs, start, limit) {
    const room = Math.min(piece.length, Math.max(0, limit - start));
    for (let n = 0; n < room; n++) {
      if (piece.signs[n] !== glyphs.signs[start + n]) return n;
      if (n > 0 && !gapsAgree(piece.signs[n - 1], piece.signs[n], piece.gaps[n], glyphs.gaps[start + n])) return n;
    }
    return room;
  }

  /** Between two words a blank must be where one is wanted, and nowhere else; a wrap may fall anywhere. */
  function gapsAgree(/** @type {number} */ before, /** @type {number} */ sign, /** @type {number} */ want, /** @type {number} */ have) {
    if (!isWord(before) || !isWord(sign)) return true;
    return want >= BLANK ? have !== NONE : have !== BLANK;
  }

  /** @param {Glyphs} glyphs @param {number} start */
  function opens(glyphs, start) {
    return start === 0 || glyphs.gaps[start] !== NONE || !isWord(glyphs.signs[start]) || !isWord(glyphs.signs[start - 1]);
  }

  /** @param {Glyphs} glyphs @param {number} end @param {number} limit */
  function closes(glyphs, end, limit) {
    return end >= limit || glyphs.gaps[end] !== NONE || !isWord(glyphs.signs[end]) || !isWord(glyphs.signs[end - 1]);
  }

  /** The nearest place at or behind `from` where the next piece begins, or -1. */
  function holeEnd(/** @type {Glyphs} */ glyphs, /** @type {number} */ from, /** @type {Glyphs} */ piece, /** @type {boolean} */ last, /** @type {number} */ limit) {
    let wraps = 0;
    for (let at = from; at < Math.min(limit, from + HOLE_GLYPHS); at++) {
      if (at > from) {
        if (glyphs.gaps[at] === WRAP) wraps++;
        if (glyphs.gaps[at] === BREAK || wraps > HOLE_WRAPS) return -1;
      }
      if (common(piece, glyphs, at, limit) === piece.length && (!last || closes(glyphs, at + piece.length, limit))) return at;
    }
    return -1;
  }

  /** A hole at the end holds one word. @param {Glyphs} glyphs @param {number} from @param {number} limit */
  function wordEnd(glyphs, from, limit) {
    const most = Math.min(limit, from + HOLE_GLYPHS);
    let end = from;
    while (end < most && !',)]}'.includes(String.fromCodePoint(glyphs.signs[end])) && (end === from || glyphs.gaps[end] === NONE)) end++;
    while (end > from && '.:;'.includes(String.fromCodePoint(glyphs.signs[end - 1]))) end--;
    return end;
  }

  /** Hash of the signs at `at`. @param {Glyphs} glyphs @param {number} at @param {number} count */
  function hash(glyphs, at, count) {
    let value = 0;
    for (let n = 0; n < count; n++) value = Math.imul(value, 0x01000193) ^ glyphs.signs[at + n];
    return value >>> 0;
  }

  const slot = (/** @type {number} */ value) => (value ^ (value >>> 16)) & 0xffff;

  /** Gives each distinct fragment a number. */
  class Register {
    constructor() {
      /** @type {Pattern[]} */
      this.patterns = [];
      this.numbers = new Map();
    }

    /** @param {string} text @returns {number} */
    number(text) {
      if (!this.numbers.has(text)) {
        this.numbers.set(text, this.patterns.length);
        this.patterns.push(parse(text));
      }
      return this.numbers.get(text);
    }
  }

  /**
   * The table from its JSON. A part of a larger table brings what it cannot tell by itself: the `types` of the records
   * it lacks, and how much of its fragments theirs begin with (`shared`).
   * @param {{version: number, records: object[], types?: string[], shared?: Record<string, number>}} written
   */
  function compileTable(written) {
    const entries = [...written.records].sort((a, b) => (a.record < b.record ? -1 : a.record > b.record ? 1 : 0));
    const register = new Register(), rules = [], noise = [];
    const numbers = (/** @type {string[] | undefined} */ texts) => (texts || []).map((text) => register.number(text));
    entries.forEach((entry, number) => {
      for (const signature of entry.signatures || []) {
        const rule = compileRule(register, numbers, entry, number, signature);
        if (rule) rules.push(rule);
      }
      noise.push(numbers(entry.noise));
    });
    const kinds = new Map();
    for (const rule of rules) if (rule.kind) kinds.set(register.number(rule.kind), rule.kind);
    for (const kind of written.types || []) kinds.set(register.number(kind), kind);
    const patterns = register.patterns, neededBy = patterns.map(() => []);
    rules.forEach((rule, number) => rule.all.forEach((pattern) => neededBy[pattern].push(number)));
    const known = written.shared || {}, beginnings = sharedBeginnings(patterns, neededBy, rules);
    const shared = beginnings.map((most, number) => Math.max(most, (Object.hasOwn(known, patterns[number].text) && known[patterns[number].text]) || 0));
    return { entries, patterns, rules, neededBy, noise, kinds, shared, anchors: anchorsOf(patterns) };
  }

  function compileRule(register, numbers, entry, number, signature) {
    const all = numbers(signature.all), weight = (/** @type {number} */ pattern) => register.patterns[pattern].weight;
    if (all.length === 0 || all.some((pattern) => weight(pattern) === 0)) return null;
    // The last of the heaviest: authors write the type first and the message, which tells more, behind it.
    const lead = all.reduce((best, pattern) => (weight(pattern) >= weight(best) ? pattern : best));
    const not = signature.not || [], any = numbers(signature.any);
    return {
      entry: number, any, not: numbers(not.map((exclusion) => exclusion.text)), whys: not.map((exclusion) => exclusion.why), all, lead,
      weight: all.reduce((sum, pattern) => sum + weight(pattern), 0), status: signature.status || entry.status || 0,
      kind: signature.type || entry.type || '', fallback: Boolean(signature.fallback),
    };
  }

  /** For each pattern the longest beginning it shares with a fragment that another record needs. */
  function sharedBeginnings(patterns, neededBy, rules) {
    const heads = patterns.map((pattern) => pattern.pieces[0].signs.subarray(0, pattern.pieces[0].length));
    const equal = (a, b) => { let n = 0; while (n < a.length && n < b.length && a[n] === b[n]) n++; return n; };
    const order = neededBy.flatMap((users, pattern) => users.map((rule) => [pattern, rules[rule].entry]));
    const compare = (a, b) => { const n = equal(a, b); return n < a.length && n < b.length ? a[n] - b[n] : a.length - b.length; };
    order.sort((a, b) => compare(heads[a[0]], heads[b[0]]) || a[1] - b[1]);
    const shared = patterns.map(() => 0);
    for (const list of [order, [...order].reverse()]) {
      let last = null, other = null;
      for (const user of list) {
        if (last && last[1] !== user[1]) other = last;
        if (other) shared[user[0]] = Math.max(shared[user[0]], equal(heads[user[0]], heads[other[0]]));
        last = user;
      }
    }
    return shared;
  }

  /** @param {Pattern[]} patterns */
  function anchorsOf(patterns) {
    const grams = patterns.map(({ pieces: [piece] }) => Array.from({ length: Math.max(0, piece.length - ANCHOR + 1) }, (_, n) => hash(piece, n, ANCHOR)));
    const frequency = new Map();
    for (const gram of grams.flat()) frequency.set(gram, (frequency.get(gram) || 0) + 1);
    const anchors = { rare: new Map(), heads: new Map(), seen: new Uint8Array(0x10000) };
    const add = (map, key, value) => { if (map.has(key)) map.get(key).push(value); else map.set(key, [value]); };
    grams.forEach((list, number) => {
      if (list.length === 0) return;
      const rarest = list.reduce((best, gram, n) => (frequency.get(gram) < frequency.get(list[best]) ? n : best), 0);
      add(anchors.rare, list[rarest], [number, rarest]);
      const head = patterns[number].pieces[0];
      if (head.length >= CUT_LEAST) add(anchors.heads, hash(head, 0, CUT_LEAST), number);
      anchors.seen[slot(list[rarest])] = 1;
    });
    return anchors;
  }

  /** All places of all patterns, in order of appearance. @param {Glyphs} glyphs */
  function* find(table, glyphs) {
    /** @type {Map<number, Place[]>} */
    const places = new Map();
    for (let at = 0; at + ANCHOR <= glyphs.length; at++) {
      if (at % 4096 === 4095) yield;
      const gram = hash(glyphs, at, ANCHOR);
      if (!table.anchors.seen[slot(gram)]) continue;
      for (const [number, offset] of table.anchors.rare.get(gram) || []) {
        const start = at - offset, found = start < 0 ? null : spans(table.patterns[number], glyphs, start, glyphs.length, false);
        if (!found) continue;
        if (!places.has(number)) places.set(number, []);
        places.get(number).push({ start, end: found.spans[found.spans.length - 1][1], lost: 0 });
      }
    }
    for (const cut of cuts(glyphs)) findCut(table, glyphs, cut, places);
    return places;
  }

  /** Phrases that begin before the cut and would go on behind it. */
  function findCut(table, glyphs, cut, places) {
    for (let start = Math.max(0, cut - CUT_REACH); start < cut + 1 - CUT_LEAST; start++) {
      for (const number of table.anchors.heads.get(hash(glyphs, start, CUT_LEAST)) || []) {
        const pattern = table.patterns[number], found = spans(pattern, glyphs, start, cut, true);
        if (!found || found.count >= pattern.weight) continue;
        const enough = found.count * 2 >= pattern.weight && found.count >= table.shared[number] + CUT_MARGIN;
        if (!enough) continue;
        if (!places.has(number)) places.set(number, []);
        const list = places.get(number), place = { start, end: found.spans[found.spans.length - 1][1], lost: pattern.weight - found.count };
        list.splice(errbook.partition(list, (known) => known.start < start), 0, place);
      }
    }
  }

  /** Where the text may have been cut: before an ellipsis, and at its end. @param {Glyphs} glyphs */
  function cuts(glyphs) {
    const found = [];
    let dots = 0;
    for (let place = 0; place < glyphs.length && found.length < CUTS; place++) {
      dots = glyphs.signs[place] === 0x2e ? dots + 1 : 0;
      if (dots === 3) found.push(place - 2);
    }
    return [...found, glyphs.length];
  }

  /** How many leading elements of a sorted list pass the test. */
  errbook.partition = function (/** @type {any[]} */ list, /** @type {(item: any) => boolean} */ test) {
    let low = 0, high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (test(list[middle])) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  Object.assign(errbook, { parse, spans, find, compileTable });
})(globalThis.errbook);
