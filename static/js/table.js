// What the records ask for, compiled for looking it up in a text; and where the fragments of all signatures stand.
// Twin of src/matcher/table.rs and find.rs.
globalThis.errbook = globalThis.errbook || {};

(function (errbook) {
  'use strict';

  const { BLANK, WRAP, NONE } = errbook.gaps;
  const { isWord, parse, spans, common, heftOf, COLUMN, RULE } = errbook;
  const { ANCHOR, CUT_LEAST, LINE } = errbook.sizes;
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
   * it lacks.
   * @param {{version: number, records: object[], types?: string[]}} written
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
    return { entries, patterns, rules, neededBy, noise, kinds, anchors: anchorsOf(patterns) };
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
      kind: signature.type || entry.type || '', evidence: numbers(entry.evidence), fallback: Boolean(signature.fallback),
    };
  }

  /** For each pattern where to look it up: the rarest run of any of its pieces, and how it begins. */
  function anchorsOf(patterns) {
    const grams = patterns.map(({ pieces }) => pieces.flatMap((piece, n) =>
      Array.from({ length: Math.max(0, piece.length - ANCHOR + 1) }, (_, offset) => ({ gram: hash(piece, offset, ANCHOR), n, offset }))));
    const frequency = new Map();
    for (const { gram } of grams.flat()) frequency.set(gram, (frequency.get(gram) || 0) + 1);
    const anchors = { rare: new Map(), heads: Array.from({ length: ANCHOR + 1 }, () => new Map()), seen: new Uint8Array(0x10000) };
    const add = (map, key, value) => { if (map.has(key)) map.get(key).push(value); else map.set(key, [value]); };
    grams.forEach((list, number) => {
      if (!patterns[number].findable) return;
      const rarer = (a, b) => (frequency.get(b.gram) < frequency.get(a.gram) ? b : a), head = list.filter(({ n }) => n === 0);
      // The first piece needs no search backwards; it has to be common before another one is preferred.
      const own = head.length > 0 ? head.reduce(rarer) : null;
      const rarest = own && frequency.get(own.gram) <= OFTEN ? own : list.reduce(rarer);
      add(anchors.rare, rarest.gram, { number, piece: rarest.n, offset: rarest.offset });
      const piece = patterns[number].pieces[0], size = Math.min(ANCHOR, piece.length);
      if (patterns[number].cuttable) add(anchors.heads[size], hash(piece, 0, size), number);
      anchors.seen[slot(rarest.gram)] = 1;
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
      for (const { number, piece, offset } of table.anchors.rare.get(gram) || []) {
        const place = placeAround(table.patterns[number], glyphs, at - offset, piece);
        if (place) put(places, number, place);
      }
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
      for (const number of table.anchors.heads.flatMap((heads, size) => (heads.size > 0 && heads.get(hash(glyphs, start, size))) || [])) {
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
  Object.assign(errbook, { find, compileTable });
})(globalThis.errbook);
