// Masks what nobody should publish: keys, tokens, passwords, e-mail addresses, user names in home paths.
// Twin of src/matcher/redact.rs: same rules, same order. Every look ahead is bounded or
// remembered, so the work is linear in the text.
globalThis.errbook = globalThis.errbook || {};

(function (errbook) {
  'use strict';

  /** What keys look like: how they begin and how many signs follow at least. @type {[string, number][]} */
  const KEYS = [
    ['sk-ant-', 8], ['sk-', 16], ['AKIA', 12], ['ASIA', 12], ['ghp_', 16], ['gho_', 16], ['ghu_', 16], ['ghs_', 16], ['ghr_', 16],
    ['github_pat_', 16], ['AIza', 20], ['xoxb-', 16], ['xoxp-', 16], ['glpat-', 16], ['hf_', 16], ['npm_', 20], ['pypi-', 20],
    ['ya29.', 16],
  ];
  /** Words in a name whose value is a secret. */
  const NAMES = ['api-key', 'api_key', 'apikey', 'token', 'secret', 'password', 'passwd', 'access-key', 'access_key', 'authorization'];
  const NAME = 64, VALUE = 512;
  const TOKEN = /[A-Za-z0-9_-]/, VALUES = /[A-Za-z0-9_\-.~+/=]/, QUOTING = /["'`\\ ]/, SEPARATOR = /[/\\]/, LOGIN = /[A-Za-z0-9_\-.~+=:%!$&]/;
  const JWT = /[A-Za-z0-9_\-.]/, LETTER = /[A-Za-z]/, LOCAL = /[A-Za-z0-9_\-.%+]/, HOST = /[A-Za-z0-9.-]/, FAR = /[A-Za-z0-9_\-. ]/;
  /** The rest of a token, and the next digit, from where `lastIndex` says. */
  const REST = /[A-Za-z0-9_-]*/y, DIGIT = /[0-9]/g;
  const NO_NAME = /[\0- /\\"'`<>|:,;()[\]{}]/;

  /** @typedef {{from: number, to: number, mask: string}} Secret */

  class Text {
    /** @param {string} text */
    constructor(text) {
      this.text = text;
      // From where to where the last look ahead went: many a start of a key may lie in one run of signs.
      this.known = { rest: [0, 0], digit: [0, 0] };
    }

    /** The sign there, NUL behind the end. @param {number} place */
    at(place) {
      return place < this.text.length ? this.text[place] : '\0';
    }

    /** Behind the run of such signs that begins at `from`. @param {number} from @param {number} most @param {RegExp} sign */
    run(from, most, sign) {
      let place = from;
      while (place < from + most && sign.test(this.at(place))) place++;
      return place;
    }

    /** @param {number} from @param {number} to @param {RegExp} sign */
    has(from, to, sign) {
      return sign.test(this.text.slice(from, to));
    }

    /** The secret that begins here, by the first rule that knows it. @param {number} place @returns {Secret | null} */
    secret(place) {
      const sign = this.at(place), before = place === 0 ? '\0' : this.at(place - 1);
      if ((sign === '/' || sign === '\\') && sign !== before) return this.home(place);
      if (sign === ':') return this.login(place);
      if (!errbook.isWord(sign.charCodeAt(0)) || errbook.isWord(before.charCodeAt(0))) return null;
      return this.named(place) || this.key(place) || this.jwt(place) || this.bearer(place) || this.email(place);
    }

    /** @param {number} from @returns {Secret | null} */
    key(from) {
      const known = KEYS.find(([start]) => this.text.startsWith(start, from));
      if (!known) return null;
      const body = from + known[0].length, end = this.rest(body);
      return end - body >= known[1] && this.digit(body) < end ? { from, to: this.wrapped(end), mask: '[key]' } : null;
    }

    /** A long key may go on behind a hard wrap. @param {number} from */
    wrapped(from) {
      const end = this.rest(from), line = this.at(end) === '\r' ? end + 1 : end;
      if (this.at(line) !== '\n') return end;
      const start = this.run(line + 1, 16, / /), next = this.run(start, VALUE, TOKEN);
      return next - start >= 8 && this.has(start, next, /[0-9]/) && this.has(start, next, /[A-Z]/) ? next : end;
    }

    /** Behind all of the token that goes on at `from`: all of a secret goes, however long it is. @param {number} from */
    rest(from) {
      const [known, end] = this.known.rest;
      if (known <= from && from < end) return end;
      REST.lastIndex = from;
      REST.test(this.text);
      this.known.rest = [from, REST.lastIndex];
      return REST.lastIndex;
    }

    /** The next digit at or behind `from`. @param {number} from */
    digit(from) {
      const [known, next] = this.known.digit;
      if (known <= from && from < next) return next;
      DIGIT.lastIndex = from;
      const found = DIGIT.exec(this.text);
      this.known.digit = [from, found ? found.index : this.text.length];
      return this.known.digit[1];
    }

    /** @param {number} from @returns {Secret | null} */
    jwt(from) {
      if (!this.text.startsWith('eyJ', from) || this.at(this.rest(from)) !== '.') return null;
      const to = this.run(from, Infinity, JWT);
      return to - from >= 30 ? { from, to, mask: '[token]' } : null;
    }

    /** `Bearer …` and `Basic …`. @param {number} from @returns {Secret | null} */
    bearer(from) {
      const end = this.run(from, 8, LETTER), word = this.text.slice(from, end).toLowerCase(), start = this.run(end, 4, / /);
      if ((word !== 'bearer' && word !== 'basic') || start === end) return null;
      const to = this.run(start, VALUE, VALUES);
      return to - start >= 8 && this.digit(start) < to ? { from: start, to: this.rest(to), mask: '[token]' } : null;
    }

    /** `ANTHROPIC_API_KEY=…`, `"password": "…"`. @param {number} from @returns {Secret | null} */
    named(from) {
      const end = this.run(from, NAME, TOKEN), sign = this.run(end, 16, QUOTING);
      if (this.at(sign) !== ':' && this.at(sign) !== '=') return null;
      const name = this.text.slice(from, end).toLowerCase();
      if (!NAMES.some((word) => name.includes(word))) return null;
      const start = this.run(sign + 1, 16, QUOTING);
      if (this.digit(start) >= start + VALUE) return null;
      const to = this.run(start, VALUE, VALUES), mixed = this.digit(start) < to && this.has(start, to, LETTER);
      return to - start >= 8 && mixed ? { from: start, to: this.wrapped(to), mask: '[secret]' } : null;
    }

    /** `https://user:password@host`. @param {number} from @returns {Secret | null} */
    login(from) {
      if (!this.text.startsWith('://', from)) return null;
      const start = from + 3, end = this.run(start, NAME * 2, LOGIN);
      return this.at(end) === '@' && this.has(start, end, /:/) ? { from: start, to: end, mask: '[secret]' } : null;
    }

    /** @param {number} from @returns {Secret | null} */
    email(from) {
      const at = this.run(from, NAME, LOCAL);
      if (this.at(at) !== '@' || this.text.slice(from, at) === 'git') return null;
      let end = this.run(at + 1, NAME * 4, HOST);
      while (end > at + 1 && (this.at(end - 1) === '.' || this.at(end - 1) === '-')) end--;
      const host = this.text.slice(at + 1, end), dot = host.lastIndexOf('.');
      return dot > 0 && /^[A-Za-z]{2,}$/.test(host.slice(dot + 1)) ? { from, to: end, mask: '[e-mail]' } : null;
    }

    /** `/Users/x`, `/home/x`, `C:\Users\x`, with any number of backslashes. @param {number} from @returns {Secret | null} */
    home(from) {
      const word = this.run(from, 16, SEPARATOR), folder = ['Users', 'home'].find((known) => this.text.startsWith(known, word));
      if (!folder) return null;
      const start = this.run(word + folder.length, 16, SEPARATOR);
      let end = start;
      while (!NO_NAME.test(this.at(end))) end++;
      if (start === word + folder.length || end === start) return null;
      // A Windows name may hold a blank; only the next backslash tells.
      if (this.at(end) === ' ' && this.at(start - 1) === '\\') {
        const far = this.run(end, 32, FAR);
        if (this.at(far) === '\\') end = far;
      }
      return { from: start, to: end, mask: '[user]' };
    }
  }

  /** The text with every secret replaced by `[key]`, `[token]`, `[secret]`, `[e-mail]` or `[user]`. @param {string} raw */
  errbook.redact = function (raw) {
    const text = new Text(raw);
    let masked = '', done = 0, place = 0;
    while (place < raw.length) {
      const secret = text.secret(place);
      if (secret) {
        masked += raw.slice(done, secret.from) + secret.mask;
        done = place = secret.to;
      } else {
        place++;
      }
    }
    return masked + raw.slice(done);
  };
})(globalThis.errbook);
