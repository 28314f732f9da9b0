// What the records ask for, compiled for looking it up in a text; and where the fragments of all signatures stand.
// Twin of src/matcher/table.rs and find.rs.
globalThis.errbook = globalThis.errbook || {};

(function (errbook) {
  'use strict';

  const { BLANK, WRAP, NONE } = errbook.gaps;
  const { isWord, isWide, parse, spans, common, COLUMN, RULE } = errbook;
  const { ANCHOR, WIDE_ANCHOR, CUT_LEAST, LINE } = errbook.sizes;
  const CUT_SURE = 24, CUT_REACH = 600, CUTS = 32, WIDE = 72, OFTEN = 8;

  /** @typedef {{start: number, end: number, lost: number, shared: boolean}} Place */

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

    /** @param {string} text @param {boolean} [context] what only names the program may be a part of a name @returns {number} */
    number(text, context = false) {
      const key = `${context ? 'context' : 'text'} ${text}`;
      if (!this.numbers.has(key)) {
        this.numbers.set(key, this.patterns.length);
        this.patterns.push(parse(text, context));
      }
      return this.numbers.get(key);
    }
  }

  /**
   * The table from its JSON. A part of a larger table brings what it cannot tell by itself: the `types` of the records
   * it lacks, and their `noise`.
   * @param {{version: number, records: object[], types?: string[], noise?: string[]}} written
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
    const noises = [...new Set([...noise.flat(), ...numbers(written.noise)])];
    const kinds = new Map();
    for (const rule of rules) if (rule.kind) kinds.set(register.number(rule.kind), rule.kind);
    for (const kind of written.types || []) kinds.set(register.number(kind), kind);
    const patterns = register.patterns, neededBy = patterns.map(() => []);
    rules.forEach((rule, number) => rule.all.forEach((pattern) => neededBy[pattern].push(number)));
    return { entries, patterns, rules, neededBy, noise, noises, kinds, anchors: anchorsOf(patterns), words: errbook.snakeWords(patterns) };
  }

  function compileRule(register, numbers, entry, number, signature) {
    const all = numbers(signature.all), weight = (/** @type {number} */ pattern) => register.patterns[pattern].weight;
    if (all.length === 0 || all.some((pattern) => weight(pattern) === 0)) return null;
    // The last of the heaviest: authors write the type first and the message, which tells more, behind it.
    const lead = all.reduce((best, pattern) => (weight(pattern) >= weight(best) ? pattern : best));
    const not = signature.not || [], any = (signature.any || []).map((text) => register.number(text, true));
    return {
      entry: number, any, not: not.map(({ text, why, here }) => ({ pattern: register.number(text), why, here: Boolean(here) })), all, lead,
      order: Boolean(signature.order), start: Boolean(signature.start), cause: signature.cause || '',
      weight: all.reduce((sum, pattern) => sum + weight(pattern), 0), status: signature.status || entry.status || 0,
      kind: signature.type || entry.type || '', evidence: numbers(entry.evidence), fallback: Boolean(signature.fallback),
    };
  }

  /** The lengths of beginnings. */
  const HEADS = [1, 2, 3, ANCHOR, 8, 12, 16, 24, 32, 48, 64, 96];

  /** Patterns that may be cut, by how their first pieces begin: beginnings of several lengths, so that few patterns are tried where many begin alike. */
  class Heads {
    constructor() {
      const maps = () => new Map(HEADS.map((size) => [size, new Map()]));
      /** Patterns whose first piece has at least so many glyphs; and those for which it is the longest such beginning. */
      this.all = maps();
      this.whole = maps();
    }

    /** @param {number} pattern @param {Glyphs} piece */
    insert(pattern, piece) {
      const add = (/** @type {Map<number, number[]>} */ map, /** @type {number} */ size) => {
        const key = hash(piece, 0, size);
        if (map.has(key)) map.get(key).push(pattern);
        else map.set(key, [pattern]);
      };
      const sizes = HEADS.filter((size) => size <= piece.length);
      for (const size of sizes) if (size >= ANCHOR) add(this.all.get(size), size);
      if (sizes.length > 0) add(this.whole.get(sizes.at(-1)), sizes.at(-1));
    }

    /** The patterns whose first piece may begin a text that is cut off there. @param {Glyphs} glyphs @param {number} start @param {number} cut */
    beginning(glyphs, start, cut) {
      const sizes = HEADS.filter((size) => size <= cut - start), longest = sizes.pop(), found = [];
      for (const size of sizes) if (this.whole.get(size).size > 0) found.push(this.whole.get(size).get(hash(glyphs, start, size)) || []);
      found.push(this.all.get(longest).get(hash(glyphs, start, longest)) || []);
      return found.flat();
    }
  }

  /** For each pattern where to look it up: the rarest run of any of its pieces, and how it begins. */
  function anchorsOf(patterns) {
    const grams = patterns.map(({ pieces }) => {
      const of = (/** @type {number} */ size) => pieces.flatMap((piece, n) => Array.from({ length: Math.max(0, piece.length - size + 1) }, (_, offset) => ({ gram: hash(piece, offset, size), n, offset, size })));
      const long = of(ANCHOR);
      // A short fragment of a script whose letters tell much.
      return long.length > 0 ? long : of(WIDE_ANCHOR).filter(({ n, offset }) => isWide(pieces[n].signs[offset]) && isWide(pieces[n].signs[offset + 1]));
    });
    const frequency = new Map();
    for (const { gram } of grams.flat()) frequency.set(gram, (frequency.get(gram) || 0) + 1);
    const anchors = { rare: new Map(), wide: new Map(), heads: new Heads(), seen: new Uint8Array(0x10000) };
    const add = (map, key, value) => { if (map.has(key)) map.get(key).push(value); else map.set(key, [value]); };
    grams.forEach((list, number) => {
      if (!patterns[number].findable) return;
      const rarer = (a, b) => (frequency.get(b.gram) < frequency.get(a.gram) ? b : a), head = list.filter(({ n }) => n === 0);
      // The first piece needs no search backwards; it has to be common before another one is preferred.
      const own = head.length > 0 ? head.reduce(rarer) : null;
      const rarest = own && frequency.get(own.gram) <= OFTEN ? own : list.reduce(rarer);
      add(rarest.size === ANCHOR ? anchors.rare : anchors.wide, rarest.gram, { number, piece: rarest.n, offset: rarest.offset });
      if (patterns[number].cuttable) anchors.heads.insert(number, patterns[number].pieces[0]);
      anchors.seen[slot(rarest.gram)] = 1;
    });
    return anchors;
  }

  /** All places of all patterns, in order of appearance. @param {Glyphs} glyphs */
  function* find(table, glyphs) {
    /** @type {Map<number, Place[]>} */
    const places = new Map();
    const look = (/** @type {any[]} */ anchors, /** @type {number} */ at) => {
      for (const { number, piece, offset } of anchors) {
        const place = placeAround(table.patterns[number], glyphs, at - offset, piece);
        if (place) put(places, number, place);
      }
    };
    for (let at = 0; at + WIDE_ANCHOR <= glyphs.length; at++) {
      if (at % 4096 === 4095) yield;
      if (table.anchors.wide.size > 0 && isWide(glyphs.signs[at])) look(table.anchors.wide.get(hash(glyphs, at, WIDE_ANCHOR)) || [], at);
      if (at + ANCHOR > glyphs.length) continue;
      const gram = hash(glyphs, at, ANCHOR);
      if (!table.anchors.seen[slot(gram)]) continue;
      look(table.anchors.rare.get(gram) || [], at);
    }
    for (const cut of cuts(glyphs)) findCut(table, glyphs, cut, places);
    return places;
  }

  /** The tightest place of a pattern whose piece `n` is at `at`. */
  function placeAround(pattern, glyphs, at, n) {
    const first = pattern.pieces[0], least = Math.max(0, at - n * LINE - first.length);
    for (let start = at - (n > 0 ? first.length : 0); start >= least; start--) {
      if (n > 0 && common(first, glyphs, start, glyphs.length) < first.length) continue;
      const found = spans(pattern, glyphs, start, glyphs.length, false);
      if (found && found.spans[n][0] === at) return { start, end: found.spans[found.spans.length - 1][1], lost: 0, shared: false };
      if (n === 0) return null;
    }
    return null;
  }

  /** Of two places that end together the tighter one counts. */
  function put(places, number, place) {
    if (!places.has(number)) places.set(number, []);
    const list = places.get(number), n = errbook.partition(list, (known) => known.start < place.start);
    if (list.slice(n).some((known) => known.end === place.end)) return;
    list.splice(n, 0, place);
    for (let k = n - 1; k >= 0 && list[k].end >= place.end; k--) if (list[k].end === place.end) list.splice(k, 1);
  }

  /** Phrases that begin before the cut and would go on after it. Several records that could go on so share the place. */
  function findCut(table, glyphs, { at: cut, brokenOnly }, places) {
    const found = new Map();
    for (let start = Math.max(0, cut - CUT_REACH); start + ANCHOR <= cut; start++) {
      for (const number of table.anchors.heads.beginning(glyphs, start, cut)) {
        const pattern = table.patterns[number], part = spans(pattern, glyphs, start, cut, true);
        if (!part || part.heft < CUT_LEAST || (brokenOnly && !part.broken)) continue;
        if (part.count < pattern.weight && !part.broken && part.heft < CUT_SURE && part.count * 2 < pattern.weight) continue;
        if (!found.has(start)) found.set(start, []);
        found.get(start).push({ number, end: part.spans[part.spans.length - 1][1], lost: pattern.weight - part.count });
      }
    }
    for (const [start, list] of found) {
      const entries = new Set(list.flatMap(({ number }) => table.neededBy[number].filter((rule) => table.rules[rule].lead === number).map((rule) => table.rules[rule].entry)));
      for (const { number, end, lost } of list) if (lost > 0) put(places, number, { start, end, lost, shared: entries.size > 1 });
    }
  }

  /** Where the text may have been cut: at its end, before an ellipsis or `[truncated]`, at the edge of a column or a terminal. @param {Glyphs} glyphs */
  function cuts(glyphs) {
    const { signs, gaps, seen, length, raw } = glyphs, found = [];
    const before = (at) => (at > 0 && '[(<'.includes(String.fromCodePoint(signs[at - 1])) ? at - 1 : at);
    let dots = 0, width = 0;
    for (let at = 0; at < length && found.length < CUTS; at++) {
      const goesOn = at + 1 < length && gaps[at + 1] === NONE && (isWord(signs[at + 1]) || signs[at + 1] === 0x2e);
      dots = signs[at] === 0x2e ? dots + 1 : 0;
      if (dots >= 3 && !goesOn) found.push({ at: before(at + 1 - dots), brokenOnly: false });
      if ('[(<'.includes(String.fromCodePoint(signs[at])) && says(glyphs, at + 1, 'truncated')) found.push({ at, brokenOnly: false });
      if (at > 0 && gaps[at] === BLANK && seen[at] & (COLUMN | RULE)) found.push({ at, brokenOnly: true });
      if (gaps[at] >= WRAP) { if (width >= WIDE) found.push({ at, brokenOnly: true }); width = 0; }
      width++;
    }
    let end = raw.length;
    while (end > 0 && ' \t\r\n'.includes(raw[end - 1])) end--;
    const whole = length === 0 || '.!?}])'.includes(String.fromCodePoint(signs[length - 1]));
    // A last line that ends as lines do was hardly cut, unless a word is broken.
    if (!whole) found.push({ at: length, brokenOnly: /[\r\n]/.test(raw.slice(end)) });
    return found;
  }

  const says = (/** @type {Glyphs} */ glyphs, /** @type {number} */ at, /** @type {string} */ word) =>
    at + word.length <= glyphs.length && [...word].every((sign, n) => glyphs.signs[at + n] === sign.charCodeAt(0));

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
  Object.assign(errbook, { find, compileTable, says });
})(globalThis.errbook);
