// Masks what nobody should publish: keys, tokens, passwords, e-mail addresses, user names in home paths.
// JavaScript port of src/matcher/redact/: same rules (secrets.js), same order. The rules see the text as a reader would
// decode it (normalize.js); what they find is mapped back to the raw text. Every look ahead is bounded or remembered,
// so the work is linear in the text.
globalThis.errbook = globalThis.errbook || {};

(function (errbook) {
  'use strict';

  const RULES = errbook.secrets;
  /** Kinds of characters, and how shapes name the sets of them. */
  const LOWER = 1, UPPER = 2, DIGIT = 4, HEX = 8, WORD = 16, DOT = 32, BASE = 64, MARKS = 128, SPACE = 256, END = 512, VOWEL = 1024, QUOTE = 2048, PRINTED = 4096, RULING = 8192, FREE = 16384, FULL = 32768;
  const ALNUM = LOWER | UPPER | DIGIT, TOKEN = ALNUM | WORD, VALUE = TOKEN | DOT | BASE | MARKS;
  /** @type {Record<string, number>} */
  const SETS = { a: ALNUM, U: UPPER | DIGIT, d: DIGIT, h: DIGIT | HEX, w: TOKEN, p: TOKEN | DOT, b: TOKEN | DOT | BASE, B: VALUE, t: FULL, q: PRINTED };
  /** How strong what stands between a name and its value ties them. */
  const BLANK = 1, SOFT = 2, COLON = 3, EQUALS = 4;
  const MASK = /^\[(key|token|secret|e-mail|user)\]/;
  /** How far to look for what belongs to a secret, and how much of a token to weigh. */
  const NEAR = 64, FAR = 160, SAMPLE = 64, BLOCK = 8192, PREFIX = 40, WORDS = 17, TRIES = 96, PIECE = 2048;

  /** The kind of each ASCII character. */
  const KINDS = new Uint16Array(128);
  for (let c = 0; c < 128; c++) {
    const sign = String.fromCharCode(c);
    const add = (/** @type {RegExp} */ set, /** @type {number} */ kind) => { if (set.test(sign)) KINDS[c] |= kind; };
    add(/[a-z]/, LOWER); add(/[A-Z]/, UPPER); add(/[0-9]/, DIGIT); add(/[a-fA-F]/, HEX); add(/[_-]/, WORD); add(/\./, DOT);
    add(/[+/=~]/, BASE); add(/[:%@!$^*#]/, MARKS); add(/[ |>"'`\\*+#\n]/, SPACE); add(/[aeiouyAEIOUY]/, VOWEL); add(/["'`]/, QUOTE); add(/[>| +:=-]/, RULING); add(/[\w.+/~-]/, FREE); add(/[^\0- "'`<>|\\,;)\]}\x7f]/, FULL); add(/[^\0-\x1f"'`\\]/, PRINTED); add(/[\s"'`<>|\\,;)\]}\0]/, END);
  }

  const lower = (/** @type {number} */ c) => (c < 128 && KINDS[c] & UPPER ? c + 32 : c);

  /** @typedef {{from: number, to: number, mask: string}} Secret */
  /** @typedef {{literal: string} | {set: number, least: number, most: number, plain: boolean, secret: boolean}} Part */
  /** @typedef {{kind: string, text: string, bounded: boolean, tied: boolean, back: number, set: number, parts: Part[]}} Rule */

  /** @param {string} kind @param {string} text @returns {Rule} */
  function rule(kind, text) {
    const bounded = text.startsWith('^'), tied = text.endsWith(':') && (kind === 'strong');
    /** @type {any[]} */
    const parts = [];
    for (const [, literal, plain, secret, set, least, most] of text.slice(bounded ? 1 : 0, tied ? -1 : undefined).matchAll(/([^{]+)|\{(!?)(\$?)(\w)(\d+)(?:-(\d+))?\}/g)) {
      parts.push(literal ? { literal } : { set: SETS[set], least: Number(least), most: Number(most || 0), plain: plain !== '', secret: secret !== '' });
    }
    const back = parts[0].literal ? { set: 0, least: 0 } : parts.shift();
    return { kind, text: parts.shift().literal, bounded, tied, back: back.least, set: back.set, parts };
  }

  /** The rules by the two characters that they begin with, lower case. @type {Rule[][]} */
  const BEGINNINGS = Array(128 * 128);
  /** @param {string} kind @param {string} text */
  function register(kind, text) {
    const made = rule(kind, text), place = beginning(lower(made.text.charCodeAt(0)), lower(made.text.charCodeAt(1)));
    BEGINNINGS[place] = [...BEGINNINGS[place] || [], made];
  }
  const beginning = (/** @type {number} */ first, /** @type {number} */ second) => (first & 127) * 128 + (second & 127);
  for (const shape of RULES.shapes) register(shape.slice(0, shape.indexOf(' ')), shape.slice(shape.indexOf(' ') + 1));
  for (const kind of ['contexts', 'users', 'lines', 'cookies', 'strong', 'names']) for (const text of RULES[kind]) register(kind, text);
  for (const tool of Object.keys(RULES.tools)) register('tool', tool);
  register('block', '-----BEGIN ');
  register('login', '://');
  const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', PUBLIC = new Set(RULES.public);
  const ERRORS = new Set(RULES.errors), SHARED = new Set(RULES.shared), FOLDERS = new Set(RULES.folders), SUFFIXES = new Set(RULES.suffixes), ROLES = new Set(RULES.roles), FILES = new Set(RULES.files);

  /** The text decoded, and once or twice more where what was decoded hides an escape: `%26quot%3B`. @param {string} raw */
  function* decoded(raw) {
    let text = yield* errbook.decoding(raw);
    for (let n = 0; n < 2 && hides(raw, text); n++) {
      const { at, ends } = text, places = [], parts = [];
      for (let k = 0; k < text.length; k++) {
        parts.push(String.fromCodePoint(text.signs[k]));
        for (let unit = 0; unit < parts[k].length; unit++) places.push(k);
      }
      text = yield* errbook.decoding(parts.join(''));
      for (let k = 0; k < text.length; k++) {
        text.at[k] = at[places[text.at[k]]];
        text.ends[k] = ends[places[text.ends[k] - 1]];
      }
    }
    return text;
  }

  /** @param {string} raw @param {any} text */
  function hides(raw, { signs, at, ends, length }) {
    for (let n = 0; n < length; n++) {
      if (ends[n] - at[n] < 2) continue;
      const sign = String.fromCodePoint(signs[n]);
      if ('&%'.includes(sign) ? '&%\\'.includes(raw[at[n]]) : '\\\n'.includes(sign) && '&%'.includes(raw[at[n]])) return true;
    }
    return false;
  }

  /** What may come after a `…`: `(a|b) c` is `a c` or `b c`. @type {Map<string, string[]>} */
  const CHOICES = new Map();
  /** @param {string} text */
  function choices(text) {
    const close = text[0] === '(' ? text.indexOf(')') : -1;
    if (!CHOICES.has(text)) CHOICES.set(text, close < 0 ? [text] : text.slice(1, close).split('|').map((word) => word + text.slice(close + 1)));
    return /** @type {string[]} */ (CHOICES.get(text));
  }

  class Text {
    /** @param {any} raw */
    constructor(raw) {
      Object.assign(this, { signs: raw.signs, from: raw.at, to: raw.ends, starts: raw.starts });
      /** @type {number} */
      this.length = raw.length;
      /** Where the last run of each kind began and ended: many a start of a key may lie in one run. @type {Map<number, number[]>} */
      this.known = new Map();
      /** Flags that take a password on this line, and whether there is an end of a block further on. */
      this.flags = '';
      this.blocks = true;
      /** Up to where a certificate or a public key goes. */
      this.open = 0;
      /** Where the last secret ended: what comes after it begins a word. */
      this.last = 0;
      /** Where the piece of text begins that the rules are tried on, and how often they were. */
      this.piece = 0;
      this.tries = 0;
      /** The columns of secrets in the table that we are in, the last line known, and the cells of the row. @type {{n: number, made: Rule}[]} */
      this.columns = [];
      this.current = { from: 0, to: -1 };
      this.table = { head: -1, bar: '', first: 0, column: 0 };
      this.body = { from: 0, bar: 0 };
      this.row = -1;
      /** @type {Secret[]} */
      this.cells = [];
    }

    /** The character there, NUL after the end. @param {number} place @returns {number} */
    at(place) {
      return place >= 0 && place < this.length ? this.signs[place] : 0;
    }

    /** @param {number} place @param {number} kinds */
    is(place, kinds) {
      const c = this.at(place);
      return c < 128 ? (KINDS[c] & kinds) !== 0 : false;
    }

    /** Whether so many rules were tried on this piece of text that it is not a real one: the work is bounded. @param {number} place */
    tired(place) {
      return this.tries >= TRIES && place < this.piece + PIECE;
    }

    /** Counts a rule that is tried. @param {number} place */
    try(place) {
      if (place >= this.piece + PIECE) [this.piece, this.tries] = [place, 0];
      this.tries++;
    }

    /** Whether such a character is before it, and no secret. @param {number} place @param {number} kinds */
    glued(place, kinds) {
      return place !== this.last && this.is(place - 1, kinds);
    }

    /** A letter of any language. @param {number} place */
    foreign(place) {
      return this.at(place) > 0xbf && this.at(place) !== 0x2026;
    }

    /** Where the run of such characters ends that begins at `from`. @param {number} from @param {number} kinds */
    run(from, kinds) {
      const known = this.known.get(kinds);
      if (known && known[0] <= from && from <= known[1]) return known[1];
      let end = from;
      while (this.is(end, kinds)) end++;
      this.known.set(kinds, [from, end]);
      return end;
    }

    /** The same without memory, looking at most `most` far. @param {number} from @param {number} kinds @param {number} most */
    few(from, kinds, most) {
      let end = from;
      while (end < from + most && this.is(end, kinds)) end++;
      return end;
    }

    /** @param {number} from @param {string} word */
    begins(from, word) {
      for (let n = 0; n < word.length; n++) if (this.at(from + n) !== word.charCodeAt(n)) return false;
      return true;
    }

    /** The same, whatever the case. @param {number} from @param {string} word lower case */
    like(from, word) {
      for (let n = 0; n < word.length; n++) if (lower(this.at(from + n)) !== word.charCodeAt(n)) return false;
      return true;
    }

    /** @param {number} from @param {number} to */
    slice(from, to) {
      let text = '';
      for (let n = Math.max(0, from); n < Math.min(to, this.length); n++) text += String.fromCodePoint(this.signs[n]);
      return text;
    }

    /** @param {number} from @param {number} to */
    lower(from, to) {
      return this.slice(from, to).replace(/[A-Z]/g, (sign) => sign.toLowerCase());
    }

    /** Whether one of our masks stands there. @param {number} place */
    masked(place) {
      return this.at(place) === 0x5b && MASK.test(this.slice(place, place + 8));
    }

    /** How deep a quote is escaped, as the size of the backslashes before it. @param {number} place */
    depth(place) {
      return this.at(place - 1) === 0x5c ? this.to[place - 1] - this.from[place - 1] : 0;
    }

    /** Whether the quote that opened before `from` closes there. @param {number} place @param {number} open */
    closes(place, open) {
      return this.at(place) === this.at(open) && this.depth(place) === this.depth(open);
    }

    /** Where the quote is that opens the text from there on, or -1. @param {number} from */
    opening(from) {
      return this.is(from - 1, QUOTE) ? from - 1 : -1;
    }

    /** The secret that begins here, by the first rule that knows it. @param {number} place @param {number} last @returns {Secret | null} */
    secret(place, last) {
      this.last = last;
      const c = this.at(place);
      if (c === 0x0a) this.flags = '';
      if (c === 0x40 || c === 0x327f) return this.email(place, last) || this.prompt(place, last);
      const cell = this.columns.length > 0 ? this.cell(place) : null;
      const found = cell || (c === 0x2f || c === 0x5c ? this.home(place) : c === 0x2d ? this.slug(place) || this.flag(place) : c === 0x5f ? this.prefixed(place, last) : null);
      if (found) return found;
      const next = this.at(place + 1);
      const rules = BEGINNINGS[beginning(lower(c), lower(next))];
      if (rules) {
        for (const made of rules) {
          const found = this.apply(made, place, last);
          if (found) return found;
        }
      }
      return this.bare(place);
    }

    /** A token that looks drawn by lot, whatever it is for, unless what introduces it calls it an id or a hash. @param {number} place @returns {Secret | null} */
    bare(place) {
      if (!this.is(place, ALNUM) || this.glued(place, FREE)) return null;
      let to = this.run(place, FREE);
      while (to > place && this.is(to - 1, DOT)) to--;
      if (to - place < 20 || place < this.open || !this.has(place, to, DIGIT) || !(this.mixed(place, to) || this.based(place, to))) return null;
      if (this.distinct(place, to) < 12 || !this.random(place, to, 55) || this.keeps(place) || this.isPublic(place) || this.readable(place, to)) return null;
      return { from: place, to: this.wrapped(this.few(to, BASE, 2)), mask: '[key]' };
    }

    /** Whether it is one run of capitals or of small letters with digits, and no number in base 16. @param {number} from @param {number} to */
    based(from, to) {
      return to - from >= (this.has(from, to, UPPER) ? 24 : 32) && !this.begins(from, '0x') && !this.begins(from, '01') && this.few(from, ALNUM, NEAR) >= Math.min(to, from + NEAR) && this.few(from, DIGIT | HEX, NEAR) < Math.min(to, from + NEAR) && this.has(from, to, LOWER) !== this.has(from, to, UPPER);
    }

    /** Whether a part of it has capitals among other characters, and is no word. @param {number} from @param {number} to */
    mixed(from, to) {
      const far = Math.min(to, from + FAR);
      for (let n = from; n < far; n++) {
        const end = this.few(n, ALNUM, far - n);
        if (end - n >= 6 && this.has(n, end, UPPER) && this.has(n, end, LOWER) && !this.wordy(n, end)) return true;
        n = end;
      }
      return false;
    }

    /** Whether the word before a token says that it is no secret: `etag: `, `sha512-`, `"id": "`. @param {number} place */
    isPublic(place) {
      let end = place;
      while (end > Math.max(this.last, place - 8) && (this.is(end - 1, SPACE) || ':=,(['.includes(this.slice(end - 1, end))) && this.at(end - 1) !== 0x0a) end--;
      const from = this.back(end, TOKEN, Math.min(40, end - this.last)), words = this.slice(from, end).replace(/([a-z\d])([A-Z])/g, '$1-$2').toLowerCase().split(/[_-]+/);
      while (words.length > 1 && /^\d*$/.test(words[words.length - 1])) words.pop();
      return PUBLIC.has(words[words.length - 1]);
    }

    /** Where the run of such characters begins that ends at `to`. @param {number} to @param {number} kinds @param {number} most */
    back(to, kinds, most) {
      let from = to;
      while (from > to - most && this.is(from - 1, kinds)) from--;
      return from;
    }

    /** Whether it is text in base 64. @param {number} from @param {number} to */
    readable(from, to) {
      let bits = 0, all = 0;
      for (let n = from; n < Math.min(to, from + 32); n++) {
        const digit = DIGITS.indexOf(String.fromCharCode(this.at(n)));
        if (digit < 0) return false;
        bits = bits << 6 | digit;
        all += 6;
        if (all >= 8) {
          all -= 8;
          const c = bits >> all & 255;
          if (c > 126 || (c < 32 && c !== 9 && c !== 10 && c !== 13)) return false;
        }
        bits &= 63;
      }
      return true;
    }

    /** @param {Rule} made @param {number} place @param {number} last @returns {Secret | null} */
    apply(made, place, last) {
      switch (made.kind) {
        case 'strong': case 'names': return this.tired(place) ? null : this.named(made, place);
        case 'lines': case 'cookies': return this.line(made, place);
        case 'contexts': case 'users': return this.tired(place) ? null : this.context(made, place);
        case 'block': return this.begins(place, made.text) ? this.block(place + made.text.length) : null;
        case 'login': return this.begins(place, made.text) ? this.login(place + made.text.length) : null;
        case 'tool': if (this.begins(place, made.text)) this.flags += RULES.tools[made.text]; return null;
        default: return this.shape(made, place, last);
      }
    }

    /** What a vendor's keys look like. @param {Rule} made @param {number} place @param {number} last @returns {Secret | null} */
    shape({ kind, text, bounded, back, set, parts }, place, last) {
      const glued = bounded && this.glued(place, ALNUM), exact = parts[0] && 'most' in parts[0] && parts[0].most > 0;
      if (!this.begins(place, text) || (glued && !(exact && this.hump(place)))) return null;
      let from = place;
      if (back > 0) {
        while (from > last && from > place - NEAR && this.is(from - 1, set)) from--;
        if (place - from < back) return null;
      }
      const body = place + text.length;
      let end = body, sound = true;
      for (const part of parts) {
        if ('literal' in part) {
          if (!this.begins(end, part.literal)) return null;
          end += part.literal.length;
          continue;
        }
        const start = end;
        end = this.run(start, part.set);
        if (part.set & DOT) while (end > start && this.is(end - 1, DOT)) end--;
        if (end - start < part.least || (part.most > 0 && end - start > part.most)) return null;
        sound = part.most > 0 || this.random(start, end, 90) || this.ends(start, end) || (part.plain && this.has(start, end, DIGIT) && this.distinct(start, end) >= 4);
      }
      if (!sound) return null;
      return { from: kind === 'token' && text.endsWith(' ') ? body : from, to: this.wrapped(end), mask: `[${kind}]` };
    }

    /** A key of a vendor that no rule knows: a short word, `_`, and many characters drawn by lot. @param {number} place @param {number} last @returns {Secret | null} */
    prefixed(place, last) {
      let from = place;
      while (from > last && from > place - 24 && this.is(from - 1, TOKEN)) from--;
      if (from > place - 2 || this.is(from - 1, TOKEN) || this.keeps(from) || this.isPublic(place)) return null;
      const to = this.run(place + 1, ALNUM), hex = this.few(place + 1, DIGIT | HEX, 64) >= Math.min(to, place + 65);
      const real = to - place > 32 && !this.is(to, TOKEN) && (hex || this.has(place, to, UPPER)) && [LOWER | UPPER, DIGIT].every((kind) => this.has(place, to, kind)) && this.random(place + 1, to, 90);
      return real ? { from, to: this.wrapped(to), mask: '[key]' } : null;
    }

    /** What a command, a call or a label ahead of it makes a secret: `echo … | docker login --password-stdin`. @param {Rule} made @param {number} place @returns {Secret | null} */
    context({ kind, text, bounded, parts }, place) {
      if (bounded && this.glued(place, ALNUM)) return null;
      let end = this.literal(place, text), from = 0, to = 0;
      if (end < 0) return null;
      this.try(place);
      for (const part of parts) {
        if (end < 0) return null;
        if ('literal' in part) {
          end = this.literal(end, part.literal);
          continue;
        }
        const start = end;
        end = this.run(start, part.set);
        if (end - start < part.least || (part.most > 0 && end - start > part.most) || (part.plain && !this.has(start, end, DIGIT))) return null;
        if (part.secret) [from, to] = [start, end];
      }
      if (end >= 0 && kind === 'users') return this.is(to, SPACE | END) && !SHARED.has(this.lower(from, to)) && this.has(from, to, LOWER | UPPER) ? { from, to, mask: '[user]' } : null;
      return end < 0 || !this.is(to, SPACE | END) || this.masked(from) || this.keeps(from) || this.about(from, to) ? null : { from, to: this.wrapped(to), mask: '[secret]' };
    }

    /** After a part of a context, or -1: `"` is any quote, `~` spaces and quotes or nothing, `…` what is between on a line. @param {number} place @param {string} text */
    literal(place, text) {
      for (let n = 0; n < text.length; n++) {
        const sign = text[n];
        if (sign === '…') {
          const far = place + NEAR, rests = choices(text.slice(n + 1));
          for (; place < far && this.at(place) !== 0 && !this.masked(place); place++) {
            for (const rest of rests) {
              const first = rest.charCodeAt(0), any = first === 0x7e || first === 0x22;
              const end = any || lower(this.at(place)) === lower(first) ? this.literal(place, rest) : -1;
              if (end >= 0) return end;
            }
            if (this.at(place) === 0x0a) return -1;
          }
          return -1;
        }
        if (sign === '~') {
          const far = place + 16;
          while (place < far && (this.at(place) === 0x20 || this.at(place) === 0x5c || this.is(place, QUOTE))) place++;
          continue;
        }
        if (sign === '"' && this.at(place) === 0x5c) place++;
        if (sign === '"' ? !this.is(place, QUOTE) : lower(this.at(place)) !== lower(text.charCodeAt(n))) return -1;
        place = sign === '\n' ? this.content(place + 1) : place + 1;
      }
      return place;
    }

    /** Whether a value says something about a secret or refers to one. @param {number} from @param {number} to */
    about(from, to) {
      const written = this.slice(from, Math.min(to, from + NEAR)), value = this.lower(from, Math.min(to, from + NEAR));
      const words = written.replace(/([a-z])([A-Z])/g, '$1 $2').split(/[^a-zA-Z]+/).filter((word) => word).map((word) => word.toLowerCase());
      const spaced = value.includes(' ');
      return /^\*(const|mut)|::|^_*[ui](8|16|32|64|128|size)$|^([$<{[(%/~;]|!(vault|secret|ref|env|sub)|(convertto|read|get|new)-|\*\*|\.\.|xxx|your|•|…|[a-z]:[\\/])|^[*x.•-]+$/.test(value)
        || (words.length > 0 && (spaced ? words.some((word) => ERRORS.has(word)) : words.every((word) => ERRORS.has(word))));
    }

    /** @param {number} from @param {number} to @param {number} kinds */
    has(from, to, kinds) {
      for (let n = from; n < Math.min(to, from + FAR); n++) if (this.is(n, kinds)) return true;
      return false;
    }

    /** How many characters differ. @param {number} from @param {number} to */
    distinct(from, to) {
      return new Set(this.signs.subarray(from, Math.min(to, from + NEAR))).size;
    }

    /**
     * Whether it looks drawn by lot: neither words nor a number nor a placeholder.
     * @param {number} from @param {number} to @param {number} [words] how much of it may be words, in percent, where the shape tells too
     */
    random(from, to, words = 0) {
      let digits = 0, letters = 0, upper = 0, same = 1;
      const end = Math.min(to, from + SAMPLE);
      for (let n = from; n < end; n++) {
        if (this.is(n, DIGIT)) digits++;
        if (this.is(n, LOWER | UPPER)) letters++;
        if (this.is(n, UPPER)) upper++;
        same = n > from && this.at(n) === this.at(n - 1) ? same + 1 : 1;
        if (same === 6 && 'xX0.*'.includes(String.fromCodePoint(this.at(n)))) return false;
      }
      if (digits === 0 && to - from > end - from) digits = this.run(from, TOKEN & ~DIGIT) < to ? 1 : 0;
      const mixed = upper > 0 && upper < letters;
      return (digits > 0 || mixed) && (words > 0 || letters * 16 >= end - from) && this.distinct(from, to) >= 4 && !this.wordy(from, to, words);
    }

    /** Whether the end of a token with a known beginning is drawn by lot: chance makes words too, but none that end so. @param {number} from @param {number} to */
    ends(from, to) {
      const end = Math.max(from, to - 8), letters = this.has(end, to, LOWER | UPPER);
      return letters && this.has(end, to, DIGIT) && this.random(from, to, 101);
    }

    /** Whether most of it is words, perhaps numbered: `token_expired_2`, `AccessDenied403`. @param {number} from @param {number} to @param {number} [most] percent of words */
    wordy(from, to, most = 0) {
      const end = Math.min(to, from + SAMPLE);
      let good = 0, all = 0, afterWord = false;
      for (let n = from; n < end;) {
        const start = n;
        if (this.is(n, DIGIT)) {
          n = this.few(n, DIGIT, end - n);
          const alone = !this.is(start - 1, LOWER | UPPER) && !this.is(n, LOWER | UPPER);
          if ((alone && n - start <= 8) || (afterWord && n - start <= 3)) good += n - start;
          all += n - start;
          afterWord = false;
        } else if (this.is(n, LOWER | UPPER)) {
          n = this.few(n, UPPER, end - n);
          if (n - start <= 1) n = this.few(n, LOWER, end - n);
          afterWord = (!this.is(start - 1, DIGIT) || (this.is(start, UPPER) && this.is(start + 1, LOWER) && n > start + 3)) && this.isWord(start, n);
          if (afterWord) good += n - start;
          all += n - start;
        } else {
          n++;
          afterWord = false;
        }
      }
      return all === 0 || good * 100 >= all * (most || (to - from < 20 ? 70 : 85));
    }

    /** Whether it could be spoken. @param {number} from @param {number} to */
    isWord(from, to) {
      let hard = 0, vowels = 0;
      for (let n = from; n < to; n++) {
        if (this.is(n, VOWEL)) { vowels++; hard = 0; } else if (++hard > 4) return false;
      }
      return vowels > 0 && to - from >= 3 && to - from <= 16;
    }

    /** A token that goes on in the next lines: wrapped by a terminal, in a box, a quote or a string of several lines. @param {number} from */
    wrapped(from) {
      for (let end = from; ;) {
        const place = this.nextLine(end);
        if (place < 0) return end;
        const next = this.run(place, TOKEN | DOT | BASE), size = next - place;
        const stops = this.at(next) === 0 || this.is(next, SPACE | END) || this.at(next) === 0x2026;
        if (!stops || size < 2 || this.keeps(place) || this.assigns(place)) return end;
        const alone = this.nextLine(next) >= 0 || this.lineEnds(next);
        const looks = size >= 8 ? this.random(place, next, alone ? 90 : 0) : alone && (this.has(place, next, DIGIT) || (this.has(place, next, UPPER) && this.has(place, next, LOWER))) && !this.wordy(place, next);
        if (!looks) return end;
        end = next;
      }
    }

    /** Where the text of the next line begins, if nothing but decoration is between; or -1. @param {number} from */
    nextLine(from) {
      const { place, lines } = this.skipDecoration(from);
      return lines === 1 ? place : -1;
    }

    /** After decoration and what a logger puts before each line; and how many line ends that was. @param {number} from */
    skipDecoration(from) {
      let place = from, lines = 0;
      while (place < from + FAR && this.is(place, SPACE)) {
        if (this.at(place++) !== 0x0a) continue;
        lines++;
        place = this.content(place);
      }
      return { place, lines };
    }

    /** How many lines begin before `place`. @param {number} place */
    lines(place) {
      let low = 0, high = this.starts.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.starts[middle] < place) low = middle + 1;
        else high = middle;
      }
      return low;
    }

    /** Where the text of the line begins that itself begins at `place`. @param {number} place */
    content(place) {
      const n = this.lines(place), known = this.starts[n] ?? place, start = known > place && this.begins(known, ': ') ? known + 2 : known, before = this.starts[n - 1] ?? this.starts[n + 1] ?? start;
      if (before === known) return start;
      let same = 0, end = start;
      while (same < PREFIX && this.at(start + same) === this.at(before + same) && this.at(start + same) > 0x1f) {
        const c = this.at(start + same++);
        if (c === 0x20 || c === 0x5d || c === 0x2b) end = start + same;
      }
      return start > place || '[#<(+'.includes(this.slice(start, start + 1)) || this.slice(start, end).includes(']') ? end : start;
    }

    /** Where the text of the line began in which `place` is. @param {number} place */
    lineStart(place) {
      return this.starts[this.lines(place + 1) - 1] ?? 0;
    }

    /** @param {number} from */
    lineEnds(from) {
      const place = this.few(from, SPACE | END, NEAR);
      return place >= this.length || this.slice(from, place).includes('\n');
    }

    /** Whether it begins as ids, models, paths and references do, which are no secrets. @param {number} place */
    keeps(place) {
      const start = this.lower(place, place + 16);
      return /^(\d{4}-\d\d-|[a-z]+_01[1-9a-zA-Z])/.test(this.slice(place, place + 16)) || RULES.keep.some((/** @type {string} */ word) => start.startsWith(word));
    }

    /** Whether a capital after a small letter begins a word. @param {number} place */
    hump(place) {
      return this.is(place - 1, LOWER) && this.is(place, UPPER);
    }

    /** After the name that begins at `place`, or -1. A `-` in a rule is any one separator, or none. @param {Rule} made @param {number} place */
    name({ text, bounded }, place) {
      const whole = text.endsWith('=');
      if (bounded && (whole ? this.glued(place, TOKEN) : this.glued(place, ALNUM) && !this.hump(place))) return -1;
      let end = place;
      for (let n = 0; n < text.length; n++) {
        const c = this.at(end), sign = text.charCodeAt(n);
        if (lower(c) === sign) end++;
        else if (sign !== 0x2d) return -1;
        else if (this.is(end, SPACE | DOT | WORD) && c !== 0x0a) end++;
      }
      if ((this.at(end) | 32) === 0x73 && !this.is(end + 1, LOWER)) end++;
      const glued = this.is(end, LOWER) ? this.is(end - 1, LOWER) : this.is(end, UPPER) && this.is(end - 1, UPPER);
      return glued && !whole ? -1 : this.suffix(end, whole);
    }

    /** After the rest of an identifier, or -1 if it is about something else: `token_count`, `secretName`. @param {number} from @param {boolean} whole */
    suffix(from, whole) {
      if (whole || !this.is(from, TOKEN)) return from;
      const end = this.few(from, TOKEN, NEAR), start = this.few(from, WORD, 2);
      let word = this.few(start, UPPER, 24);
      if (word - start <= 1) word = this.few(word, LOWER, 24);
      return end === from + NEAR || SUFFIXES.has(this.lower(start, word)) ? -1 : end;
    }

    /** `ANTHROPIC_API_KEY=…`, `"password": "…"`, `--token …`. @param {Rule} made @param {number} place @returns {Secret | null} */
    named(made, place) {
      const end = this.name(made, place);
      if (end < 0 || this.heading(place, made)) return null;
      this.try(place);
      const strong = made.kind === 'strong', flag = this.start(place);
      const tie = this.bridge(flag === '<' ? this.tagEnd(end) : end, made.text.endsWith('=') || flag === '-' || this.flags.includes('N'));
      if (!tie || (this.at(place - 1) === 0x3a && this.at(end) === 0x3a && this.is(place - 2, ALNUM))) return null;
      if (tie.crossed && tie.bond < COLON && (flag !== '\n' || (strong && tie.bond > 0))) return null;
      const { from, crossed } = tie, open = from > end ? this.opening(from) : -1;
      const bond = tie.bond === BLANK && from - end > 1 && this.begins(end, '  ') && flag === '\n' ? COLON : tie.bond;
      if (this.masked(from) || (this.keeps(from) && !(strong && bond === EQUALS)) || (made.text.includes('sess') && this.uuid(from))) return null;
      if (strong && (!made.tied || bond >= COLON)) {
        const to = this.phrase(from, open);
        if (this.believed(from, to, bond, open, crossed, flag) && !(made.tied && !(this.has(from, to, DIGIT | MARKS)))) return { from, to: this.changed(this.random(from, to) ? this.wrapped(to) : to), mask: '[secret]' };
        if (bond < COLON || /[/~]/.test(this.slice(from, from + 1))) return null;
      }
      const close = open < 0 || bond < SOFT ? from : this.phrase(from, open);
      if (close - from >= 8 && this.closes(this.at(close) === 0x5c ? close + 1 : close, open) && this.random(from, close) && !crossed && !this.about(from, close)) return { from, to: this.elements(close), mask: '[secret]' };
      let to = this.run(from, VALUE);
      if (bond < COLON && (this.at(from) === 0x2f || this.located(from, to))) return null;
      while (to > from && (this.is(to - 1, DOT) || ':,'.includes(this.slice(to - 1, to)))) to--;
      const least = bond === BLANK ? 16 : 8;
      if (to - from < least || this.at(to) === 0x28 || !this.random(from, to) || (crossed && (this.pair(from, to) || (bond < COLON && !this.lineEnds(to))))) return null;
      return { from, to: this.elements(this.wrapped(to)), mask: '[secret]' };
    }

    /** Whether it names a line of a file: `auth.ts:10:5`. @param {number} from @param {number} to */
    located(from, to) {
      for (let n = from; n < Math.min(to, from + FAR); n++) if (this.at(n) === 0x3a && this.is(n + 1, DIGIT)) return true;
      return false;
    }

    /** Whether an id of the common form stands there: those of sessions are no secrets. @param {number} from */
    uuid(from) {
      return [8, 13, 18, 23].every((n) => this.at(from + n) === 0x2d) && this.few(from, DIGIT | HEX | WORD, 37) === from + 36;
    }

    /** The line of a place. @param {number} place */
    around(place) {
      if (place < this.current.from || place > this.current.to) {
        let from = place, to = place;
        while (from > 0 && this.at(from - 1) !== 0x0a) from--;
        while (to < this.length && this.at(to) !== 0x0a) to++;
        this.current = { from, to };
      }
      return this.current;
    }

    /** Whether the name is the heading of a column, which is then remembered. @param {number} place @param {Rule} made */
    heading(place, made) {
      const { from, to } = this.around(place), bar = this.rows(from, to) ? this.table.bar : '';
      if (bar === '' || place < this.table.first) return false;
      for (; this.table.first < place; this.table.first++) if (this.at(this.table.first) === bar.charCodeAt(0)) this.table.column++;
      const n = this.table.column;
      if (this.columns.length < 8 && !this.columns.some((column) => column.n === n)) this.columns.push({ n, made });
      return true;
    }

    /** Whether the line is the head of a table: of Markdown, of a database, or with commas. @param {number} from @param {number} to */
    rows(from, to) {
      if (this.table.head === to) return this.table.bar !== '';
      const count = (/** @type {number} */ start) => {
        let end = start, bars = 0, commas = 0, lines = 0, first = start, cell = start, tail = 0, loose = false;
        for (; end < this.length && this.at(end) !== 0x0a; end++) {
          const c = this.at(end);
          if (c === 0x7c) bars++;
          else if (c === 0x2c) { commas++; tail++; cell = end + 1; loose ||= this.at(end + 1) === 0x20; }
          else if (c === 0x2d || c === 0x3d) lines++;
          if ((!this.is(end, TOKEN | QUOTE) && c !== 0x20 && c !== 0x2c && c !== 0x5c) || end - cell >= 32) {
            first = cell = end + 1;
            tail = 0;
          }
        }
        // The frame around a line separates nothing.
        const frame = Number(this.at(start) === 0x7c) + Number(this.at(end - 1) === 0x7c);
        return { end, bars, columns: bars - frame, commas, lines, first, tail, loose };
      };
      const head = count(this.content(from)), next = head.columns > 0 || head.tail > 0 ? count(this.content(to + 1)) : null;
      this.table = { head: to, bar: '', first: from, column: 0 };
      if (!next) return false;
      const list = head.tail > 0 && next.commas === head.tail && !next.loose;
      const ruled = head.columns > 0 && next.lines + next.bars > 2 && this.run(this.content(to + 1), RULING) === next.end;
      if (!list && !ruled) return false;
      this.columns = [];
      this.table.bar = list ? ',' : '|';
      this.table.first = list ? head.first : from;
      this.body = { from: ruled ? next.end : to, bar: this.table.bar.charCodeAt(0) };
      return true;
    }

    /** The cell that begins here in a column of secrets. @param {number} place @returns {Secret | null} */
    cell(place) {
      const { from, to } = this.around(place);
      if (place <= this.body.from) return null;
      if (this.row !== from) {
        this.row = from;
        this.cells = [];
        let n = 0, start = this.body.bar === 0x2c ? this.content(from) : from;
        for (let at = start; at <= to && n < 64; at++) {
          if (at < to && this.at(at) !== this.body.bar) continue;
          const column = this.columns.find((known) => known.n === n);
          if (column) this.cells.push(this.value(start, at, column.made));
          start = at + 1;
          n++;
        }
        if (n < 2) this.columns = [];
      }
      return this.cells.find((cell) => cell.from === place && cell.to > place) || null;
    }

    /** The value in a cell, or nothing. @param {number} from @param {number} to @param {Rule} made @returns {Secret} */
    value(from, to, made) {
      while (from < to && (this.at(from) === 0x20 || this.is(from, QUOTE))) from++;
      while (to > from && (this.at(to - 1) === 0x20 || this.is(to - 1, QUOTE))) to--;
      const real = made.kind === 'strong' ? this.believed(from, to, EQUALS, -1, false, '') : to - from >= 8 && this.random(from, to) && !this.keeps(from);
      return { from, to: real && !this.masked(from) ? to : from, mask: '[secret]' };
    }

    /** After what it is changed to: `"…" -> "…"`. @param {number} from */
    changed(from) {
      const arrow = this.few(from, QUOTE | SPACE, 4), next = this.few(arrow + 2, SPACE, 4);
      if (!this.begins(arrow, '->') || this.opening(next) < 0) return from;
      const to = this.phrase(next, next - 1);
      return to > next + 2 && !this.about(next, to) ? to : from;
    }

    /** After the last one of a list of secrets: `["…", "…"]`. @param {number} from */
    elements(from) {
      for (let end = from; ;) {
        const comma = this.few(end, SPACE, 4), next = this.few(comma + 1, SPACE, NEAR);
        if (this.at(comma) !== 0x2c && !(this.begins(comma, '- ') && this.slice(end, comma).includes('\n'))) return end;
        const to = this.run(next, VALUE);
        if (to - next < (this.opening(next) < 0 ? 16 : 8) || !this.random(next, to) || !this.is(to, END)) return end;
        end = to;
      }
    }

    /** Whether what follows a line end is a name with a value of its own. @param {number} from @param {number} to */
    pair(from, to) {
      return this.at(to) === 0x3a || /[:=][^=]/.test(this.slice(from, Math.min(to, from + NEAR)));
    }

    /** How the identifier begins: `-` for a flag, a line end for the first of its line. @param {number} place */
    start(place) {
      let from = place;
      while (from > place - 40 && this.is(from - 1, ALNUM | WORD | DOT)) from--;
      if (this.at(from) === 0x2d && (from === 0 || this.is(from - 1, SPACE) || ',(['.includes(this.slice(from - 1, from)))) return '-';
      if (this.at(from - 1) === 0x3c) return '<';
      const line = this.lineStart(from);
      return (from - line <= 24 && this.few(line, SPACE | WORD, from - line) === from) || this.opening(from) >= 0 ? '\n' : '';
    }

    /** The end of a tag with attributes, but not of those that hold the value. @param {number} from */
    tagEnd(from) {
      let end = from;
      while (this.at(from) === 0x20 && end < from + NEAR && this.at(end) !== 0x3e && this.at(end) !== 0x0a) end++;
      return this.at(end) === 0x3e && !this.lower(from, end).includes('value') && this.at(end - 1) !== 0x2f ? end : from;
    }

    /** From a name to its value: `=`, `": "`, `=>`, `|`, a line end, `value=`. @param {number} place @param {boolean} tied */
    bridge(place, tied) {
      let bond = tied ? EQUALS : 0, lines = 0, from = place, far = place + NEAR;
      for (; from < far; from++) {
        const c = this.at(from), sign = String.fromCodePoint(c);
        if (this.masked(from) || this.begins(from, '{{')) return null;
        const aside = this.aside(from, bond, lines > 0);
        if (aside > from) {
          if (sign === '\n' || sign === '<') bond = Math.max(bond, COLON);
          from = aside - 1;
        }
        else if (sign === '=' || this.begins(from, '<-')) bond = EQUALS;
        else if (':|>：は是'.includes(sign)) bond = Math.max(bond, COLON);
        else if (',('.includes(sign) && !(sign === ',' && bond === EQUALS && !tied)) bond = Math.max(bond, SOFT);
        else if (sign === '.' && bond === BLANK && this.is(from + 1, SPACE)) bond = EQUALS;
        else if (sign === ' ') bond = Math.max(bond, BLANK);
        else if (sign === '\n' && lines < 2) {
          lines++;
          far += this.content(from + 1) - from - 1;
          from = this.content(from + 1) - 1;
        }
        else if (sign === '-' && this.at(from - 1) === 0x3c) continue;
        else if (sign === '-' && (lines > 0 || bond >= BLANK) && (this.at(from + 1) === 0x3e || (this.is(from + 1, SPACE) && (lines > 0 || bond >= COLON || this.at(from - 1) === 0x20)))) continue;
        else if ('[{&'.includes(sign) && (bond >= (sign === '[' || sign === '&' ? COLON : BLANK) || (sign === '{' && this.is(from + 1, QUOTE)))) bond = Math.max(bond, SOFT);
        else if (sign === '<' && bond >= SOFT && (this.at(from + 1) === 0x3c || this.at(from - 1) === 0x3c)) continue;
        else if (sign === '*' && this.begins(from, '**') && this.at(from + 2) !== 0x2a) from++;
        else if ((sign === '@' && this.is(from + 1, QUOTE)) || (sign === '?' && '=?'.includes(this.slice(from + 1, from + 2))) || (sign === '?' && this.at(from - 1) === 0x3f)) continue;
        else if ('])}'.includes(sign) && (bond < COLON || this.at(from - 1) === 0x5b)) continue;
        else if (this.is(from, QUOTE) || sign === '\\' || ('+#*'.includes(sign) && (lines > 0 || (sign === '+' ? bond === EQUALS : sign === '*' && (bond === 0 || ':*'.includes(this.slice(from - 1, from))))))) continue;
        else {
          let end = from;
          while (end < from + 16 && (this.is(end, LOWER | UPPER) || this.foreign(end))) end++;
          if (end === from || (bond === 0 && lines === 0) || !RULES.bridges.includes(this.lower(from, end)) || this.is(end, TOKEN)) break;
          from = end - 1;
          if (bond === BLANK) bond = COLON;
        }
      }
      if ((from === place && !tied) || from >= far || bond + lines === 0) return null;
      return { from, bond, crossed: lines > 0 };
    }

    /** After what may be between a name and its value: `for anna:`, `[None]:`, `(string):`, `string(14)`, `"type": "string",`, a ruler; or the place itself. @param {number} from @param {number} bond @param {boolean} crossed */
    aside(from, bond, crossed) {
      const c = this.at(from), length = this.like(from, 'string(') ? this.few(from + 7, DIGIT, 6) : from;
      if (length > from + 7 && this.at(length) === 0x29) return length + 1;
      if (c === 0x3c) {
        if (this.begins(from, '<![CDATA[')) return from + 9;
        const end = this.few(from + 1, TOKEN | BASE, 32);
        return (bond > 0 || crossed || this.at(from + 1) === 0x2f) && this.at(end) === 0x3e && end > from + 1 ? end + 1 : from;
      }
      if (c === 0x0a) {
        const start = this.content(from + 1), end = this.few(start, RULING, NEAR);
        return end > start + 2 && this.at(end) === 0x0a && this.begins(start, '---') ? end : from;
      }
      if (crossed && this.like(from, 'type ')) {
        const equals = this.few(from + 5, SPACE, 16), end = this.few(equals + 2, TOKEN, 24);
        if (this.begins(equals, '= ') && this.at(end) === 0x0a) return end;
      }
      if (bond === SOFT && this.like(from, 'type') && !this.is(from + 4, TOKEN)) {
        const value = this.few(from + 4, SPACE | MARKS, 5), end = this.few(value, TOKEN, 24);
        return this.at(this.few(end, QUOTE, 1)) === 0x2c ? end : from;
      }
      const typed = bond < EQUALS ? this.typed(from) : from;
      if (typed > from || bond !== BLANK) return typed;
      if (RULES.links.some((/** @type {string} */ word) => this.like(from, word))) {
        for (let end = from; end < from + NEAR && this.at(end) !== 0x0a && this.at(end) !== 0; end++) {
          if ((this.at(end) === 0x3a || this.at(end) === 0x3d) && this.is(end + 1, SPACE)) return end;
          if (this.at(end) === 0x7b || ('.,;('.includes(this.slice(end, end + 1)) && this.is(end + 1, SPACE))) return from;
          if (this.few(end, ALNUM, WORDS) === end + WORDS) return from;
          const verb = this.at(end) === 0x20 ? RULES.verbs.find((/** @type {string} */ word) => this.begins(end + 1, word)) : null;
          if (verb) return end + verb.length;
        }
        return from;
      }
      if (c !== 0x5b && c !== 0x28) return from;
      const close = this.few(from + 1, VALUE | SPACE, 32);
      return this.at(close) === (c === 0x5b ? 0x5d : 0x29) && this.at(close + 1) === 0x3a && this.is(close + 2, SPACE) ? close + 1 : from;
    }

    /** The `=` after a type: `: Final = "…"`, `[] = "…"`, ` As String = "…"`. @param {number} from */
    typed(from) {
      if (!this.is(from, LOWER | UPPER) && !'&*['.includes(this.slice(from, from + 1))) return from;
      let end = from;
      while (end < from + 32 && !this.masked(end) && (this.is(end, TOKEN) || '&*[]()<>:. '.includes(this.slice(end, end + 1)))) end++;
      const quote = this.at(end + 1) === 0x20 ? end + 2 : end + 1, words = this.lower(from, end).split(/[^a-z]+/);
      return this.at(end) === 0x3d && ' ]'.includes(this.slice(end - 1, end)) && (this.is(quote, QUOTE) || this.is(quote + 1, QUOTE)) && !words.some((word) => SUFFIXES.has(word)) ? end : from;
    }

    /** Where a value ends that may hold any character, in the quote that opens at `open`. @param {number} from @param {number} open */
    phrase(from, open) {
      const far = Math.min(from + FAR, this.length);
      let to = from;
      if (open >= 0) {
        while (to < far && this.at(to) !== 0x0a && !this.closes(to, open)) to++;
        if (this.closes(to, open)) return this.depth(to) > 0 ? to - 1 : to;
      }
      for (to = from; to < far; to++) {
        const c = this.at(to);
        if (this.is(to, SPACE) && !'*+#'.includes(String.fromCodePoint(c))) break;
        if (this.is(to, END) && (c === 0x3b || this.lineEnds(to) || this.is(to + 1, SPACE))) break;
        if (c === 0x3c || ((c === 0x26 || c === 0x2c) && this.assigns(to + 1))) break;
      }
      return to === from + FAR ? this.run(to, VALUE) : to;
    }

    /** Whether `name=` stands there. @param {number} place */
    assigns(place) {
      const end = this.few(place, TOKEN | DOT, 32);
      return end > place && (this.at(end) === 0x3d || this.at(end) === 0x3a);
    }

    /** Whether what follows a name of passwords is one, and no word about it. @param {number} from @param {number} to @param {number} bond @param {number} open @param {boolean} crossed @param {string} start */
    believed(from, to, bond, open, crossed, start) {
      const quoted = open >= 0;
      const value = this.lower(from, Math.min(to, from + NEAR));
      if (to - from < 3 || this.about(from, to) || (this.keeps(from) && bond < EQUALS)) return false;
      const special = (/[^a-z_. \x80-\u{10ffff}-]/u.test(value) && (/[a-z]/.test(value) || to - from >= 6)) || this.random(from, to);
      if (open < 0 && /^\]?[a-z0-9_.#:]+\(|^&|:$/.test(value)) return false;
      if (crossed) return special && (this.lineEnds(to) || this.begins(to, '</')) && !this.pair(from, to);
      if (bond === EQUALS) return true;
      if (bond === COLON) return special ? !(value.includes(' ') && !quoted) : quoted || (start === '\n' && this.lineEnds(to));
      const enclosed = this.at(from - 1) === 0x28 && this.at(to) === 0x29 && /\d/.test(value);
      return special && /[a-z]/.test(value) && !/[/(]/.test(value) && (quoted || enclosed || bond === BLANK) && (quoted || enclosed || !this.wordy(from, to) || /[!@#$%^&*]/.test(value) || (this.lineEnds(to) && [/\d/, /\d\d/, /[a-z][A-Z]/, /[-_.].*[-_.]/].filter((kind) => kind.test(this.slice(from, to))).length > (start === '\n' ? 0 : 1)));
    }

    /** What goes to the end of a header: `Digest username="…", …`, `Cookie: a=b; c=d`. @param {Rule} made @param {number} place @returns {Secret | null} */
    line(made, place) {
      let from = place;
      if (made.kind === 'cookies') {
        const end = this.name(made, place), tie = end < 0 ? null : this.bridge(end, false);
        if (!tie || tie.crossed) return null;
        from = tie.from;
        const value = this.few(from, TOKEN | DOT, NEAR) + 1;
        if (this.masked(from) || value === from + 1 || this.at(value - 1) !== 0x3d || this.few(value, VALUE, 4) < value + 4) return null;
      } else if (!this.begins(place, made.text)) {
        return null;
      }
      if (made.kind === 'lines') from = this.run(place, TOKEN) + 1;
      if (this.masked(from)) return null;
      const open = this.quoteBefore(place, from);
      let to = from;
      while (to < this.length && this.at(to) !== 0x0a && !(open >= 0 && this.closes(to, open))) to++;
      while (to > from && this.is(to - 1, SPACE)) to--;
      return { from, to, mask: '[secret]' };
    }

    /** The quote in which a header stands. @param {number} place @param {number} from */
    quoteBefore(place, from) {
      for (let n = from; n > Math.max(0, place - 32); n--) {
        if (this.at(n - 1) === 0x0a) return -1;
        if (this.opening(n) >= 0 && this.at(n - 2) !== 0x3d) return n - 1;
      }
      return -1;
    }

    /** `-u name:password` and, after a program that takes one so, `-ppassword`. @param {number} place @returns {Secret | null} */
    flag(place) {
      const before = this.at(place - 1);
      if (place > 0 && !this.is(place - 1, SPACE) && before !== 0x2c) return null;
      const user = ['-u', '--user', '-U', '--proxy-user'].find((word) => this.begins(place, word) && (!this.is(place + word.length, TOKEN) || this.flags.includes(word.slice(1))));
      const letter = this.slice(place + 1, place + 2);
      if (user) {
        const from = this.few(place + user.length, SPACE | BASE | END, 6), to = this.phrase(from, this.opening(from));
        let mark = from;
        while (mark < to && mark < from + NEAR && !':%/'.includes(String.fromCodePoint(this.at(mark)))) mark++;
        const numbers = this.few(from, DIGIT, NEAR) === mark && this.few(mark + 1, DIGIT, NEAR) === to;
        if (mark === from || mark >= Math.min(to, from + NEAR) || !':%'.includes(this.slice(mark, mark + 1)) || numbers || to < mark + 4) return null;
        const known = this.slice(mark, Math.min(to, mark + NEAR)).includes('/') || this.about(mark + 1, to);
        return known || this.masked(mark + 1) ? null : { from: mark + 1, to, mask: '[secret]' };
      }
      if (letter === '' || !this.flags.includes(letter)) return null;
      const from = this.few(place + 2, SPACE, 3), to = this.phrase(from, this.opening(from)), value = this.slice(from, Math.min(to, from + FAR));
      if (to - from < 4 || /^[-/.$<{]|^\d+(:\d+)?$/.test(value) || this.masked(from) || (from === place + 2 && /^(assword|ort|rotocol|ath)/.test(value))) return null;
      return /[^a-z]/.test(value) ? { from, to, mask: '[secret]' } : null;
    }

    /** The inside of a PEM block. @param {number} place @returns {Secret | null} */
    block(place) {
      const title = this.few(place, UPPER | DIGIT | SPACE, NEAR);
      if (!this.begins(title, '-----')) return null;
      if (!this.lower(place, title).includes('private')) {
        for (this.open = title + 5; this.open < title + BLOCK && this.open < this.length && !this.begins(this.open, '-----');) this.open++;
        return null;
      }
      const first = this.skipDecoration(title + 5).place;
      if (this.masked(first)) return null;
      let end = first;
      if (this.blocks) {
        while (end < this.length && !this.begins(end, '-----END')) end++;
        this.blocks = end < this.length;
      }
      if (!this.blocks) {
        for (end = first; ;) {
          const start = this.skipDecoration(end).place, next = this.few(start, TOKEN | DOT | BASE, FAR);
          if (next - start < 24 && !(next > start && this.lineEnds(next))) break;
          end = next;
        }
      }
      while (end > first && this.is(end - 1, SPACE)) end--;
      return end > first ? { from: first, to: end, mask: '[key]' } : null;
    }

    /** `https://user:password@host`. @param {number} from @returns {Secret | null} */
    login(from) {
      let at = -1;
      for (let place = from; place < from + FAR && place < this.length; place++) {
        const c = this.at(place), written = this.to[place] - this.from[place] <= this.to[from - 1] - this.from[from - 1];
        if (c === 0x40) at = place;
        if (this.is(place, SPACE) && !'+*#'.includes(String.fromCodePoint(c)) || c === 0x3c || (c === 0x2f && written && (at >= 0 || /^[^:]*$|:\d*$/.test(this.slice(from, place))))) break;
      }
      if (at <= from || this.masked(from)) return null;
      const colon = this.colon(from, at), user = this.slice(from, from + 2), password = this.lower(from, at).replace(/^[^:]*:/, '');
      if (/^[${<]/.test(user) || !(colon || this.random(from, at)) || (colon && (ERRORS.has(password) || '$<{*'.includes(password[0] || '$')))) return null;
      return { from, to: at, mask: '[secret]' };
    }

    /** @param {number} from @param {number} to */
    colon(from, to) {
      for (let n = from; n < to; n++) if (this.at(n) === 0x3a) return true;
      return false;
    }

    /** @param {number} place @param {number} last @returns {Secret | null} */
    email(place, last) {
      if (['tcp(', 'unix(', 'localhost', '127.0.0.1'].some((host) => this.begins(place + 1, host))) {
        let start = place;
        while (start > last && start > place - NEAR && !this.is(start - 1, SPACE) && !':/'.includes(this.slice(start - 1, start))) start--;
        if (this.at(start - 1) === 0x3a && this.is(start - 2, TOKEN) && start < place - 3 && !this.about(start, place)) return { from: start, to: place, mask: '[secret]' };
      }
      let from = place, end = place + 1;
      while (from > last && from > place - NEAR && (this.is(from - 1, TOKEN | DOT) || this.foreign(from - 1) || '%+\''.includes(this.slice(from - 1, from)))) from--;
      while (from < place && (this.is(from, DOT | MARKS) || this.at(from) === 0x27)) from++;
      while (end < place + FAR && (this.is(end, ALNUM | DOT) || this.at(end) === 0x2d || this.foreign(end))) end++;
      while (end > place + 1 && (this.is(end - 1, DOT) || this.at(end - 1) === 0x2d)) end--;
      if (from === place || ROLES.has(this.lower(from, place))) return null;
      const host = this.lower(place + 1, end), top = host.slice(host.lastIndexOf('.') + 1);
      if (!host.includes('.') || host.startsWith('.') || !/^([a-z]{2,}|xn--[a-z0-9-]+|[^\0-\x7f]{1,})$/.test(top) || FILES.has(top)) return null;
      const close = this.at(end) === 0x3a ? this.few(end + 1, FULL, NEAR) : end;
      const login = close > end + 6 && this.has(end + 1, close, DIGIT) && this.has(end + 1, close, LOWER | UPPER) && !/[/:]/.test(this.slice(end + 1, close));
      return { from, to: login ? close : end, mask: '[e-mail]' };
    }

    /** The user in the prompt of a shell: `anna@buildbox:~$`. @param {number} place @param {number} last @returns {Secret | null} */
    prompt(place, last) {
      let from = place;
      while (from > last && from > place - 32 && (this.is(from - 1, TOKEN | DOT) || this.foreign(from - 1))) from--;
      const host = this.few(place + 1, TOKEN | DOT, NEAR), user = this.lower(from, place);
      if (from === place || host === place + 1 || ROLES.has(user) || SHARED.has(user) || this.at(from - 1) === 0x2f || this.at(from - 1) === 0x40) return null;
      const line = this.slice(host, host + 40).split('\n')[0];
      const word = line.slice(1).split(' '), end = (word[0] || '').slice(-1);
      const shell = line[0] === ' ' && word[0] !== '' && ('%$#'.includes(end) || /^[%$#]$/.test(word[1] || ''));
      const real = /^(:[~/]|\)-\[)/.test(line) || shell || ['ssh ', 'scp ', 'sftp ', 'rsync '].some((name) => this.begins(from - name.length, name) && !this.is(from - name.length - 1, TOKEN));
      return real ? { from, to: place, mask: '[user]' } : null;
    }

    /** `/Users/x`, `/home/x`, `C:\Users\x`, with any number of backslashes. @param {number} place @returns {Secret | null} */
    home(place) {
      const separator = (/** @type {number} */ at) => this.at(at) === 0x2f || this.at(at) === 0x5c;
      if (separator(place - 1)) return null;
      let word = place;
      while (word < place + 16 && separator(word)) word++;
      const folder = ['documents and settings', 'users', 'home'].find((name) => this.like(word, name));
      if (!folder || !separator(word + folder.length)) return null;
      let start = word + folder.length;
      while (separator(start) && start < word + 40) start++;
      const drive = this.at(place - 1) === 0x3a, back = this.at(place) === 0x5c;
      if (!drive && !back && (folder === 'users' ? this.at(word) !== 0x55 : this.at(word) !== 0x68 || this.inAddress(place))) return null;
      return this.user(start, back || drive || this.opening(place) >= 0);
    }

    /** The folder's name, blanks and all. @param {number} start @param {boolean} windows @returns {Secret | null} */
    user(start, windows) {
      const named = (/** @type {number} */ at) => this.at(at) !== 0 && !/[\0- /\\"'`<>|:,;()[\]{}]/.test(String.fromCodePoint(this.at(at)));
      let end = start;
      while (named(end)) end++;
      if (end === start || this.masked(start) || SHARED.has(this.lower(start, Math.min(end, start + 24))) || /[$%<*]/.test(this.slice(start, start + 1))) return null;
      // A name may hold a blank; only what follows tells.
      for (let far = end; far < start + 48 && (this.at(far) === 0x20 || (this.at(far) === 0x5c && this.at(far + 1) === 0x20));) {
        const next = far + (this.at(far) === 0x5c ? 2 : 1), capital = this.is(next, UPPER) || this.foreign(next) || this.at(far) === 0x5c;
        far = next;
        while (named(far) && far < next + 32) far++;
        if (far === next || !(windows || capital)) break;
        if (this.at(far) === 0x2f || (this.at(far) === 0x5c && this.at(far + 1) !== 0x20) || (capital && this.is(far, QUOTE))) end = far;
      }
      return { from: start, to: end, mask: '[user]' };
    }

    /** Whether the path is that of an address on the web. @param {number} place */
    inAddress(place) {
      let from = place;
      while (from > place - NEAR && !this.is(from - 1, SPACE) && this.at(from - 1) !== 0) from--;
      const before = this.slice(from, place);
      return /https?:\/\//.test(before);
    }

    /** A path made into one word: `-Users-anna-project`. @param {number} place @returns {Secret | null} */
    slug(place) {
      const folder = ['-Users-', '-home-'].find((name) => this.begins(place, name));
      const drive = this.at(place - 1) === 0x2d && this.is(place - 2, UPPER | LOWER) && !this.is(place - 3, ALNUM);
      if (!folder || !(drive || !this.is(place - 1, TOKEN))) return null;
      const start = place + folder.length;
      let end = this.few(start, ALNUM | DOT, 40);
      const second = this.few(end + 1, ALNUM, 40);
      if (this.at(end) === 0x2d && second > end + 2 && !this.is(end + 1, DIGIT) && !FOLDERS.has(this.lower(end + 1, second)) && !SHARED.has(this.lower(start, end))) end = second;
      return end > start && !SHARED.has(this.lower(start, end)) ? { from: start, to: end, mask: '[user]' } : null;
    }
  }

  /** The secrets of a text, in order, as places in the raw text, in steps. @param {string} raw @returns {Generator<void, Secret[]>} */
  errbook.findingSecrets = function* (raw) {
    const text = new Text(yield* decoded(raw)), found = [];
    for (let place = 0, last = 0, steps = 1; place < text.length; steps++) {
      if (steps % 4096 === 0) yield;
      if (text.masked(place)) {
        place = last = place + text.slice(place, place + 8).indexOf(']') + 1;
        continue;
      }
      const secret = text.secret(place, last);
      if (secret && secret.to > Math.max(secret.from, last)) {
        // An e-mail address may be between a name and its secret.
        for (let at = place + 1; at < secret.from; at++) {
          const email = text.at(at) === 0x40 ? text.email(at, last) : null;
          if (!email || email.to > secret.from) continue;
          found.push({ from: text.from[email.from], to: text.to[email.to - 1], mask: email.mask });
          last = email.to;
        }
        found.push({ from: text.from[Math.max(secret.from, last)], to: text.to[secret.to - 1], mask: secret.mask });
        place = last = secret.to;
      } else {
        place++;
      }
    }
    return found;
  };

  /** A part of a text with its secrets masked; one that reaches over an edge is masked whole. @param {string} raw @param {Secret[]} secrets @param {number} start @param {number} end */
  errbook.maskedPart = function (raw, secrets, start, end) {
    let masked = '', done = start;
    for (const { from, to, mask } of secrets) {
      if (to <= start) continue;
      if (from >= end) break;
      masked += raw.slice(done, Math.max(done, from)) + mask;
      done = to;
    }
    return masked + raw.slice(done, Math.max(done, end));
  };

  /** The text with every secret replaced by `[key]`, `[token]`, `[secret]`, `[e-mail]` or `[user]`. @param {string} raw */
  errbook.redact = (raw) => errbook.maskedPart(raw, errbook.drain(errbook.findingSecrets(raw)), 0, raw.length);
})(globalThis.errbook);
