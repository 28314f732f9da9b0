// One fragment of a signature: literal text with typed holes, and where it is in a text.
// Twin of src/matcher/pattern.rs and hole.rs.
globalThis.errbook = globalThis.errbook || {};

(function (errbook) {
  'use strict';

  const { NONE, BLANK, WRAP, BREAK } = errbook.gaps;
  const { QUOTE, PAIR, HUMP, isWord, isDigit, isLetter } = errbook;
  const LINE = 320, LINES = 2000, WRAPS = 3, LOST_QUOTES = 60, ANCHOR = 4, WIDE_ANCHOR = 2, CUT_LEAST = 14;
  const KINDS = ['int', 'word', 'path', 'host', 'url', 'version', 'quoted', 'line', 'lines'];

  /** @typedef {{signs: Uint32Array, gaps: Uint8Array, seen: Uint8Array, at: Uint32Array, length: number, raw: string, tailGap: number, tailSeen: number}} Glyphs */
  /** @typedef {{name: string, kind: string}} Hole */
  /** @typedef {{text: string, pieces: Glyphs[], holes: Hole[], leading: Hole | null, context: boolean, open: boolean, sentence: boolean, finished: boolean, findable: boolean, cuttable: boolean, weight: number}} Pattern */

  /** @param {string} text @param {boolean} [context] whether it may be a part of a name: `AnthropicException` @returns {Pattern} */
  function parse(text, context = false) {
    const literals = [''], holes = [];
    for (let place = 0; place < text.length;) {
      const sign = text[place], doubled = text[place + 1] === sign;
      const hole = sign === '{' && !doubled ? holeAt(text.slice(place)) : null;
      if (hole) {
        place += hole.length;
        holes.push({ name: hole.name, kind: hole.kind });
        literals.push('');
        continue;
      }
      literals[literals.length - 1] += sign;
      place += doubled && (sign === '{' || sign === '}') ? 2 : 1;
    }
    const pieces = literals.map((literal) => errbook.normalizeFragment(literal, false));
    // What a logger puts before a line is not part of the fragment, as it is not part of the line. A hole before the first
    // word is not searched for; what is beside it still counts.
    let leading = null;
    for (;;) {
      const begun = errbook.normalizeFragment(literals[literals.length - pieces.length], true);
      if (begun.length > 0 || pieces.length > 1) pieces[0] = begun;
      if (begun.length > 0 || pieces.length === 1) break;
      pieces.shift();
      leading = holes.shift();
    }
    const first = pieces[0], last = pieces[pieces.length - 1];
    return {
      text, pieces, holes, leading, context, open: text.length > 1 && text.indexOf('*') === text.length - 1,
      sentence: Boolean(leading) || (first.length > 0 && beginsSentence(first)),
      finished: last.length > 0 && '.!?'.includes(String.fromCodePoint(last.signs[last.length - 1])),
      findable: runs(pieces, ANCHOR, Infinity).length > 0 || runs(pieces, WIDE_ANCHOR, Infinity, true).length > 0, cuttable: runs(pieces, ANCHOR, CUT_LEAST).length > 0,
      weight: pieces.reduce((sum, piece) => sum + piece.length, 0),
    };
  }

  /** Whether the first word has a capital and is no name in capitals. @param {Glyphs} piece */
  function beginsSentence({ raw, at, length, gaps }) {
    const sign = (/** @type {number} */ n) => /** @type {number} */ (raw.codePointAt(at[n]));
    const name = length > 1 && gaps[1] === NONE && (isCapital(sign(1)) || !(isLetter(sign(1)) || sign(1) >= 0x80));
    return isCapital(sign(0)) && !name;
  }

  /** Latin, Greek and Cyrillic capitals. @param {number} c */
  function isCapital(c) {
    return (c >= 0x41 && c <= 0x5a) || (c >= 0xc0 && c <= 0xde && c !== 0xd7) || (c >= 0x391 && c <= 0x3a9) || (c >= 0x410 && c <= 0x42f);
  }

  /**
   * Runs of so many glyphs that begin where a word of any text that holds them begins, and end within so much heft.
   * @param {Glyphs[]} pieces @param {number} length @param {number} within @param {boolean} [wide] only of scripts without spaces
   */
  function runs(pieces, length, within, wide = false) {
    const found = [];
    let heft = 0;
    pieces.forEach((piece, n) => {
      for (let start = 0; start + length <= piece.length; start++) {
        const before = start === 0 ? n === 0 : piece.gaps[start] >= BLANK || !isWord(piece.signs[start - 1]);
        if (!before && isWord(piece.signs[start])) continue;
        if (wide && !piece.signs.subarray(start, start + length).every(isWide)) continue;
        if (heft + heftOf(piece, start + length) <= within) found.push({ n, start });
      }
      heft += heftOf(piece, piece.length);
    });
    return found;
  }

  /** `{name}` or `{name:kind}` at the beginning. @param {string} text */
  function holeAt(text) {
    const found = /^\{([a-z0-9_-]+)(?::([a-z]+))?\}/.exec(text);
    if (!found || (found[2] && !KINDS.includes(found[2]))) return null;
    return { length: found[0].length, name: found[1], kind: found[2] || 'line' };
  }

  /**
   * The spans of a pattern's pieces, if it is at `start`; a text cut at `limit` may lack the rest.
   * @param {Pattern} pattern @param {Glyphs} glyphs @param {number} start @param {number} limit @param {boolean} cut
   */
  function spans(pattern, glyphs, start, limit, cut) {
    const found = [], { pieces, holes } = pattern;
    let count = 0, from = start, heft = 0;
    for (let n = 0; n < pieces.length; n++) {
      const piece = pieces[n], last = n + 1 === pieces.length;
      if (last && n > 0 && piece.length === 0) {
        const end = tokenEnd(holes[n - 1], pieces[n - 1], piece, glyphs, from, limit);
        if (end < 0) return null;
        found.push([end, end]);
        break;
      }
      let at = n === 0 ? start : holeEnd(pattern, n, glyphs, start, from, limit);
      const length = at < 0 ? 0 : common(piece, glyphs, at, limit);
      if (n === 0 && (!(opens(glyphs, at) || (pattern.context && isEdge(glyphs, at))) || !quotedAlike(pattern.leading ? piece : null, glyphs, at, limit))) return null;
      if (at >= 0 && length === piece.length) {
        if (last && !ends(pattern, glyphs, at + length, limit)) return null;
        found.push([at, at + length]);
        count += length;
        heft += heftOf(piece, length);
        from = at + length;
      } else {
        if (!cut) return null;
        if (n > 0) at = cutEnd(pattern, n, glyphs, start, from, limit);
        const some = at < 0 ? 0 : common(piece, glyphs, at, limit);
        if (at < 0 ? n === 0 || !inHole(pattern, n, glyphs, from, limit) : at + some !== limit) return null;
        found.push(at < 0 ? [limit, limit] : [at, limit]);
        const broken = some > 0 && isWord(piece.signs[some]) && isWord(piece.signs[some - 1]) && piece.gaps[some] === NONE;
        return { spans: found, count: count + some, heft: heft + heftOf(piece, some), inside: some === 0, broken };
      }
    }
    return { spans: found, count, heft, inside: false, broken: false };
  }

  /** Letters of scripts without blanks tell more than others. @param {Glyphs} piece @param {number} length */
  function heftOf(piece, length) {
    let heft = 0;
    for (let n = 0; n < length; n++) heft += isWide(piece.signs[n]) ? 2 : 1;
    return heft;
  }

  /** Letters of Chinese, Japanese and other scripts that tell more than those of an alphabet. @param {number} c */
  function isWide(c) {
    return c >= 0x2e80;
  }

  /** How many glyphs of the piece are at `start`. @param {Glyphs} piece @param {Glyphs} glyphs @param {number} start @param {number} limit */
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

  /** Whether a part of a name begins or ends there: `langchain_anthropic`, `ChatAnthropic`. @param {Glyphs} glyphs @param {number} at */
  function isEdge({ signs, seen }, at) {
    return signs[at - 1] === 0x5f || signs[at] === 0x5f || (seen[at] & HUMP) !== 0;
  }

  /** Whether a fragment may end there. @param {Pattern} pattern @param {Glyphs} glyphs @param {number} end @param {number} limit */
  function ends(pattern, glyphs, end, limit) {
    return pattern.open || closes(glyphs, end, limit) || (pattern.context && isEdge(glyphs, end));
  }

  /**
   * A quote between a hole and the piece after it must be in the text too, unless quotes were lost: then there is none in
   * the piece's neighborhood.
   * @param {Glyphs | null} piece @param {Glyphs} glyphs @param {number} at @param {number} limit
   */
  function quotedAlike(piece, glyphs, at, limit) {
    if (!piece || !(piece.seen[0] & QUOTE) || glyphs.seen[at] & QUOTE) return true;
    return quotesLost(glyphs, at, at + piece.length, limit);
  }

  function quotesLost(/** @type {Glyphs} */ glyphs, /** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ limit) {
    for (let n = Math.max(0, from - LOST_QUOTES); n < Math.min(limit, to + LOST_QUOTES); n++) if (glyphs.seen[n] & QUOTE) return false;
    return true;
  }

  /** The nearest place at or after `from` where piece `n` begins and the hole before it holds what it may, or -1. */
  function holeEnd(/** @type {Pattern} */ pattern, /** @type {number} */ n, /** @type {Glyphs} */ glyphs, /** @type {number} */ start, /** @type {number} */ from, /** @type {number} */ limit) {
    const piece = pattern.pieces[n], last = n + 1 === pattern.pieces.length, hole = pattern.holes[n - 1];
    if (!holeBegins(pattern.pieces[n - 1], glyphs, from, limit)) return -1;
    for (let at = from, walk = new Walk(hole.kind); at < limit; at++) {
      if (at > from && !walk.goesOn(glyphs, at)) return -1;
      if (piece.length === 0 && !separates(piece, glyphs, from, at)) continue;
      if (common(piece, glyphs, at, limit) !== piece.length || (last && !ends(pattern, glyphs, at + piece.length, limit))) continue;
      if (fits(pattern, n, glyphs, start, from, at, limit)) return at;
    }
    return -1;
  }

  /** Whether the gap at `at` is the one that the author wrote between two holes. */
  function separates(/** @type {Glyphs} */ piece, /** @type {Glyphs} */ glyphs, /** @type {number} */ from, /** @type {number} */ at) {
    if (piece.tailGap === NONE) return true;
    return at > from && glyphs.gaps[at] >= piece.tailGap && (!(piece.tailSeen & QUOTE) || (glyphs.seen[at] & QUOTE) !== 0);
  }

  /** Where piece `n` begins, if the text ends within it; or -1. */
  function cutEnd(/** @type {Pattern} */ pattern, /** @type {number} */ n, /** @type {Glyphs} */ glyphs, /** @type {number} */ start, /** @type {number} */ from, /** @type {number} */ limit) {
    if (!holeBegins(pattern.pieces[n - 1], glyphs, from, limit)) return -1;
    for (let at = from, walk = new Walk(pattern.holes[n - 1].kind); at < limit; at++) {
      if (at > from && !walk.goesOn(glyphs, at)) return -1;
      const some = common(pattern.pieces[n], glyphs, at, limit);
      if (some > 0 && at + some === limit && fits(pattern, n, glyphs, start, from, at, limit)) return at;
    }
    return -1;
  }

  /** Whether the text may end in the hole before piece `n`. */
  function inHole(/** @type {Pattern} */ pattern, /** @type {number} */ n, /** @type {Glyphs} */ glyphs, /** @type {number} */ from, /** @type {number} */ limit) {
    if (!holeBegins(pattern.pieces[n - 1], glyphs, from, limit)) return false;
    const walk = new Walk(pattern.holes[n - 1].kind);
    for (let at = from + 1; at < limit; at++) if (!walk.goesOn(glyphs, at)) return false;
    // After the closing quote of a quoted hole its piece would have to follow.
    if (pattern.pieces[n].length === 0 || !(pattern.pieces[n].seen[0] & QUOTE) || !(pattern.pieces[n - 1].tailSeen & QUOTE)) return true;
    for (let at = from + 1; at < limit; at++) if (glyphs.seen[at] & QUOTE) return false;
    return true;
  }

  /** A blank or a quote that the author wrote before a hole must be there. */
  function holeBegins(/** @type {Glyphs} */ before, /** @type {Glyphs} */ glyphs, /** @type {number} */ from, /** @type {number} */ limit) {
    if (from >= limit || before.length === 0) return true;
    return before.tailGap < BLANK || glyphs.gaps[from] !== NONE || !isWord(glyphs.signs[from]) || !isWord(glyphs.signs[from - 1]);
  }

  /** How far a hole may go, glyph by glyph: never over a blank line, nor past the end of a sentence that ends its line. */
  class Walk {
    /** @param {string} kind */
    constructor(kind) {
      this.left = kind === 'lines' ? LINES : LINE;
      this.wraps = kind === 'lines' ? LINES : WRAPS;
      this.lines = kind === 'lines';
      this.done = false;
      this.token = ['int', 'word', 'path', 'host', 'url', 'version'].includes(kind);
    }

    goesOn(/** @type {Glyphs} */ glyphs, /** @type {number} */ at) {
      const gap = glyphs.gaps[at];
      if (--this.left <= 0 || this.done) return false;
      if (this.lines) return true;
      if (gap === BREAK) return false;
      // What comes after a token may begin here, the token does not go on.
      this.done = this.token && gap === BLANK;
      return gap !== WRAP || (--this.wraps >= 0 && !'.!?'.includes(String.fromCodePoint(glyphs.signs[at - 1])));
    }
  }

  /** Whether the hole before piece `n` may hold the glyphs from `from` to `to`. */
  function fits(/** @type {Pattern} */ pattern, /** @type {number} */ n, /** @type {Glyphs} */ glyphs, /** @type {number} */ start, /** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ limit) {
    const before = pattern.pieces[n - 1], piece = pattern.pieces[n], { kind } = pattern.holes[n - 1];
    const wanted = (before.tailSeen & QUOTE) !== 0 || kind === 'quoted', closing = (piece.seen[0] & QUOTE) !== 0 || kind === 'quoted';
    const opened = (glyphs.seen[from] & QUOTE) !== 0, closed = to < limit && (glyphs.seen[to] & QUOTE) !== 0;
    if ((wanted && !opened) || (closing && !closed)) {
      if (kind === 'quoted' || from === to || !quotesLost(glyphs, start, to, limit)) return false;
      // Where quotes were lost, what they held is one word.
      for (let at = from + 1; at < to; at++) if (glyphs.gaps[at] >= BLANK) return false;
    }
    if (from === to && wanted && closing) return (glyphs.seen[from] & PAIR) !== 0;
    return from < to ? holds(kind, glyphs, from, to) : kind === 'line' || kind === 'lines' || kind === 'quoted';
  }

  /** Whether the glyphs are of this kind. */
  function holds(/** @type {string} */ kind, /** @type {Glyphs} */ glyphs, /** @type {number} */ from, /** @type {number} */ to) {
    const all = (/** @type {(c: number) => boolean} */ test) => { for (let n = from; n < to; n++) if (!test(glyphs.signs[n])) return false; return true; };
    const some = (/** @type {(c: number) => boolean} */ test) => !all((c) => !test(c));
    const isName = (/** @type {number} */ c) => isWord(c) || c >= 0x80;
    const first = glyphs.signs[from];
    switch (kind) {
      case 'int': return some(isDigit) && all((c) => isDigit(c) || c === 0x2c || c === 0x5f || c === 0x2e || c === 0x2d);
      case 'word': return all((c) => isName(c) || c === 0x2d);
      case 'host': return some(isName) && all((c) => isName(c) || c === 0x2d || c === 0x2e || c === 0x3a || c === 0x5b || c === 0x5d);
      case 'version': return (isDigit(first) || (first === 0x76 && from + 1 < to && isDigit(glyphs.signs[from + 1]))) && all((c) => isWord(c) || c === 0x2d || c === 0x2e || c === 0x2b);
      case 'url': return inside(glyphs, from, to, '://');
      case 'path': return some((c) => c === 0x2f || c === 0x2e) || hasMark(glyphs, from, to);
      default: return true;
    }
  }

  function inside(/** @type {Glyphs} */ glyphs, /** @type {number} */ from, /** @type {number} */ to, /** @type {string} */ word) {
    for (let n = from; n + word.length <= to; n++) {
      let k = 0;
      while (k < word.length && glyphs.signs[n + k] === word.charCodeAt(k)) k++;
      if (k === word.length) return true;
    }
    return false;
  }

  /** Backslashes leave a mark. */
  function hasMark(/** @type {Glyphs} */ glyphs, /** @type {number} */ from, /** @type {number} */ to) {
    for (let n = from + 1; n < to; n++) if (glyphs.gaps[n] !== NONE) return true;
    return false;
  }

  /** A hole at the end holds one word, a quoted one what the quotes hold, one of `lines` what there is; -1 if it may not hold that. */
  function tokenEnd(/** @type {Hole} */ hole, /** @type {Glyphs} */ before, /** @type {Glyphs} */ after, /** @type {Glyphs} */ glyphs, /** @type {number} */ from, /** @type {number} */ limit) {
    const { kind } = hole, quoted = kind === 'quoted' || ((before.tailSeen & QUOTE) !== 0 && (after.tailSeen & QUOTE) !== 0);
    if (!holeBegins(before, glyphs, from, limit)) return -1;
    if (kind === 'lines') return Math.min(limit, from + LINES);
    const walk = new Walk(kind);
    let end = from;
    if (quoted && from < limit && glyphs.seen[from] & QUOTE) {
      for (end = from + 1; end < limit && walk.goesOn(glyphs, end);) { if (glyphs.seen[end] & QUOTE) return end; end++; }
      if (end >= limit) return end;
    } else if (quoted && from < limit && (kind === 'quoted' || !quotesLost(glyphs, Math.max(0, from - before.length), from, limit))) return -1;
    const most = Math.min(limit, from + LINE);
    const stops = (/** @type {number} */ at) => ',)]}'.includes(String.fromCodePoint(glyphs.signs[at])) && !(kind === 'int' && glyphs.signs[at] === 0x2c);
    for (end = from; end < most && !stops(end) && (end === from || glyphs.gaps[end] === NONE || (kind === 'path' && glyphs.gaps[end] < BLANK)); end++);
    while (end > from && '.:;,'.includes(String.fromCodePoint(glyphs.signs[end - 1]))) end--;
    return kind === 'line' || (from < end && holds(kind, glyphs, from, end)) ? end : -1;
  }

  Object.assign(errbook, { parse, spans, common, opens, heftOf, isLetter, isWide });
  errbook.sizes = { ANCHOR, WIDE_ANCHOR, CUT_LEAST, LINE };
})(globalThis.errbook);
