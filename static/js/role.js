// Which of several errors stopped the program, and which it got over? Port of src/matcher/role.rs.
globalThis.errbook = globalThis.errbook || {};

(function (errbook) {
  'use strict';

  const { NONE, WRAP } = errbook.gaps;
  const { isWord, partition } = errbook;
  /** A later line that says so: it is tried again, it worked. A word that says the contrary takes that back. */
  const RETRY = ['retry', 'retrying', 'retried', 'attempt', 'reconnecting', 'restarting'];
  const SUCCESS = ['succeeded', 'success', 'successful', 'successfully', 'recovered', 'reconnected', 'connected', 'resumed', 'restored', 'completed', 'ok'];
  const FAILURE = ['not', 'no', 'error', 'failed', 'failure', 'fatal', 'cannot', 'unable', 'never', 'giving', 'gave', 'exhausted', 'exceeded', 'aborting', 'exiting'];
  /** Words that every error has say nothing about which one it is. */
  const PLAIN = ['error', 'failed', 'warni', 'excep', 'statu', 'code', 'reque', 'after', 'with', 'from'];
  const CAUSES = ['causedby', '[cause]'];
  const STEM = 5, SHORTEST = 4, LINES = 400, LINE = 400, HEAD = 160, FAR = 400, PARTS = 60, PROMPT = /^[ \t]*[>❯$] [^ ]/;

  /**
   * Gives each group that is more than a guess its role, and puts the one that stopped the program first.
   * @param {Glyphs} glyphs @param {any[]} groups sorted by verdict and place
   */
  errbook.assignRoles = function (glyphs, groups) {
    const lines = new Lines(glyphs);
    for (const group of groups) {
      const last = group.claims.reduce((/** @type {any} */ a, /** @type {any} */ b) => (b.lead.start > a.lead.start ? b : a));
      group.at = last.lead.start;
      group.line = lines.of(last.lead.start);
      group.end = lines.of(last.lead.end - 1);
      group.role = lines.isOvercome(group) ? 'recovered' : '';
    }
    for (const group of groups) group.head = groups.reduce((/** @type {any} */ head, /** @type {any} */ other) => (other.at < head.at && lines.isPart(other, group) ? other : head), group);
    const open = groups.filter(({ role }) => role === '').map(({ head }) => head).filter(({ role }) => role === '');
    const latest = open.reduce((/** @type {any} */ a, /** @type {any} */ b) => (a && a.at >= b.at ? a : b), null);
    // Of several that no logger parts, the later ones may be details of the first.
    const last = open.every((/** @type {any} */ group) => group === latest) || (lines.isLogged(latest.line) && !lines.isSession(open)) ? latest : null;
    if (last && !lines.saysMore(groups, last)) last.role = 'stopped';
    const rank = (/** @type {any} */ group) => (group === last ? 0 : group.role === 'recovered' ? 2 : 1);
    return groups.map((group, n) => ({ group, n })).sort((a, b) => rank(a.group) - rank(b.group) || a.n - b.n).map(({ group }) => group);
  };

  class Lines {
    /** @param {Glyphs} glyphs */
    constructor(glyphs) {
      this.glyphs = glyphs;
      this.starts = [0];
      for (let at = 1; at < glyphs.length; at++) if (glyphs.gaps[at] >= WRAP) this.starts.push(at);
    }

    /** The line of a glyph. @param {number} at */
    of(at) {
      return partition(this.starts, (start) => start <= at) - 1;
    }

    /** The words of a line. @param {number} line @returns {string[]} */
    words(line) {
      const { signs, gaps, length } = this.glyphs, words = [], from = this.starts[line];
      const end = Math.min(this.starts[line + 1] ?? length, from + LINE);
      for (let at = from, to; at < end; at = to) {
        to = at + 1;
        if (!isWord(signs[at])) continue;
        while (to < end && gaps[to] === NONE && isWord(signs[to])) to++;
        words.push(String.fromCodePoint(...signs.subarray(at, to)));
      }
      return words;
    }

    /** The beginning of a line as it is written. @param {number} line */
    text(line) {
      const { raw, at } = this.glyphs, place = at[this.starts[line]], before = raw.slice(Math.max(0, place - FAR), place);
      const from = place - before.length + before.lastIndexOf('\n') + 1;
      return raw.slice(from, from + HEAD);
    }

    /** How a line begins in the text: its indent, and the program that a container or syslog names. @param {number} line */
    head(line) {
      const text = this.text(line), indent = /^[ \t]*/.exec(text)[0].length;
      return { indent, program: errbook.speaker(text) };
    }

    /** Whether a later line of the same program says that it was tried again and went on, or worked. @param {any} group */
    isOvercome(group) {
      const own = this.head(group.line).program, about = new Set(stems(this.words(group.line)));
      let retried = false;
      for (let line = group.end + 1; line < Math.min(this.starts.length, group.end + LINES); line++) {
        if (this.head(line).program !== own) continue;
        const words = this.words(line), says = (/** @type {string[]} */ list) => words.some((word) => list.includes(word));
        if (says(FAILURE)) continue;
        if (retried || (says(SUCCESS) && stems(words).some((stem) => about.has(stem)))) return true;
        retried = says(RETRY);
      }
      return false;
    }

    /** Whether a group is a part of the error of another: in its line, indented below it, or its cause. @param {any} head @param {any} group */
    isPart(head, group) {
      if (head.line === group.line) return true;
      const from = this.starts[group.line], caused = CAUSES.some((words) => errbook.says(this.glyphs, from, words));
      if (group.line - head.line > PARTS || group.line < head.line) return false;
      const { indent } = this.head(head.line);
      for (let line = head.line + 1; line <= group.line; line++) if (this.head(line).indent <= indent && !(caused && line === group.line)) return false;
      return true;
    }

    /** Whether a logger put a time or a name before a line. @param {number} line */
    isLogged(line) {
      return errbook.stampOf(this.text(line)) !== '' || errbook.speaker(this.text(line)) !== '';
    }

    /** Whether somebody typed between these errors: then none of them stopped a program. @param {any[]} groups */
    isSession(groups) {
      const at = groups.map((group) => group.line), typed = (/** @type {number} */ line) => PROMPT.test(this.text(line));
      if (at.length < 2 || at.some(typed)) return false;
      for (let line = Math.min(...at) + 1; line < Math.min(Math.max(...at), Math.min(...at) + LINES); line++) if (typed(line)) return true;
      return false;
    }

    /** Whether a line after a group says an error that is none of these. @param {any[]} groups @param {any} group */
    saysMore(groups, group) {
      const known = new Set(groups.flatMap(({ claims }) => claims.map((/** @type {any} */ { lead }) => this.of(lead.start))));
      for (let line = group.end + 1; line < this.starts.length; line++) {
        if (!known.has(line) && errbook.errorsIn(this.glyphs, this.starts[line], this.starts[line + 1] ?? this.glyphs.length)) return true;
      }
      return false;
    }
  }

  const stems = (/** @type {string[]} */ words) => words.filter((word) => word.length >= SHORTEST && /^[a-z]+$/.test(word)).map((word) => word.slice(0, STEM)).filter((stem) => !PLAIN.includes(stem));
})(globalThis.errbook);
