// Which signatures could matter for a text, told by a few signs of it. Twin of src/matcher/clue.rs.
globalThis.errbook = globalThis.errbook || {};

(function (errbook) {
  'use strict';

  const LONG = 8, SHORT = 4, WIDE = 2;

  /**
   * The clues in a text, in steps: hashes of the signs with which its words begin.
   * @param {{signs: Uint32Array, gaps: Uint8Array, length: number}} glyphs
   * @param {(clue: number) => boolean} known spares what nothing is filed under
   */
  errbook.readingClues = function* (glyphs, known) {
    const { signs, gaps, length } = glyphs, found = new Set();
    for (let at = 0; at + WIDE <= length; at++) {
      if (at % 2048 === 2047) yield;
      const opens = at === 0 || gaps[at] !== errbook.gaps.NONE || !errbook.isWord(signs[at]) || !errbook.isWord(signs[at - 1]);
      if (!opens) continue;
      let hash = 0x811c9dc5, count = 0, wide = true;
      for (let n = at; count < LONG && n < length; n++) {
        // Underscores do not count: a scanner may have lost them.
        if (signs[n] === 0x5f) continue;
        hash = Math.imul(hash ^ signs[n], 0x01000193);
        wide = wide && errbook.isWide(signs[n]);
        count++;
        if ((count === SHORT || count === LONG || (count === WIDE && wide)) && known(hash >>> 0)) found.add(hash >>> 0);
      }
    }
    return found;
  };
})(globalThis.errbook);
