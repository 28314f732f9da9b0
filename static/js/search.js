// What the paste box answers: which records a text calls for, and where the words of a query stand.
// Pure: no page is needed, only the index.
globalThis.errbook = globalThis.errbook || {};

(function (errbook) {
  'use strict';

  /** Milliseconds of one slice of work: below what a hand notices. */
  const SLICE = 12;
  /** Up to here a text is answered at once; beyond, in slices. */
  const SMALL = 20000;
  /** The most match shards for one text. */
  const MOST_SHARDS = 24;
  /** How much a word counts in the title, among the facets, in the error text, in the summary, in a table, elsewhere. */
  const WORTH = [12, 10, 8, 6, 6, 2], EXACT = 2, RARE = 10;
  /** A name in so many records is as common as a word can be. Twin of COMMON in src/pages/index. */
  const COMMON = 256;
  const SHOWN = 10, KEYS = 60, TERMS = 8, SLIPPING = 5, LEADING = 40, FAR = 1000, QUERY = 100, NEAREST = 3;

  /**
   * Does work in slices, so that the page stays alive.
   * @param {Generator} work @param {{cancelled: boolean}} turn
   */
  async function slowly(work, turn) {
    for (;;) {
      for (const end = Date.now() + SLICE; Date.now() < end;) {
        const step = work.next();
        if (step.done) return step.value;
      }
      await new Promise((done) => { setTimeout(done, 0); });
      if (turn.cancelled) throw new errbook.Cancelled();
    }
  }

  /** Thrown by what was overtaken by a newer text. */
  errbook.Cancelled = class extends Error {};

  /** Whether words are looked up rather than an error recognised. @param {string} text */
  errbook.isQuery = (text) => text.length <= QUERY && !/\n/.test(text.trim()) && errbook.wordsOf(text).length <= TERMS;

  /**
   * The part of the table that can matter for the text, and the numbers of its records.
   * @param {string} text @param {{cancelled: boolean}} turn
   */
  async function partFor(text, turn) {
    const root = await errbook.openIndex();
    const glyphs = await slowly(errbook.normalizing(text), turn);
    const clues = new Set(await slowly(errbook.readingClues(glyphs, errbook.isFiled), turn));
    // Underscores make no difference to clues, so the words that have some need not be known.
    for (const reading of errbook.readings(new Map(), glyphs)) {
      const other = await slowly(reading(), turn);
      if (other) for (const clue of await slowly(errbook.readingClues(other, errbook.isFiled), turn)) clues.add(clue);
    }
    /** @type {Map<number, string[]>} */
    const wanted = new Map();
    for (const clue of clues) {
      const number = clue % root.match, key = Math.floor(clue / root.match).toString(36);
      if (!wanted.has(number)) wanted.set(number, []);
      wanted.get(number).push(key);
    }
    const numbers = [...wanted.keys()].slice(0, root.match > 1 ? MOST_SHARDS : 1);
    const shards = await errbook.shards(numbers.map((number) => `match-${number}`));
    if (turn.cancelled) throw new errbook.Cancelled();
    const part = new Part();
    shards.forEach((shard, n) => {
      for (const key of wanted.get(numbers[n])) for (const filed of shard[key] || []) part.add(filed);
    });
    return { table: part.table(), records: part.numbers, whole: numbers.length === wanted.size };
  }

  /** Gathers what is filed under the clues of a text. */
  class Part {
    constructor() {
      /** @type {Map<string, {record: string, noise: string[], evidence: string[], signatures: any[]}>} */
      this.entries = new Map();
      /** @type {Map<string, number>} */
      this.numbers = new Map();
      /** @type {string[]} */
      this.types = [];
      /** @type {string[]} */
      this.noise = [];
    }

    /** An error type, noise, or a signature: record, slug, number, fragments and the rest. */
    add(/** @type {any[]} */ filed) {
      if (typeof filed[0] === 'string') {
        this.types.push(filed[0]);
        return;
      }
      if (Array.isArray(filed[0])) {
        this.noise.push(filed[0][0]);
        return;
      }
      const [number, slug, nth, all, rest] = filed, record = `${errbook.programOf(number)[0]}/${slug}`;
      let entry = this.entries.get(record);
      if (!entry) this.entries.set(record, entry = { record, noise: rest.noise || [], evidence: rest.e || [], signatures: [] });
      this.numbers.set(record, number);
      const fragments = typeof all === 'string' ? [all] : all, not = rest.not || [];
      entry.signatures[nth] = {
        all: fragments, any: rest.any, fallback: rest.f === 1, order: rest.o === 1, start: rest.b === 1, cause: rest.c, status: rest.s, type: rest.t,
        not: not.map((/** @type {[string, string, number?]} */ [text, why, here]) => ({ text, why, here: here === 1 })),
      };
    }

    table() {
      // Signatures that cannot matter leave gaps, which `filter` closes.
      const records = [...this.entries.values()].map((entry) => ({ ...entry, signatures: entry.signatures.filter(Boolean) }));
      return errbook.compileTable({ version: 1, records, types: this.types, noise: this.noise });
    }
  }

  /**
   * The same answer as that of the whole table, with the number of every record in it.
   * @param {string} text @param {{cancelled: boolean}} turn
   */
  errbook.recognize = async function (text, turn = { cancelled: false }) {
    const { table, records, whole } = await partFor(text, turn);
    const answer = text.length <= SMALL ? errbook.explain(table, text) : await explained(table, text, turn);
    return { answer, records, whole };
  };

  /** @param {any} table @param {string} text @param {{cancelled: boolean}} turn */
  function explained(table, text, turn) {
    return new Promise((done, fail) => {
      const cancel = errbook.explainSlowly(table, text, (/** @type {any} */ answer) => { clearInterval(watch); done(answer); });
      const watch = setInterval(() => {
        if (!turn.cancelled) return;
        clearInterval(watch);
        cancel();
        fail(new errbook.Cancelled());
      }, 50);
    });
  }

  /** Filters, phrases and words of a query. @param {string} text */
  function parse(text) {
    const filters = [], phrases = [];
    const facets = ['program', ...errbook.facets()].join('|');
    let rest = text.replace(new RegExp(`\\b(${facets}):(\\S*)`, 'g'), (_, name, value) => { if (value) filters.push([name, value]); return ' '; });
    rest = rest.replace(/["“]([^"“”]+)["”]/g, (_, phrase) => { phrases.push(phrase.trim().toLowerCase()); return ` ${phrase} `; });
    return { filters, phrases, words: errbook.wordsOf(rest).slice(0, TERMS) };
  }

  /**
   * Where words that begin so stand, or the name that is just so: record → the best place of the best of them.
   * @param {string} key @param {boolean} whole only the key itself @param {string} [symbol] how it is written
   */
  async function standing(key, whole, symbol = key) {
    const root = await errbook.openIndex(), best = new Map();
    const [shard] = await errbook.shards([`words-${errbook.wordShard(key, root.words)}`]);
    // The word itself, then the shortest that begin with it.
    const prefix = whole || Array.from(key).length < 3 ? [] : Object.keys(shard).filter((other) => other !== key && !other.includes(':') && other.startsWith(key));
    prefix.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
    const keys = Object.hasOwn(shard, key) ? [key, ...prefix] : prefix;
    let common = false;
    const count = (/** @type {{record: number, place: number}[]} */ found, /** @type {string} */ word, exact = false, many = false) => {
      common = common || (many && exact);
      const rarity = many ? 1 : Math.max(1, RARE - Math.floor(Math.log2(found.length)));
      for (const { record, place } of found) {
        const score = WORTH[Math.min(place, WORTH.length - 1)] * (exact ? EXACT : 1) * rarity, seen = best.get(record);
        if (!seen || seen.score < score) best.set(record, { score, place, word });
      }
    };
    for (const other of keys.slice(0, KEYS)) {
      const value = shard[other], snake = value.at(-1) === '_';
      const [postings, written] = typeof value === 'string' ? [value, snake ? other.replaceAll('-', '_') : other] : value;
      const { found, common: many } = errbook.standing(postings);
      count(found, written, other === key, many);
    }
    // A name with a number in it has its letters only where it tells most.
    if (/[0-9]/.test(key) && !key.includes(':')) {
      const { number, print } = errbook.nameShard(key, root.names);
      const [names] = await errbook.shards([`names-${number}`]), found = errbook.namesakes(names, print);
      count(found, symbol, true, found.length >= COMMON);
    }
    return { best, common };
  }

  /** Whether one slip of a finger lies between two words: a letter more, less, other, or two exchanged. @param {string} a @param {string} b */
  function oneSlip(a, b) {
    if (Math.abs(a.length - b.length) > 1) return false;
    let start = 0;
    while (start < a.length && a[start] === b[start]) start++;
    const rest = a.slice(start), other = b.slice(start);
    return rest.slice(1) === other.slice(1) || rest.slice(1) === other || rest === other.slice(1)
      || (rest[0] === other[1] && rest[1] === other[0] && rest.slice(2) === other.slice(2));
  }

  /** What somebody meant who wrote a word that is nowhere. @param {string} key */
  async function meant(key) {
    if (key.length < SLIPPING || key.includes(':')) return null;
    const root = await errbook.openIndex(), [shard] = await errbook.shards([`words-${errbook.wordShard(key, root.words)}`]);
    const near = Object.keys(shard).filter((other) => oneSlip(key, other));
    return near.sort((a, b) => b.length - a.length || (a < b ? -1 : 1))[0] || null;
  }

  /** A word that nothing begins with may be misspelled, or made of parts. @param {{key: string, parts: string[], symbol: string}} word */
  async function term(word) {
    const found = await standing(word.key, false, word.symbol);
    if (found.best.size > 0) return [found];
    const other = await meant(word.key);
    if (other) {
      const near = await standing(other, true);
      return [{ ...near, meant: [...near.best.values()][0]?.word }];
    }
    if (word.parts.length < 2) return [found];
    return Promise.all(word.parts.filter((part) => part.length > 1).map((part) => standing(part, false)));
  }

  /** The records that a filter lets through. @param {string[]} filter @returns {Promise<(record: number) => boolean>} */
  async function passing([name, value]) {
    if (name === 'program') return (record) => errbook.programOf(record)[0] === value;
    const { best } = await standing(`${name}:${value}`, true);
    return (record) => best.has(record);
  }

  /** The records of a filter, for a query that has nothing else. @param {string[]} filter */
  async function listed([name, value]) {
    if (name !== 'program') return (await standing(`${name}:${value}`, true)).best;
    const { programs, records } = await errbook.openIndex(), n = programs.findIndex((/** @type {any} */ program) => program[0] === value);
    const from = n < 0 ? records : programs[n][2], to = n + 1 < programs.length ? programs[n + 1][2] : records;
    return new Map(Array.from({ length: Math.max(0, to - from) }, (_, k) => [from + k, { score: 1, place: 1, word: value }]));
  }

  /**
   * The records in which the words of a query stand, best first.
   * @param {string} text @param {{cancelled: boolean}} turn
   */
  errbook.lookUp = async function (text, turn = { cancelled: false }) {
    const { filters, phrases, words } = parse(text), root = await errbook.openIndex();
    const terms = (await Promise.all(words.map(term))).flat();
    if (terms.length === 0 && filters.length > 0) terms.push({ best: await listed(filters[0]), common: false });
    const passes = await Promise.all(filters.map(passing));
    if (turn.cancelled) throw new errbook.Cancelled();
    const { ranked, partial } = rank(terms, passes);
    const bare = text.trim().toLowerCase(), leading = ranked.slice(0, LEADING);
    const cards = await errbook.cards(leading.map(({ record }) => record));
    // For a bare status or type the page of the general case comes first: its title is the status, the type and little more.
    const general = (/** @type {{record: number}} */ { record }) => {
      const { status, type, title } = cards.get(record);
      return (String(status) === bare || type === bare) && title.startsWith(String(status)) ? title.length + (title.includes(type) ? 0 : FAR) : Infinity;
    };
    if (words.length === 1) leading.sort((a, b) => (general(a) === general(b) ? 0 : general(a) - general(b)));
    const shown = leading.slice(0, SHOWN);
    const results = shown.map(({ record, why }) => {
      const card = cards.get(record), said = [card.title, card.summary, card.first, ...card.causes.map((/** @type {any} */ { title, text }) => `${title} ${text}`)].join('\n').toLowerCase();
      return { card, why: placesOf(why, root.places), literal: phrases.every((phrase) => said.includes(phrase)) };
    });
    if (phrases.length > 0) results.sort((a, b) => Number(b.literal) - Number(a.literal));
    const corrected = terms.map((/** @type {any} */ found) => found.meant).filter(Boolean);
    return { results, total: ranked.length, partial, corrected };
  };

  /** A record must have every word that is not too common to count; if none has, those with most of them. */
  function rank(/** @type {any[]} */ terms, /** @type {((record: number) => boolean)[]} */ passes) {
    const strict = terms.filter(({ common }) => !common), needed = strict.length > 0 ? strict : terms;
    /** @type {Map<number, {record: number, score: number, hits: number, why: any[]}>} */
    const all = new Map();
    for (const found of terms) {
      for (const [record, { score, place, word }] of found.best) {
        if (!all.has(record)) all.set(record, { record, score: 0, hits: 0, why: [] });
        const sum = all.get(record);
        sum.score += score;
        sum.hits += needed.includes(found) ? 1 : 0;
        sum.why.push({ place, word });
      }
    }
    const passed = [...all.values()].filter(({ record }) => passes.every((pass) => pass(record)));
    const most = passed.reduce((best, { hits }) => Math.max(best, hits), 0);
    const ranked = passed.filter(({ hits }) => hits === most && hits > 0);
    ranked.sort((a, b) => b.score - a.score || a.record - b.record);
    return { ranked, partial: most < needed.length };
  }

  /** The sections, and the words found there. */
  function placesOf(/** @type {{place: number, word: string}[]} */ why, /** @type {string[]} */ names) {
    /** @type {Map<number, Set<string>>} */
    const places = new Map();
    for (const { place, word } of why) {
      if (!places.has(place)) places.set(place, new Set());
      places.get(place).add(word);
    }
    return [...places].sort(([a], [b]) => a - b).map(([place, words]) => ({ name: names[place], words: [...words] }));
  }

  /**
   * The records nearest to a text that none of them matches: what the matcher ruled out, then what shares rare words.
   * @param {{record: string, why: string}[]} misses @param {Map<string, number>} records @param {string} text
   */
  errbook.nearest = async function (misses, records, text) {
    const cards = await errbook.cards(misses.map(({ record }) => records.get(record)));
    const near = misses.map(({ record, why }) => ({ card: cards.get(records.get(record)), why }));
    if (near.length >= NEAREST) return near.slice(0, NEAREST);
    // Symbols tell most, and the longer the more.
    const weight = (/** @type {{key: string, parts: string[]}} */ { key, parts }) => key.length + 8 * (parts.length - 1);
    const words = [...new Map(errbook.wordsOf(text.slice(0, SMALL)).filter(({ key }) => /[a-z]{3}/.test(key)).map((word) => [word.key, word])).values()];
    words.sort((a, b) => weight(b) - weight(a) || (a.key < b.key ? -1 : 1));
    const asked = words.slice(0, TERMS).map(({ key, symbol }) => standing(key, true, symbol));
    const terms = (await Promise.all(asked)).filter(({ common }) => !common);
    const { ranked } = rank(terms, []), known = new Set(near.map(({ card }) => card.id));
    const more = await errbook.cards(ranked.slice(0, NEAREST).map(({ record }) => record));
    for (const { record, why } of ranked.slice(0, NEAREST)) {
      const card = more.get(record), said = [...new Set(why.map(({ word }) => `“${word}”`))].join(', ');
      if (!known.has(card.id)) near.push({ card, why: `it only shares ${said}` });
    }
    return near.slice(0, NEAREST);
  };
})(globalThis.errbook);
