// From the text on somebody's screen to glyphs: what was said, without how it was wrapped, quoted, escaped or coloured.
// Twin of src/matcher/normalize.rs: same steps, same order, same names.
// A glyph is a sign (code point, ASCII case folded), the gap before it and its place in the text.
globalThis.errbook = globalThis.errbook || {};

(function (errbook) {
  'use strict';

  /** What stood between a glyph and the one before it, weakest first. */
  const NONE = 0, MARK = 1, BLANK = 2, WRAP = 3, BREAK = 4;
  const ESCAPE = 0x1b, LINE = 0x0a;
  /** What else was in a gap: a quote, a quote right after the glyph before, a rule or an arrow, a column's worth of blanks, two quotes; and whether a capital follows a small letter. */
  const QUOTE = 1, CLOSING = 2, RULE = 4, COLUMN = 8, PAIR = 16, HUMP = 32;
  const SIGNS = { quot: '"', ldquo: '"', rdquo: '"', apos: "'", lsquo: "'", rsquo: "'", grave: '`', lt: '<', gt: '>', nbsp: ' ', middot: ' ', ndash: '-', mdash: '-', hellip: '…' };

  /** The longest way from one half of a concatenated text to the next. */
  const CONCATENATION = 80;
  /** Bytes as Windows-1252 shows them, where it does not show them as Latin-1. @type {Record<string, number>} */
  const GARBLED = { '™': 0x99, 'œ': 0x9c, '˜': 0x98, '“': 0x93, '”': 0x94, '\u009d': 0x9d };

  const within = (/** @type {number} */ c, /** @type {number} */ from, /** @type {number} */ to) => c >= from && c <= to;
  const isDigit = (/** @type {number} */ c) => within(c, 0x30, 0x39);
  const isLetter = (/** @type {number} */ c) => within(c | 0x20, 0x61, 0x7a);

  /** Ways to write ESC, and BEL or ST, after a backslash. */
  const ESCAPES = ['u001b', 'x1b', '033', 'e'], ENDS = ['u0007', 'x07', '007', 'a', 'u009c'];
  /** The 8-bit beginning of a terminal sequence. */
  const isIntroducer = (/** @type {number} */ c) => c === 0x90 || c === 0x98 || c === 0x9b || within(c, 0x9d, 0x9f);

  /** Letters, digits and the underscore of ASCII. @param {number} c */
  function isWord(c) {
    return isDigit(c) || isLetter(c) || c === 0x5f;
  }

  /** Signs that a reader never sees. @param {number} c */
  function isInvisible(c) {
    return c <= 8 || within(c, 0x0e, 0x1f) || within(c, 0x7f, 0x84) || within(c, 0x86, 0x9f) || c === 0xad || c === 0x180e ||
      within(c, 0x200b, 0x200f) || within(c, 0x202a, 0x202e) || within(c, 0x2060, 0x2064) || within(c, 0xfe00, 0xfe0f) ||
      c === 0xfeff || within(c, 0xe0000, 0xe007f);
  }

  /** Quotes of all kinds, and the asterisks of Markdown. @param {number} c */
  function isMark(c) {
    return c === 0x22 || c === 0x27 || c === 0x60 || c === 0x2a || c === 0xb4 || c === 0xab || c === 0xbb || within(c, 0x2018, 0x201f) ||
      within(c, 0x2032, 0x2037) || c === 0x2039 || c === 0x203a || within(c, 0x300c, 0x300f);
  }

  /** White space, and decoration that stands where white space could. @param {number} c */
  function isBlank(c) {
    return c === 0x20 || c === 9 || c === 0x0b || c === 0x0c || c === 0x7c || c === 0x3e || c === 0xa0 || c === 0x1680 ||
      within(c, 0x2000, 0x200a) || c === 0x202f || c === 0x205f || c === 0x3000 || c === 0xb7 || c === 0x2022 || c === 0x2023 ||
      c === 0x2043 || within(c, 0x2190, 0x2211) || within(c, 0x2213, 0x2bff) || within(c, 0xe000, 0xf8ff) || within(c, 0x1f000, 0x1faff);
  }

  /** A code point that stands for a sign, or -1. @param {number} code */
  const scalar = (code) => (code > 0x10ffff || within(code, 0xd800, 0xdfff) ? -1 : code);

  /** @param {string} name */
  function namedSign(name) {
    if (/^#[xX][0-9a-fA-F]+$/.test(name)) return scalar(parseInt(name.slice(2), 16));
    if (/^#[0-9]+$/.test(name)) return scalar(parseInt(name.slice(1), 10));
    return Object.hasOwn(SIGNS, name) ? SIGNS[name].charCodeAt(0) : -1;
  }

  /** How many bytes of a character in UTF-8 follow its first. @param {number} lead */
  const following = (lead) => (within(lead, 0xc2, 0xdf) ? 1 : within(lead, 0xe0, 0xef) ? 2 : within(lead, 0xf0, 0xf4) ? 3 : 0);

  class Reader {
    /** @param {string} raw @param {boolean} [begins] whether a line begins here @param {boolean} [verbatim] */
    constructor(raw, begins = true, verbatim = false) {
      this.raw = raw;
      this.begins = begins;
      // Decodes without folding: every character that a reader sees, with the end of its place too.
      this.verbatim = verbatim;
      this.place = 0;
      this.gap = NONE;
      this.seen = 0;
      this.bare = true;
      this.small = false;
      this.number = -1;
      this.content = 0;
      this.length = 0;
      this.grow(Math.max(16, raw.length));
    }

    /** @param {number} size */
    grow(size) {
      const { signs, gaps, seens, at, ends } = this;
      this.signs = new Uint32Array(size);
      this.gaps = new Uint8Array(size);
      this.seens = new Uint8Array(size);
      this.at = new Uint32Array(size);
      this.ends = new Uint32Array(this.verbatim ? size : 0);
      this.starts ||= /** @type {number[]} */ ([]);
      if (signs) { this.signs.set(signs); this.gaps.set(gaps); this.seens.set(seens); this.at.set(at); this.ends.set(ends); }
    }

    * read() {
      if (this.begins) this.startLine();
      for (let steps = 1; this.place < this.raw.length; steps++) {
        if (steps % 4096 === 0) yield;
        const at = this.place, c = /** @type {number} */ (this.raw.codePointAt(at));
        if (c === 0x5c) this.escape();
        else if (c === 0x26) this.entity();
        else if (c === 0x5b) this.bracket();
        else if (c === 0x25) this.percent();
        else if (c === 0x2b && !this.verbatim && this.seen & QUOTE) this.concatenation();
        else if (c === 0xe2 && this.ahead(1) === 0x20ac && !this.verbatim) this.mojibake(at);
        else if (c === 0x5e && this.ahead(1) === 0x5b && [0x5b, 0x5d, 0x5c].includes(this.ahead(2))) { this.place += 2; this.control(0); }
        else { this.place += c > 0xffff ? 2 : 1; this.take(c, at); }
      }
      return { raw: this.raw, signs: this.signs, gaps: this.gaps, seen: this.seens, at: this.at, ends: this.ends, starts: this.starts, length: this.length, tailGap: this.gap, tailSeen: this.seen };
    }

    /** The unit `n` places on, or 0 behind the end. @param {number} n */
    ahead(n) {
      const place = this.place + n;
      return place < this.raw.length ? this.raw.charCodeAt(place) : 0;
    }

    /** @param {number} gap */
    widen(gap) {
      if (gap > this.gap) this.gap = gap;
    }

    /** @param {number} c @param {number} at */
    push(c, at) {
      // Braces that a fragment writes twice, or a text that is nested, count once.
      if ((c === 0x7b || c === 0x7d) && !this.verbatim && this.length > 0 && this.signs[this.length - 1] === c) return this.settle();
      if (this.length === this.signs.length) this.grow(this.length * 2);
      this.signs[this.length] = within(c, 0x41, 0x5a) && !this.verbatim ? c + 32 : c;
      this.gaps[this.length] = this.gap;
      this.seens[this.length] = this.seen | (this.small && this.gap === NONE && within(c, 0x41, 0x5a) ? HUMP : 0);
      this.small = within(c, 0x61, 0x7a);
      this.at[this.length] = at;
      if (this.verbatim) {
        this.ends[this.length] = this.place;
        // The first character of a line after what a logger or a mail program put before it.
        if (at >= this.content) { this.starts.push(this.length); this.content = Infinity; }
      }
      this.length++;
      this.settle();
    }

    /** Nothing is between the last glyph and what comes next. */
    settle() {
      this.gap = NONE;
      this.seen = 0;
      this.bare = false;
    }

    /** One sign, already decoded. @param {number} c @param {number} at */
    take(c, at) {
      if (c === LINE || c === 0x85 || c === 0x2028 || c === 0x2029) this.endLine(at);
      else if (c === 0x0d) { if (this.ahead(0) !== LINE) this.endLine(at); }
      else if (c === ESCAPE) this.control(this.run(at));
      else if (isIntroducer(c)) this.controlEightBit(c);
      else if (c === 0x2026) for (let n = 0; n < 3; n++) this.push(0x2e, at);
      else if (within(c, 0x2010, 0x2015) || c === 0x2212) this.push(0x2d, at);
      else if (within(c, 0xff01, 0xff5e)) this.take(c - 0xfee0, at);
      else if (isInvisible(c)) return;
      else if (isMark(c)) {
        if (c !== 0x2a) this.seen |= (this.seen & QUOTE ? PAIR : QUOTE) | (this.gap < BLANK ? CLOSING : 0);
        this.leave(c < 0x80 ? c : 0x22, at, MARK);
      }
      else if (isBlank(c)) {
        this.seen |= c !== 0x20 && c !== 0x3000 && c !== 0xa0 ? RULE : this.gap === BLANK ? COLUMN : 0;
        this.leave(c === 0x7c || c === 0x3e || c > 0xffff ? c : within(c, 0x2500, 0x257f) ? 0x7c : 0x20, at, BLANK);
      }
      else this.push(c, at);
    }

    /** What is only a gap, unless the text is decoded verbatim. @param {number} c @param {number} at @param {number} gap */
    leave(c, at, gap) {
      if (this.verbatim) this.push(c, at);
      else this.widen(gap);
    }

    /** @param {number} at */
    endLine(at) {
      if (this.verbatim) { this.push(LINE, at); return this.startLine(); }
      this.widen(this.bare ? BREAK : WRAP);
      this.bare = true;
      this.startLine();
    }

    startLine() {
      const { place } = this;
      errbook.skipPrefix(this);
      this.content = this.place;
      if (this.verbatim) this.place = place;
    }

    /** The rest of a terminal sequence; `place` is after its ESC, which was written with so many backslashes. @param {number} slashes */
    control(slashes) {
      const c = this.ahead(0);
      if (c === 0x5b) { this.place++; this.place += this.controlSequence(); }
      else if (c === 0x5d) this.place = this.controlString(this.place + 1, slashes, true).end;
      else if (c === 0x50 || c === 0x58 || c === 0x5e || c === 0x5f) {
        const { whole, end } = this.controlString(this.place + 1, slashes, false);
        if (whole) this.place = end;
      } else if (c === 0x5c) this.place += Math.min(this.run(this.place), Math.max(1, 2 * slashes));
      else if (c === 0x28 || c === 0x29) this.place += 1 + (within(this.ahead(1), 0xd800, 0xdbff) ? 2 : 1);
    }

    /** The same for a sequence that begins with one 8-bit character. @param {number} introducer */
    controlEightBit(introducer) {
      if (introducer === 0x9b) { this.place += this.controlSequence(); return; }
      const { whole, end } = this.controlString(this.place, 0, introducer === 0x9d);
      if (whole || introducer === 0x9d) this.place = end;
    }

    /** The length of parameters and final character; 0 if they are not such. */
    controlSequence() {
      let n = 0;
      while (n < 31 && within(this.ahead(n), 0x20, 0x3f)) n++;
      return n < 31 && within(this.ahead(n), 0x40, 0x7e) ? n + 1 : 0;
    }

    /**
     * The end of a string-type sequence, BEL or ST. Without one: where the line or the next sequence begins.
     * @param {number} from @param {number} slashes @param {boolean} oneLine
     */
    controlString(from, slashes, oneLine) {
      const { raw } = this;
      let place = from, lineEnd = -1;
      while (place < raw.length) {
        const c = raw.charCodeAt(place);
        if (c === 7 || c === 0x9c) return { whole: true, end: place + 1 };
        if (c === ESCAPE && raw[place + 1] === '\\') return { whole: true, end: place + 2 };
        if (c === ESCAPE || isIntroducer(c) || (c === LINE && oneLine)) break;
        if (c === LINE && lineEnd < 0) lineEnd = place;
        if (c === 0x5c && slashes > 0) {
          const after = place + this.run(place), says = (/** @type {string} */ word) => raw.startsWith(word, after);
          const closing = ENDS.find(says), escape = ESCAPES.find(says);
          if (closing) return { whole: true, end: after + closing.length };
          if (escape) {
            const end = after + escape.length, closes = Math.min(this.run(end), 2 * slashes);
            if (closes > 0) return { whole: true, end: end + closes };
            break;
          }
          if (raw[after] === 'n') break;
          place = after;
          continue;
        }
        place++;
      }
      return { whole: false, end: lineEnd >= 0 ? lineEnd : place };
    }

    /** How many backslashes are there. @param {number} from */
    run(from) {
      let place = from;
      while (this.raw.charCodeAt(place) === 0x5c) place++;
      return place - from;
    }

    /** `[31m` whose ESC was lost; `[1m]` belongs to a model's name. */
    bracket() {
      let n = 1;
      while (n < 16 && (isDigit(this.ahead(n)) || this.ahead(n) === 0x3b)) n++;
      if (n < 16 && n > 1 && this.ahead(n) === 0x6d && this.ahead(n + 1) !== 0x5d) this.place += n + 1;
      else this.push(0x5b, this.place++);
    }

    escape() {
      const at = this.place;
      while (this.ahead(0) === 0x5c) this.place++;
      const slashes = this.place - at;
      this.widen(MARK);
      const c = this.ahead(0), { place, length } = this;
      if (this.verbatim && this.inHome()) this.push(0x5c, at);
      else if (c === 0x6e) { this.place++; this.endLine(at); }
      else if (c === 0x72 || c === 0x74) { this.place++; this.leave(0x20, at, BLANK); }
      else if (c === 0x75) this.unicodeEscape(at);
      else if (c === 0x78) this.byteEscape(at);
      else if (c === 0x65 && [0x5b, 0x5d, 0x5c].includes(this.ahead(1))) { this.place++; this.control(slashes); }
      else if (c === 0x30 && this.ahead(1) === 0x33 && this.ahead(2) === 0x33) { this.place += 3; this.control(slashes); }
      if (this.verbatim && this.place === place && this.length === length) this.push(0x5c, at);
    }

    /** Whether the name of a folder of home folders was just read: `C:\Users\nina` has no line end in it. */
    inHome() {
      const last = this.signs[this.length - 1] | 32;
      return (last === 0x73 || last === 0x65) && /^(users|[/\\]home)$/i.test(String.fromCharCode(...this.signs.subarray(Math.max(0, this.length - 5), this.length)));
    }

    /** `%2F`, and the same escaped again (`%252F`). */
    percent() {
      const at = this.place;
      let skip = 1;
      while (this.hex(skip, 2) === 0x25) skip += 2;
      const byte = this.hex(skip, 2);
      if (byte < 0) { this.place++; return this.push(0x25, at); }
      const more = following(byte);
      let c = more === 0 ? byte : byte & (0x3f >> more);
      for (let n = 1; n <= more && c >= 0; n++) {
        const next = n * (skip + 2), other = this.ahead(next) === 0x25 ? this.hex(next + skip, 2) : -1;
        c = other >= 0 && (other & 0xc0) === 0x80 ? (c << 6) | (other & 0x3f) : -1;
      }
      if (c >= 0) c = scalar(c);
      if (c >= 0 && (more > 0 || c < 0x80)) {
        this.place += (more + 1) * (skip + 2);
        if (c === 0x5c && !this.verbatim) this.slash(at);
        else if (c !== 0x0d) this.take(c, at);
      } else if (this.verbatim) { this.place += skip + 2; this.push(0xfffd, at); }
      else { this.place++; this.push(0x25, at); }
    }

    /** A backslash that was itself escaped: it leaves a mark, or with an `n` ends a line. @param {number} at */
    slash(at) {
      this.widen(MARK);
      if (this.ahead(0) !== 0x6e) return;
      this.place++;
      this.endLine(at);
    }

    /** `'…' +` and a line end between two halves of a text, as Node prints it. */
    concatenation() {
      const found = /^\+[ \t]*(?:\r?\n|\\n)[ \t]*["'`]/.exec(this.raw.substr(this.place, CONCATENATION));
      if (!found) return this.push(0x2b, this.place++);
      this.place += found[0].length;
      // The space after the quote is not part of the text.
      this.gap = this.seen & CLOSING ? MARK : BLANK;
    }

    /** UTF-8 that was read as Windows-1252: quotes, dashes, an ellipsis. @param {number} at */
    mojibake(at) {
      const third = this.ahead(2), byte = GARBLED[String.fromCharCode(third)] || third;
      if (!within(byte, 0x80, 0xbf)) { this.place++; return this.push(0xe2, at); }
      this.place += 3;
      this.take(0x2000 | (byte & 0x3f), at);
    }

    /** The value of `count` hexadecimal digits, `skip` places on, or -1. @param {number} skip @param {number} count */
    hex(skip, count) {
      const digits = this.raw.substr(this.place + skip, count);
      return digits.length === count && /^[0-9a-fA-F]+$/.test(digits) ? parseInt(digits, 16) : -1;
    }

    /** How many backslashes stand here, up to eight (eight count as none). */
    slashes() {
      let n = 0;
      while (n < 8 && this.ahead(n) === 0x5c) n++;
      return n < 8 ? n : 0;
    }

    /** @param {number} at */
    unicodeEscape(at) {
      let code = this.hex(1, 4);
      if (code < 0) return;
      this.place += 5;
      if (within(code, 0xd800, 0xdbff)) {
        const slashes = this.slashes(), low = this.ahead(slashes) === 0x75 && slashes > 0 ? this.hex(slashes + 1, 4) : -1;
        if (within(low, 0xdc00, 0xdfff)) {
          code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
          this.place += slashes + 5;
        }
      }
      if (scalar(code) >= 0) this.take(code, at);
    }

    /** `\xe2\x80\x99` as Python prints bytes. @param {number} at */
    byteEscape(at) {
      const lead = this.hex(1, 2);
      if (lead < 0) return;
      this.place += 3;
      let more = following(lead), code = more === 0 ? lead : lead & (0x3f >> more);
      if (more === 0 && lead >= 0x80) return;
      for (; more > 0; more--) {
        const slashes = this.slashes(), byte = this.ahead(slashes) === 0x78 && slashes > 0 ? this.hex(slashes + 1, 2) : -1;
        if (byte < 0 || (byte & 0xc0) !== 0x80) return;
        code = (code << 6) | (byte & 0x3f);
        this.place += slashes + 3;
      }
      if (scalar(code) >= 0) this.take(code, at);
    }

    entity() {
      const at = this.place;
      let from = 1;
      while (this.nameAt(from) === 'amp') from += 4;
      const name = this.nameAt(from), c = name === null ? -1 : namedSign(name);
      if (name !== null && c >= 0) from += name.length + 1;
      this.place += from;
      if (c >= 0) this.take(c, at);
      else this.push(0x26, at);
    }

    /** The name of an entity: up to eight letters, digits or `#` before a semicolon. @param {number} from */
    nameAt(from) {
      const found = /^[0-9A-Za-z#]{0,8};/.exec(this.raw.substr(this.place + from, 9));
      return found ? found[0].slice(0, -1) : null;
    }
  }

  /** @param {Generator} work */
  function drain(work) {
    let step = work.next();
    while (!step.done) step = work.next();
    return step.value;
  }

  /** The glyphs of a paste, in steps. @param {string} text */
  errbook.normalizing = (text) => new Reader(text).read();
  /** The glyphs of a paste. @param {string} text */
  errbook.normalize = (text) => drain(errbook.normalizing(text));
  /** The glyphs of a part of a fragment, which may begin within a line. @param {string} text @param {boolean} begins */
  errbook.normalizeFragment = (text, begins) => drain(new Reader(text, begins).read());
  /** Every character that a reader sees, as it is, and where it comes from. @param {string} text */
  errbook.decoding = (text) => new Reader(text, true, true).read();
  errbook.drain = drain;
  Object.assign(errbook, { isWord, isDigit, isLetter, isBlank });
  Object.assign(errbook, { QUOTE, CLOSING, RULE, COLUMN, PAIR, HUMP });
  errbook.gaps = { NONE, MARK, BLANK, WRAP, BREAK };
})(globalThis.errbook);
