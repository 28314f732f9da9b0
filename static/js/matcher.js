// Which records does this paste call for? Twin of src/matcher/facet.rs and explain.rs.
// `errbook.explain(table, text)` answers at once; `errbook.explainSlowly(table, text, onDone)` in slices, so that a page
// stays alive whatever was pasted.
globalThis.errbook = globalThis.errbook || {};

(function (errbook) {
  'use strict';

  const { NONE, BLANK, WRAP, BREAK } = errbook.gaps;
  const { isWord, isDigit, isLetter, partition, QUOTE, CLOSING, RULE } = errbook;
  const NEAR = 4000, SAME_ERROR = 500, NEARLY = 3, MISSES = 5, GUESSES = 3, OWN_LINE = 1000, EXCERPT = 400, CERTAIN = 1 << 30, FREE = -1, WORD = 40, HOLE = 160, HEAD_LINES = 12, HEAD_LENGTH = 4000, HEAD_WRAPS = 4, MOST = 100, ERRS = /error|exception/i;
  const LEVELS = ['error', 'err', 'exception', 'warning', 'warn', 'fatal', 'info', 'debug', 'failed', 'failure', 'panic'];
  const CHAINS = ['theaboveexception', 'duringhandlingoftheabove'], ERROR_WORDS = ['error:', 'exception:'];
  const ADVICE = ['please', 'see', 'try', 'check', 'contact', 'visit'];
  const SAME_OBJECT = 200, LOOK_BACK = 16, STATUS_POINTS = 4, KIND_POINTS = 8, EVIDENCE_POINTS = 4;
  const VERDICTS = ['match', 'fallback', 'possible'], MATCH = 0, FALLBACK = 1, POSSIBLE = 2, NOTHING = 3;
  const NAMED = ['error', 'code', 'status', 'http'];
  /** Milliseconds of one slice: well below what a hand notices. */
  const SLICE = 8;

  /** @typedef {{start: number, end: number, lost: number, shared: boolean}} Place */
  /** @typedef {{rule: number, entry: number, verdict: number, score: number, lead: Place, places: Place[]}} Claim */

  /** Statuses and error types that stand in the text, each with its place. */
  function* readFacets(table, glyphs, places) {
    const statuses = [], kinds = [];
    for (let at = 0; at < glyphs.length; at++) {
      if (at % 16384 === 16383) yield;
      const status = statusAt(glyphs, at);
      if (status > 0) statuses.push({ at, value: status });
    }
    for (const [pattern, kind] of table.kinds) {
      for (const place of places.get(pattern) || []) kinds.push({ at: place.start, value: kind });
    }
    const sorted = yield* sort(kinds, (a, b) => a.at - b.at || (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
    return { statuses, kinds: sorted };
  }

  /** A number from 400 to 599 that stands alone, behind a word that makes it a status; else 0. */
  function statusAt(glyphs, at) {
    const { signs, gaps, length } = glyphs;
    if (signs[at] !== 0x34 && signs[at] !== 0x35) return 0;
    const tight = (place) => (place < length && gaps[place] === NONE ? signs[place] : 0);
    const before = at === 0 ? 0 : signs[at - 1], behind = tight(at + 3);
    if (at > 0 && gaps[at] === NONE && (isWord(before) || before === 0x2e || before === 0x2d)) return 0;
    if (isWord(behind) || behind === 0x2d || (behind === 0x2e && isDigit(tight(at + 4)))) return 0;
    if (!isDigit(tight(at + 1)) || !isDigit(tight(at + 2))) return 0;
    const words = String.fromCodePoint(...signs.subarray(Math.max(0, at - LOOK_BACK), at));
    if (!NAMED.some((word) => words.includes(word))) return 0;
    return (signs[at] - 0x30) * 100 + (signs[at + 1] - 0x30) * 10 + signs[at + 2] - 0x30;
  }

  /** The facet next to the span, before it rather than behind it. */
  function nearest(facets, start, end) {
    const n = partition(facets, (facet) => facet.at < start);
    const before = n > 0 ? start - facets[n - 1].at : Infinity;
    const behind = n < facets.length ? Math.max(0, facets[n].at - end) : Infinity;
    if (Math.min(before, behind) > SAME_OBJECT) return null;
    return behind < before ? facets[n].value : facets[n - 1].value;
  }

  function points(facets, lead, rule) {
    const worth = (found, wanted, most) => (found === null || !wanted ? 0 : found === wanted ? most : -most);
    return worth(nearest(facets.statuses, lead.start, lead.end), rule.status, STATUS_POINTS) +
      worth(nearest(facets.kinds, lead.start, lead.end), rule.kind, KIND_POINTS);
  }

  /** A stable merge sort that can be interrupted. */
  function* sort(list, compare) {
    let from = list, to = new Array(list.length);
    for (let width = 1; width < list.length; width *= 2) {
      for (let low = 0, n = 0; low < list.length; low += 2 * width) {
        const middle = Math.min(low + width, list.length), high = Math.min(low + 2 * width, list.length);
        for (let a = low, b = middle, k = low; k < high; k++) {
          to[k] = a < middle && (b >= high || compare(from[a], from[b]) <= 0) ? from[a++] : from[b++];
          if (++n % 4096 === 0) yield;
        }
      }
      [from, to] = [to, from];
    }
    return from;
  }

  /** Every signature whose fragments stand near each other claims the text they stand in. */
  function* claim(table, glyphs, places, facets) {
    const touched = [...new Set([...places.keys()].flatMap((pattern) => table.neededBy[pattern]))].sort((a, b) => a - b);
    const claims = [], misses = [];
    let steps = 0;
    for (const number of touched) {
      const rule = table.rules[number], absent = rule.all.filter((pattern) => !places.has(pattern));
      if (absent.length === 0) {
        for (const lead of places.get(rule.lead)) {
          claimAt(table, glyphs, number, lead, places, facets, claims, misses);
          if (++steps % 256 === 0) yield;
        }
        continue;
      }
      const weight = rule.all.reduce((sum, pattern) => sum + (places.has(pattern) ? table.patterns[pattern].weight : 0), 0);
      if (weight * NEARLY >= rule.weight) misses.push({ entry: rule.entry, weight, why: `“${table.patterns[absent[0]].text}” is not in the text` });
    }
    return { claims, misses };
  }

  function claimAt(table, glyphs, number, lead, places, facets, claims, misses) {
    const rule = table.rules[number], all = placesAround(rule, lead, places, glyphs);
    if (all.includes(null)) return;
    const lost = all.reduce((sum, place) => sum + place.lost, 0);
    const excluded = rule.not.find((not) => excludes(not, lead, places, glyphs));
    if (excluded) {
      misses.push({ entry: rule.entry, weight: rule.weight * 2, why: excluded.why });
      return;
    }
    const isNear = (pattern) => { const place = near(places, pattern, lead); return place !== null && place.lost === 0; };
    const named = rule.any.length === 0 || rule.any.some((pattern) => isNamed(places.get(pattern), lead, glyphs));
    if (!named) misses.push({ entry: rule.entry, weight: rule.weight, why: nothingNames(table, rule) });
    const worth = points(facets, lead, rule) + EVIDENCE_POINTS * rule.evidence.filter(isNear).length, shared = all.some((place) => place.shared);
    // The only evidence is one fragment: then it has to be what the text says there, and not a part of that.
    const alone = rule.all.length === 1 && rule.any.length === 0 && worth <= 0;
    const guess = !named || shared || (alone && lead.lost === 0 && isPart(table.patterns[rule.lead], glyphs, lead));
    const verdict = guess ? POSSIBLE : rule.fallback ? FALLBACK : MATCH;
    const score = (rule.weight - lost) * 2 - (lost > 0 ? 1 : 0) + worth;
    claims.push({ rule: number, entry: rule.entry, verdict, score, lost, alone: alone && verdict === MATCH, lead, places: all });
  }

  /** Whether a fragment that begins or ends a sentence is only a part of one here. */
  function isPart(pattern, glyphs, lead) {
    const { signs, gaps, seen, length } = glyphs;
    // Where a hole without quotes begins, nobody knows.
    if (pattern.sentence && (!pattern.leading || pattern.pieces[0].seen[0] & QUOTE)) {
      const begin = pattern.leading ? leadingHole(glyphs, lead.start) : lead.start, marked = pattern.leading ? RULE : RULE | QUOTE;
      if (begin > 0 && gaps[begin] > NONE && gaps[begin] <= WRAP && !(seen[begin] & marked) && isProse(glyphs, begin - 1)) {
        // At a line's beginning only a small letter shows that the sentence began before.
        if (gaps[begin] < WRAP || /[a-z]/.test(glyphs.raw[glyphs.at[begin]])) return true;
      }
    }
    if (!pattern.finished || lead.end >= length || gaps[lead.end] !== BLANK || seen[lead.end] & (CLOSING | RULE)) return false;
    // Another sentence goes on; a place or a level begins another message.
    let end = lead.end;
    while (end < length && end < lead.end + WORD && (end === lead.end || gaps[end] === NONE)) end++;
    if (end > lead.end + 1 && signs[end - 1] === 0x2c) end--;
    for (let at = lead.end; at < end; at++) if (!isWord(signs[at]) && signs[at] < 0x80) return false;
    return !isDigit(signs[lead.end]) && !isLevel(signs, lead.end, end) && !ADVICE.includes(String.fromCodePoint(...signs.subarray(lead.end, end)));
  }

  /** Where the quoted hole before the first piece begins; without its quotes it is one word. */
  function leadingHole({ gaps, seen }, start) {
    const quoted = seen[start] & QUOTE;
    let begin = start - 1;
    while (begin > 0 && start - begin < HOLE && (quoted ? !(seen[begin] & QUOTE) && gaps[begin] < WRAP : gaps[begin] === NONE)) begin--;
    return Math.max(0, begin);
  }

  /** Whether the word that ends there is one of a sentence: no number, level or name of an error. */
  function isProse({ signs, gaps }, last) {
    let first = last;
    while (first > 0 && last - first < WORD && gaps[first] === NONE) first--;
    if (signs[first] === 0x28 && first < last) first++;
    for (let at = first; at <= last; at++) if (!isLetter(signs[at]) && signs[at] < 0x80) return false;
    return !isLevel(signs, first, last + 1);
  }

  function isLevel(signs, from, to) {
    const word = String.fromCodePoint(...signs.subarray(from, to));
    return LEVELS.some((level) => word.endsWith(level));
  }

  /** Whether the program is named in the same paragraph as a claim, or in another part of its chain of tracebacks. */
  function isNamed(list, lead, glyphs) {
    if (!list) return false;
    glyphs.breaks ||= breaksOf(glyphs);
    const paragraph = (at) => partition(glyphs.breaks, (n) => n <= at), own = paragraph(lead.start);
    return nearestWhere(list, lead, (place) => place.lost === 0 && paragraph(place.start) === own) !== null;
  }

  /** Where paragraphs begin. What Python writes between chained tracebacks divides nothing. @param {Glyphs} glyphs */
  function breaksOf(glyphs) {
    const breaks = [];
    let chained = false;
    for (let at = 1; at < glyphs.length; at++) {
      if (glyphs.gaps[at] !== BREAK) continue;
      const chains = CHAINS.some((words) => errbook.says(glyphs, at, words));
      if (!chains && !chained) breaks.push(at);
      chained = chains;
    }
    return breaks;
  }

  function nothingNames(table, rule) {
    return `nothing near it says ${rule.any.map((pattern) => `“${table.patterns[pattern].text}”`).join(' or ')}`;
  }

  /** The places of a rule's fragments around the deciding one; null for one that is not there. @returns {(Place | null)[]} */
  function placesAround(rule, lead, places, glyphs) {
    if (!rule.order && !rule.start) return rule.all.map((pattern) => near(places, pattern, lead));
    const decides = rule.all.indexOf(rule.lead), all = rule.all.map(() => null);
    all[decides] = rule.start && decides === 0 && !beginsLine(glyphs, lead.start) ? null : lead;
    // Outwards from the deciding fragment, so that each has a neighbor that is settled.
    const settle = (n, ordered) => { all[n] = nearestWhere(places.get(rule.all[n]), lead, (place) => (ordered(place) || !rule.order) && !(rule.start && n === 0 && !beginsLine(glyphs, place.start))); };
    for (let n = decides + 1; n < all.length && all[n - 1]; n++) settle(n, (place) => place.start >= all[n - 1].end);
    for (let n = decides - 1; n >= 0 && all[n + 1]; n--) settle(n, (place) => place.end <= all[n + 1].start);
    return all;
  }

  /** Whether `place` will do for fragment `n` of a rule, where its other fragments are known. */
  function isInPlace(rule, n, place, all, glyphs) {
    const ordered = (n === 0 || all[n - 1].end <= place.start) && (n + 1 === all.length || place.end <= all[n + 1].start);
    return (ordered || !rule.order) && !(rule.start && n === 0 && !beginsLine(glyphs, place.start));
  }

  /** Whether a line begins there, after its prefix, or a text in quotes. */
  function beginsLine({ signs, gaps, seen }, at) {
    return at === 0 || gaps[at] >= WRAP || ((seen[at] & QUOTE) !== 0 && ':=,([{'.includes(String.fromCodePoint(signs[at - 1])));
  }

  /** Whether an exclusion is near a claim, or in its own line if it counts only there. */
  function excludes({ pattern, here }, lead, places, glyphs) {
    if (!here) return near(places, pattern, lead) !== null;
    const list = places.get(pattern);
    if (!list) return false;
    const { from, to } = lineOf(glyphs, lead), within = partition(list, (place) => place.start < to);
    return within > 0 && list[within - 1].end > from;
  }

  /** The glyphs of the line that a claim is in. It goes on where the next line begins with a small letter and it does not itself end a sentence. */
  function lineOf({ signs, gaps, at: places, raw, length }, { start, end }) {
    const joined = (at) => gaps[at] < WRAP || (gaps[at] === WRAP && /[a-z]/.test(raw[places[at]]) && !'.!?'.includes(String.fromCodePoint(signs[at - 1])));
    const least = Math.max(0, start - OWN_LINE), most = Math.min(length, end + OWN_LINE);
    let from = start, to = end;
    while (from > least && joined(from)) from--;
    while (to < most && joined(to)) to++;
    return { from, to };
  }

  /** The nearest of these places within reach that passes. @returns {Place | null} */
  function nearestWhere(list, lead, passes) {
    let next = null;
    for (let k = list ? partition(list, (place) => place.start + NEAR < lead.start) : 0; list && k < list.length && list[k].start <= lead.start + NEAR; k++) {
      if (!passes(list[k])) continue;
      if (!next || Math.abs(list[k].start - lead.start) < Math.abs(next.start - lead.start)) next = list[k];
    }
    return next;
  }

  /** The place of the pattern nearest to the lead, if there is one near enough. @returns {Place | null} */
  function near(places, pattern, lead) {
    const list = places.get(pattern);
    if (!list) return null;
    const n = partition(list, (place) => place.start < lead.start);
    const before = n > 0 ? lead.start - list[n - 1].start : Infinity, behind = n < list.length ? list[n].start - lead.start : Infinity;
    if (Math.min(before, behind) > NEAR) return null;
    return before <= behind ? list[n - 1] : list[n];
  }

  /** The most specific claim to a text has it; a fallback gives way to any match near it; guesses count only alone. */
  function* settle(table, claims, places, glyphs) {
    const order = (a, b) => a.verdict - b.verdict || b.score - a.score || a.lost - b.lost || a.entry - b.entry || a.lead.start - b.lead.start || a.rule - b.rule;
    const sorted = yield* sort(claims, order);
    const owner = new Int32Array(glyphs.length).fill(FREE), groups = new Map();
    let matches = [], firm = false, ordered = false, steps = 0;
    for (const claim of sorted) {
      if (++steps % 1024 === 0) yield;
      if (claim.verdict === POSSIBLE && firm) break;
      if (claim.verdict === FALLBACK) {
        if (!ordered) matches = yield* sort(matches, (a, b) => a - b);
        ordered = true;
        const behind = partition(matches, (start) => start + SAME_ERROR < claim.lead.start);
        if (behind < matches.length && matches[behind] <= claim.lead.end + SAME_ERROR) continue;
      }
      if (!own(table, claim, places, owner, glyphs)) continue;
      // What a cut leaves possible for several records belongs to none.
      if (!claim.lead.shared) for (const place of claim.places) owner.fill(claim.rule, place.start, place.end);
      matches.push(claim.lead.start);
      firm = firm || claim.verdict !== POSSIBLE;
      if (!groups.has(claim.entry)) groups.set(claim.entry, { entry: claim.entry, claims: [] });
      groups.get(claim.entry).claims.push(claim);
    }
    const found = [...groups.values()];
    demoteDetails(found, glyphs);
    for (const group of found) rank(group);
    found.sort((a, b) => a.verdict - b.verdict || a.score - b.score || a.first - b.first || a.lost - b.lost || a.entry - b.entry);
    if (found.length > 0 && found[0].verdict === POSSIBLE) return found.slice(0, GUESSES);
    return found.filter((group) => group.verdict !== POSSIBLE);
  }

  /** What is indented below the first line of an unknown error is a part of that error. */
  function demoteDetails(groups, glyphs) {
    const starts = groups.flatMap((group) => group.claims.map(({ lead }) => glyphs.at[lead.start])).sort((a, b) => a - b);
    const isDetail = ({ lead, alone }) => {
      const head = alone ? headOf(glyphs.raw, glyphs.at[lead.start]) : null;
      if (!head) return false;
      const n = partition(starts, (at) => at < head.from);
      return n >= starts.length || starts[n] >= head.to;
    };
    for (const group of groups) {
      if (!group.claims.every(isDetail)) continue;
      for (const claim of group.claims) claim.verdict = POSSIBLE;
    }
  }

  /** The lines above, less indented, that say an error in a whole sentence. */
  function headOf(raw, at) {
    const indent = (from) => { let n = 0; while (n < WORD && (raw[from + n] === ' ' || raw[from + n] === '\t')) n++; return n; };
    let from = lineStart(raw, at);
    const own = from < 0 ? 0 : indent(from);
    for (let lines = 0; own > 0 && from > 0 && lines < HEAD_LINES; lines++) {
      const to = from - 1;
      from = lineStart(raw, to);
      if (from < 0) return null;
      if (indent(from) >= own) continue;
      if (!/[.!?][ \t\r]*$/.test(raw.slice(from, to))) return null;
      // A wrapped head says error in its first line.
      for (let more = 0; more < HEAD_WRAPS && from > 0 && !ERRS.test(raw.slice(from, to)); more++) {
        const above = lineStart(raw, from - 1);
        if (above < 0 || /^[ \t\r]*$/.test(raw.slice(above, from - 1))) return null;
        from = above;
      }
      return ERRS.test(raw.slice(from, to)) ? { from, to } : null;
    }
    return null;
  }

  /** Where the line begins that holds a place; -1 if that is far away. */
  function lineStart(raw, at) {
    let from = at;
    while (from > 0 && at - from <= HEAD_LENGTH && raw[from - 1] !== '\n') from--;
    return at - from <= HEAD_LENGTH ? from : -1;
  }

  /** Whether the places of a claim are its own; a fragment that another occurrence of the same error has is looked for elsewhere. */
  function own(table, claim, places, owner, glyphs) {
    const owned = (place, by) => owner.subarray(place.start, place.end).every((rule) => rule === by);
    for (let n = 0; n < claim.places.length; n++) {
      const place = claim.places[n], { lead } = claim;
      if (owned(place, FREE)) continue;
      if ((place.start === lead.start && place.end === lead.end) || !owned(place, claim.rule)) return false;
      const rule = table.rules[claim.rule], next = nearestWhere(places.get(rule.all[n]), lead, (other) => owned(other, FREE) && isInPlace(rule, n, other, claim.places, glyphs));
      if (!next) return false;
      claim.places[n] = next;
    }
    return true;
  }

  /** Verdict, then place in the text, then id; guesses by their score. */
  function rank(group) {
    const best = group.claims[0];
    group.verdict = best.verdict;
    group.score = best.verdict === POSSIBLE ? -best.score : 0;
    group.lost = best.lost;
    group.first = Infinity;
    for (const claim of group.claims) if (claim.verdict === best.verdict) group.first = Math.min(group.first, claim.lead.start);
  }

  /** What a match knows as noise decides nothing beside it, and what any record knows as noise nothing beside another error. */
  function dropNoise(table, groups, places, misses, glyphs) {
    const dropped = new Set(), overlaps = (pattern, from, to) => {
      const list = places.get(pattern) || [], behind = partition(list, (place) => place.start < to);
      return behind > 0 && list[behind - 1].end > from;
    };
    const covered = (patterns, { start, end }) => patterns.some((pattern) => overlaps(pattern, start, end));
    const isNoise = (patterns, group) => group.claims.every(({ lead }) => covered(patterns, lead));
    const isAllNoise = (patterns, group) => group.claims.every((claim) => claim.places.every((place) => covered(patterns, place)));
    const drop = (group, beside) => {
      dropped.add(group);
      misses.push({ entry: group.entry, weight: CERTAIN, why: `such lines often stand beside ${beside} and decide nothing` });
    };
    for (const group of groups) {
      if (dropped.has(group) || group.verdict !== MATCH || table.noise[group.entry].length === 0) continue;
      for (const other of groups) if (other !== group && !dropped.has(other) && isNoise(table.noise[group.entry], other)) drop(other, table.entries[group.entry].record);
    }
    const known = table.noises.filter((pattern) => places.has(pattern));
    for (const group of known.length > 0 ? groups : []) {
      const alien = known.filter((pattern) => !table.noise[group.entry].includes(pattern));
      if (!dropped.has(group) && isAllNoise(alien, group) && otherError(group, alien, overlaps, glyphs)) drop(group, 'other errors');
    }
    return groups.filter((group) => !dropped.has(group));
  }

  /** Whether a word ends there with `error:` or `exception:`, which is not the name of a field. */
  function saysError(glyphs, at) {
    const { gaps, seen, signs } = glyphs;
    if (signs[at] !== 0x65) return false;
    return ERROR_WORDS.some((word) => { const colon = at + word.length - 1; return errbook.says(glyphs, at, word) && gaps[colon] === NONE && !(seen[colon] & QUOTE); });
  }

  errbook.errorsIn = (glyphs, from, to) => { for (let at = from; at < to; at++) if (saysError(glyphs, at)) return true; return false; };

  /** Whether a line says an error that is neither this one nor noise. */
  function otherError(group, noise, overlaps, glyphs) {
    const { gaps, length } = glyphs, own = new Uint8Array(length);
    for (const { places } of group.claims) for (const { start, end } of places) own.fill(1, start, end);
    for (let at = 0, from = 0; at < length; at++) {
      if (gaps[at] >= WRAP) from = at;
      if (!saysError(glyphs, at)) continue;
      let to = at + 1;
      while (to < length && gaps[to] < WRAP) to++;
      if (!own.subarray(from, to).includes(1) && !noise.some((pattern) => overlaps(pattern, from, to))) return true;
      at = to - 1;
    }
    return false;
  }

  /** The nearest misses, one a record, none of a record that was hit. */
  function* nearestMisses(table, misses, groups) {
    const sorted = yield* sort(misses, (a, b) => b.weight - a.weight || a.entry - b.entry);
    const seen = new Set(groups.map((group) => group.entry)), found = [];
    for (const miss of sorted) {
      if (seen.has(miss.entry) || found.length === MISSES) continue;
      seen.add(miss.entry);
      found.push({ record: table.entries[miss.entry].record, why: miss.why });
    }
    return found;
  }

  /** The first place of the signature that won, how often it stands there, and the first so many places. */
  function* hit(table, glyphs, group) {
    const best = group.claims[0], rule = table.rules[best.rule];
    const same = yield* sort(group.claims.filter((claim) => claim.rule === best.rule), (a, b) => a.lead.start - b.lead.start);
    const instances = [];
    let line = 1, end = glyphs.raw.indexOf('\n');
    for (const claim of same.slice(0, MOST)) {
      for (; end >= 0 && end < glyphs.at[claim.lead.start]; end = glyphs.raw.indexOf('\n', end + 1)) line++;
      instances.push({ line, holes: holes(table, glyphs, rule, claim) });
    }
    const { cause } = group.claims.map((claim) => table.rules[claim.rule]).find((named) => named.cause) || {};
    return {
      record: table.entries[group.entry].record, verdict: VERDICTS[best.verdict], ...instances[0], fragment: table.patterns[rule.lead].text,
      count: same.length, ...(instances.length > 1 ? { instances } : {}), excerpt: excerpt(glyphs, same[0].lead),
      ...(cause ? { cause } : {}), ...(group.role ? { role: group.role } : {}), ...(same[0].lost > 0 ? { cut: true } : {}),
    };
  }

  function excerpt({ raw, at, secrets }, lead) {
    const last = at[lead.end - 1], end = last + (raw.codePointAt(last) > 0xffff ? 2 : 1);
    const signs = Array.from(raw.slice(at[lead.start], Math.min(end, at[lead.start] + 2 * EXCERPT + 2)));
    const cut = signs.length > EXCERPT, shown = cut ? at[lead.start] + signs.slice(0, EXCERPT).join('').length : end;
    return errbook.maskedPart(raw, secrets, at[lead.start], shown) + (cut ? '…' : '');
  }

  function holes(table, glyphs, rule, claim) {
    const found = {};
    rule.all.forEach((number, n) => {
      const pattern = table.patterns[number], { start, end, lost } = claim.places[n];
      const { spans } = errbook.spans(pattern, glyphs, start, lost > 0 ? end : glyphs.length, lost > 0) || { spans: [] };
      for (let k = 0; k + 1 < spans.length; k++) {
        const { name } = pattern.holes[k];
        if (!Object.hasOwn(found, name)) found[name] = words(glyphs, spans[k][1], spans[k + 1][0]);
      }
    });
    return found;
  }

  /** The glyphs as they were written, every kind of white space as one blank, secrets masked. */
  function words({ raw, signs, gaps, at, secrets }, from, to) {
    let text = '', masked = 0, next = 0;
    for (let n = from; n < to; n++) {
      if (n > from && gaps[n] >= BLANK && at[n] >= masked) text += ' ';
      while (next < secrets.length && secrets[next].to <= at[n]) next++;
      if (next < secrets.length && secrets[next].from <= at[n]) {
        if (secrets[next].to > masked) text += secrets[next].mask;
        masked = secrets[next].to;
        continue;
      }
      const written = raw.codePointAt(at[n]), folded = written >= 0x41 && written <= 0x5a ? written + 32 : written;
      text += String.fromCodePoint(folded === signs[n] ? written : signs[n]);
    }
    return text;
  }

  /** What a text in this reading calls for. */
  function* recognizing(table, glyphs) {
    const places = yield* errbook.find(table, glyphs);
    const facets = yield* readFacets(table, glyphs, places);
    const { claims, misses } = yield* claim(table, glyphs, places, facets);
    const groups = dropNoise(table, yield* settle(table, claims, places, glyphs), places, misses, glyphs);
    return { glyphs, groups, misses, verdict: groups.length > 0 ? groups[0].verdict : NOTHING, score: groups.reduce((best, { claims }) => Math.max(best, claims[0].score), 0) };
  }

  /** The answer, in steps: that of the reading which says most. */
  function* explaining(table, text) {
    const plain = yield* errbook.normalizing(text);
    let found = yield* recognizing(table, plain);
    for (const reading of errbook.readings(table.words, plain)) {
      const glyphs = yield* reading();
      const other = glyphs ? yield* recognizing(table, glyphs) : found;
      if (other.verdict < found.verdict || (other.verdict === found.verdict && other.score > found.score)) found = other;
    }
    const { glyphs, misses } = found, groups = found.verdict < POSSIBLE ? errbook.assignRoles(glyphs, found.groups) : found.groups;
    // Found in the whole text, so that none is met from its middle or without its name.
    glyphs.secrets = groups.length > 0 ? yield* errbook.findingSecrets(text) : [];
    const hits = [];
    for (const group of groups) hits.push(yield* hit(table, glyphs, group));
    return { version: 1, hits, not: yield* nearestMisses(table, misses, groups) };
  }

  errbook.explain = (table, text) => errbook.drain(explaining(table, text));

  /** Calls `onDone` with the answer; the returned function cancels. */
  errbook.explainSlowly = function (table, text, onDone) {
    const work = explaining(table, text);
    let timer = setTimeout(slice, 0);
    function slice() {
      for (const end = Date.now() + SLICE; Date.now() < end;) {
        const step = work.next();
        if (step.done) return onDone(step.value);
      }
      timer = setTimeout(slice, 0);
    }
    return () => clearTimeout(timer);
  };
})(globalThis.errbook);
