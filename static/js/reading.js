// Other ways to read a text in which nothing specific is recognized: what a scanner, a logger or a screen did to it.
// Port of src/matcher/reading.rs.
globalThis.errbook = globalThis.errbook || {};

(function (errbook) {
  'use strict';

  const { NONE } = errbook.gaps;
  const { isWord, isBlank } = errbook;
  const UNDERSCORE = 0x5f;
  /** A word that lost its underscores has at least so many signs, and at most. */
  const SHORTEST = 6, LONGEST = 64;
  /** What is longer is a log, which no screen or scanner made. */
  const MOST = 200000;
  /** Two panes side by side share a bar in so many lines, and in so many of ten; it is within so many signs of a line. */
  const LINES = 2, OF_TEN = 6, WIDEST = 400;

  /**
   * The readings of a text, likeliest first: each yields steps and returns glyphs, or null if the text has no such reading.
   * @param {Map<string, string>} words words with underscores, by what is left without them
   * @param {Glyphs} glyphs @returns {(() => Generator)[]}
   */
  errbook.readings = (words, glyphs) => (glyphs.raw.length > MOST ? [] : [
    function* () { return words.size > 0 && !glyphs.raw.includes('_') ? withUnderscores(words, glyphs) : null; },
    () => rewritten(glyphs.raw, withoutForeignLines),
    () => rewritten(glyphs.raw, (raw) => pane(raw, true)),
    () => rewritten(glyphs.raw, (raw) => pane(raw, false)),
  ]);

  /** A text of which something is blanked, so that every place stays. @param {string} raw @param {(raw: string) => string | null} rewrite */
  function* rewritten(raw, rewrite) {
    const other = rewrite(raw);
    if (other === null) return null;
    const glyphs = yield* errbook.normalizing(other);
    glyphs.raw = raw;
    return glyphs;
  }

  /** Words that a table knows with underscores, by what is left without them. @param {Pattern[]} patterns */
  errbook.snakeWords = function (patterns) {
    const words = new Map();
    for (const piece of patterns.flatMap(({ pieces }) => pieces)) {
      for (let from = 0, to; from < piece.length; from = to) {
        to = wordEnd(piece, from);
        const word = String.fromCodePoint(...piece.signs.subarray(from, to));
        if (/^[^_].*_.*[^_]$/.test(word)) words.set(word.replaceAll('_', ''), word);
      }
    }
    return words;
  };

  /** The end of the word that begins there, or of the one sign. @param {Glyphs} glyphs @param {number} from */
  function wordEnd({ signs, gaps, length }, from) {
    let to = from + 1;
    if (isWord(signs[from])) while (to < length && gaps[to] === NONE && isWord(signs[to])) to++;
    return to;
  }

  /** A scanner that reads no underscores. Names in mixed case are others. */
  function withUnderscores(/** @type {Map<string, string>} */ words, /** @type {Glyphs} */ glyphs) {
    /** @type {{from: number, to: number, word: string}[]} */
    const found = [];
    let more = 0;
    for (let from = 0, to; from < glyphs.length; from = to) {
      to = wordEnd(glyphs, from);
      if (to - from < SHORTEST || to - from > LONGEST) continue;
      const word = words.get(String.fromCodePoint(...glyphs.signs.subarray(from, to)));
      if (!word) continue;
      const written = Array.from(glyphs.at.subarray(from, to), (at) => glyphs.raw[at]).join('');
      if (/[a-z]/.test(written) && /[A-Z]/.test(written)) continue;
      found.push({ from, to, word });
      more += word.length - (to - from);
    }
    if (found.length === 0) return null;
    const length = glyphs.length + more;
    const made = { ...glyphs, length, signs: new Uint32Array(length), gaps: new Uint8Array(length), seen: new Uint8Array(length), at: new Uint32Array(length) };
    let end = 0, next = 0;
    const copy = (/** @type {number} */ n) => { made.signs[end] = glyphs.signs[n]; made.gaps[end] = glyphs.gaps[n]; made.seen[end] = glyphs.seen[n]; made.at[end++] = glyphs.at[n]; };
    for (const { from, to, word } of found) {
      while (next < from) copy(next++);
      for (const sign of word) {
        if (sign !== '_') copy(next++);
        else { made.signs[end] = UNDERSCORE; made.at[end++] = glyphs.at[next]; }
      }
      next = to;
    }
    while (next < glyphs.length) copy(next++);
    return made;
  }

  const isBare = (/** @type {string} */ text) => Array.from(text).every((sign) => isBlank(/** @type {number} */ (sign.codePointAt(0))) || sign === '\r');

  /** A line of a logger, which tells of no error, in the middle of a message of lines without a time. @param {string} raw */
  function withoutForeignLines(raw) {
    const lines = raw.split('\n');
    let changed = false;
    const stamps = lines.map((line) => errbook.stampOf(line));
    const kept = lines.map((line, n) => {
      const foreign = n > 0 && n + 1 < lines.length && stamps[n] === 'calm' && stamps[n + 1] === '' && !isBare(lines[n - 1]) && !isBare(lines[n + 1]);
      changed = changed || foreign;
      return foreign ? ' '.repeat(line.length + 1) : n + 1 < lines.length ? `${line}\n` : line;
    });
    return changed ? kept.join('') : null;
  }

  /** One of two panes that a bar divides: the other one is blanked. @param {string} raw @param {boolean} left */
  function pane(raw, left) {
    const lines = raw.split('\n'), column = barOf(lines);
    if (column < 0) return null;
    return lines.map((line) => {
      const { place } = bars(line).find((bar) => bar.column === column) || { place: -1 };
      if (place < 0) return left ? line : ' '.repeat(line.length);
      return left ? line.slice(0, place) + ' '.repeat(line.length - place) : ' '.repeat(place + 1) + line.slice(place + 1);
    }).join('\n');
  }

  /** Where the bars of a line are, in signs and in units. @param {string} line */
  function bars(line) {
    const found = [];
    let column = 0, place = 0;
    for (const sign of line) {
      if ('│┃║|'.includes(sign)) found.push({ column, place });
      column++;
      place += sign.length;
      if (column === WIDEST) break;
    }
    return found;
  }

  /** The bar that most lines share, with text on both sides of it; or -1. @param {string[]} lines */
  function barOf(lines) {
    const counts = new Map();
    let written = 0;
    for (const line of lines) {
      if (isBare(line)) continue;
      written++;
      const first = line.search(/[^ \t\r]/);
      let last = line.length;
      while (' \t\r'.includes(line[last - 1])) last--;
      for (const { column, place } of bars(line)) {
        const count = counts.get(column) || { lines: 0, both: false };
        count.lines++;
        count.both = count.both || (place > first && place + 1 < last);
        counts.set(column, count);
      }
    }
    let best = -1, most = LINES - 1;
    for (const [column, { lines: count, both }] of [...counts].sort((a, b) => a[0] - b[0])) {
      if (both && count > most && count * 10 >= written * OF_TEN) { best = column; most = count; }
    }
    return best;
  }
})(globalThis.errbook);
