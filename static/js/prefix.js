// What stands before a line and is not part of it: time stamps, log levels, container names, line numbers, comment signs.
// Twin of src/matcher/prefix.rs.
globalThis.errbook = globalThis.errbook || {};

(function (errbook) {
  'use strict';

  /** @typedef {(place: number) => number} At the unit there, 0 behind the end */
  /** @typedef {(place: number) => boolean} Ends */

  const LINE = 0x0a;
  const LEVELS = ['error', 'err', 'warn', 'warning', 'info', 'debug', 'trace', 'fatal', 'stderr', 'stdout'];
  const isDigit = (/** @type {number} */ c) => errbook.isDigit(c);
  const isLetter = (/** @type {number} */ c) => errbook.isLetter(c);

  /**
   * Moves the reader to where its line really begins.
   * @param {{raw: string, place: number, number: number}} reader
   */
  errbook.skipPrefix = function (reader) {
    const raw = reader.raw, isBlank = errbook.isBlank;
    const at = (/** @type {number} */ place) => (place < raw.length ? raw.charCodeAt(place) : 0);
    const ends = (/** @type {number} */ place) => { const c = raw.codePointAt(place) || 0; return isBlank(c) || c === LINE || c === 0x0d || c === 0; };
    const blanks = (/** @type {number} */ place) => {
      for (let c; isBlank(c = raw.codePointAt(place) || 0);) place += c > 0xffff ? 2 : 1;
      return place;
    };
    let place = blanks(reader.place), stamped = false;
    // A line that begins with a bar is a box or a table: its first cell is no container.
    const indented = /^[ \t]*$/.test(raw.slice(reader.place, place));
    for (let layer = 0; layer < 4; layer++) {
      let end = stamp(at, ends, place);
      if (end < 0) end = syslog(raw, place);
      if (end >= 0) stamped = true;
      else end = level(at, ends, place, stamped);
      if (end < 0 && layer === 0 && indented) end = named(at, blanks, place);
      if (end < 0) end = comment(at, ends, place);
      if (end < 0) break;
      place = blanks(end);
    }
    reader.place = numbered(reader, at, ends, place);
  };

  /** Levels of what a logger says when nothing is wrong. */
  const CALM = ['info', 'debug', 'trace', 'notice', 'stdout'];

  /** What a logger put before a line: `calm` if it says a time and that nothing is wrong, `stamped` if only a time, else nothing. @param {string} line */
  errbook.stampOf = function (line) {
    const raw = line, at = (/** @type {number} */ place) => (place < raw.length ? raw.charCodeAt(place) : 0);
    const ends = (/** @type {number} */ place) => { const c = raw.codePointAt(place) || 0; return errbook.isBlank(c) || c === 0x0d || c === 0; };
    const blanks = (/** @type {number} */ place) => {
      for (let c; errbook.isBlank(c = raw.codePointAt(place) || 0);) place += c > 0xffff ? 2 : 1;
      return place;
    };
    let place = blanks(0), end = stamp(at, ends, place);
    if (end < 0) end = syslog(raw, place);
    if (end < 0) return '';
    place = blanks(end);
    const [, word] = /^\[?([a-zA-Z]{1,8})(?![a-zA-Z])/.exec(raw.slice(place, place + 10)) || [];
    return CALM.includes((word || '').toLowerCase()) ? 'calm' : 'stamped';
  };

  /** The program that a container's name or syslog gives before a line, or nothing. @param {string} line */
  errbook.speaker = function (line) {
    const named = /^([A-Za-z0-9_-]+)[ \t]+[|│]/.exec(line), end = syslog(line, 0);
    if (named) return named[1];
    return end < 0 ? '' : line.slice(0, end - 1).split(' ').at(-1).replace(/\[\d+\]$/, '');
  };

  /** `2026-04-21T22:49:55.570Z`, `[26-03-10 00:02:47]`. @param {At} at @param {Ends} ends @param {number} from */
  function stamp(at, ends, from) {
    const open = at(from) === 0x5b || at(from) === 0x28, start = from + (open ? 1 : 0);
    let digits = 0, marks = 0, place = start;
    for (; place < start + 40; place++) {
      const c = at(place);
      if (isDigit(c)) digits++;
      else if (c === 0x3a || c === 0x2d || c === 0x2f) marks++;
      else if (digits > 0 && (c === 0x2e || c === 0x2c || c === 0x2b || c === 0x54 || c === 0x5a)) continue;
      else if (!(digits > 0 && c === 0x20 && isDigit(at(place + 1)) && at(place + 3) === 0x3a)) break;
    }
    const closed = at(place) === 0x5d || at(place) === 0x29, end = place + (closed ? 1 : 0);
    return isDigit(at(start)) && digits >= 6 && marks >= 2 && open === closed && ends(end) ? end : -1;
  }

  /** `May  3 10:11:00 host app[4711]: `, `<34>1 …`. @param {string} raw @param {number} from */
  function syslog(raw, from) {
    const found = /^[A-Z][a-z]{2} {1,2}\d{1,2} \d{2}:\d{2}:\d{2}(?:\.\d{1,9})? (?:[\w.-]{1,64} )?[\w./-]{1,48}(?:\[\d{1,9}\])?:/.exec(raw.slice(from, from + 180));
    return found ? from + found[0].length : -1;
  }

  /** `[ERROR]`; a bare `ERROR` only behind a time stamp. @param {At} at @param {Ends} ends @param {number} from @param {boolean} stamped */
  function level(at, ends, from, stamped) {
    const open = at(from) === 0x5b, start = from + (open ? 1 : 0);
    let end = start, word = '';
    while (end < start + 9 && isLetter(at(end))) word += String.fromCharCode(at(end++) | 0x20);
    if (end === start + 9 || !LEVELS.includes(word)) return -1;
    if (open) return at(end) === 0x5d ? end + 1 : -1;
    return stamped && ends(end) ? end : -1;
  }

  /** `web-1  | `, `514 | `. @param {At} at @param {At} blanks behind the blanks there @param {number} from */
  function named(at, blanks, from) {
    let end = from;
    while (end < from + 40 && (errbook.isWord(at(end)) || at(end) === 0x2d)) end++;
    if (end === from + 40 || end === from) return -1;
    let bar = end;
    while (bar < end + 40 && (at(bar) === 0x20 || at(bar) === 9)) bar++;
    const ruled = bar < end + 40 && bar > end && (at(bar) === 0x7c || at(bar) === 0x2502), behind = blanks(bar + 1);
    // Nothing behind the bar: the right side of a box.
    return ruled && behind > bar + 1 && ![LINE, 0x0d, 0].includes(at(behind)) ? bar + 1 : -1;
  }

  /** `# ` and `// `. @param {At} at @param {Ends} ends @param {number} from */
  function comment(at, ends, from) {
    let end = from;
    while (end < from + 7 && (at(end) === 0x23 || at(end) === 0x2f)) end++;
    if (end === from + 7 || end === from) return -1;
    const slashes = at(from) === 0x2f && end === from + 2, hashes = at(from) === 0x23 && at(end - 1) === 0x23;
    return (slashes || hashes) && ends(end) ? end : -1;
  }

  /** A line number is one more than that of the line before. @param {{number: number}} reader @param {At} at @param {Ends} ends @param {number} from */
  function numbered(reader, at, ends, from) {
    let place = from, value = 0;
    for (; place < from + 6 && isDigit(at(place)); place++) value = value * 10 + at(place) - 0x30;
    if (place === from || !(ends(place) || at(place) === 0x3a)) return from;
    const counted = reader.number >= 0 && reader.number + 1 === value;
    reader.number = value;
    return counted ? place : from;
  }
})(globalThis.errbook);
