// The index: its root, and the shards that a text calls for. Shards are classic scripts named by numbers and a hash;
// nothing else is ever asked for, and nothing of the text goes with it.
globalThis.errbook = globalThis.errbook || {};

(function (errbook) {
  'use strict';

  /** What came, packed. @type {Map<string, string>} */
  let known = new Map();
  /** @type {Map<string, Promise<any>>} */
  let asked = new Map();
  /** @type {any} */
  let root = null;
  /** @type {Promise<any> | null} */
  let ready = null;
  let address = 'assets/index.js';

  /** The root of the index calls this. */
  errbook.index = function (/** @type {any} */ data) {
    root = data;
    root.bits = atob(root.filter.bits);
  };

  /** Every shard calls this. */
  errbook.shard = function (/** @type {string} */ name, /** @type {string} */ packed) {
    known.set(name, packed);
  };

  /** @param {string} packed @returns {Promise<any>} */
  async function unpack(packed) {
    const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return JSON.parse(await new Response(stream).text());
  }

  /** Loads a classic script; a test brings its own. @param {string} href @returns {Promise<void>} */
  errbook.load = (href) => new Promise((done, fail) => {
    const script = document.createElement('script');
    script.src = href;
    script.onload = () => { script.remove(); done(); };
    script.onerror = () => { script.remove(); fail(new Error('a part of the index could not be loaded')); };
    document.head.append(script);
  });

  /** Where the root is; asking twice loads it once. @param {string} [href] @returns {Promise<any>} the root */
  errbook.openIndex = function (href) {
    if (href) address = href;
    ready = ready || errbook.load(address).then(() => root);
    // What failed may succeed when asked again.
    ready.catch(() => { ready = null; });
    return ready;
  };

  /** What narrows a search beside the program: as the root says, once it is here. @returns {string[]} */
  errbook.facets = () => (root ? root.facets : ['status', 'type']);

  /** Forgets everything: for tests, and when the site was replaced under an open page. */
  errbook.closeIndex = function () {
    known = new Map();
    asked = new Map();
    root = ready = null;
  };

  /** @param {string} name @returns {Promise<any>} */
  function shard(name) {
    let coming = asked.get(name);
    if (!coming) {
      const here = known.has(name), file = `${address.split('?')[0].replace(/\.js$/, '')}/${root.edition}/${name}.js`;
      coming = (here ? Promise.resolve() : errbook.load(file)).then(() => unpack(known.get(name) || ''));
      asked.set(name, coming);
      coming.catch(() => asked.delete(name));
    }
    return coming;
  }

  /** The shards of these names. @param {string[]} names @returns {Promise<any[]>} */
  errbook.shards = async function (names) {
    await errbook.openIndex();
    const edition = root.edition;
    try {
      return await Promise.all(names.map(shard));
    } catch (error) {
      // The site may have been built anew since this page was opened: its root then names another edition.
      const old = address;
      errbook.closeIndex();
      await errbook.openIndex(`${old.split('?')[0]}?${Date.now()}`);
      if (root.edition === edition) throw error;
      throw new errbook.Moved('the index has changed');
    }
  };

  /** Thrown when everything has to be asked again, of a newer index. */
  errbook.Moved = class extends Error {};

  /** Whether anything may be filed under the clue. @param {number} clue */
  errbook.isFiled = function (clue) {
    const { bits, filter } = root, size = bits.length * 8, step = (Math.imul(clue, 0x9e3779b1) >>> 7) | 1;
    for (let turn = 0; turn < filter.turns; turn++) {
      const bit = ((clue + Math.imul(turn, step)) >>> 0) % size;
      if (!(bits.charCodeAt(bit >> 3) & (1 << (bit & 7)))) return false;
    }
    return true;
  };

  /** The program of a record. @param {number} record */
  errbook.programOf = (record) => {
    const later = root.programs.findIndex((/** @type {any} */ program) => program[2] > record);
    return root.programs[(later < 0 ? root.programs.length : later) - 1];
  };

  /** @param {any[]} fields */
  const cause = ([number, id, title, text, code]) => ({ number, id, title, text, code });

  /**
   * What stands on the cards of these records.
   * @param {number[]} records
   * @returns {Promise<Map<number, any>>}
   */
  errbook.cards = async function (records) {
    const { each } = await errbook.openIndex();
    const numbers = [...new Set(records.map((record) => Math.floor(record / each)))];
    const loaded = await errbook.shards(numbers.map((number) => `meta-${number}`));
    return new Map(records.map((record) => {
      const fields = loaded[numbers.indexOf(Math.floor(record / each))][record % each];
      const [slug, title, summary, retry, status, type, first, count, causes] = fields, program = errbook.programOf(record);
      return [record, { id: `${program[0]}/${slug}`, program: program[0], programTitle: program[1], title, summary, retry, status, type, first: first || '', count: count || 0, causes: (causes || []).map(cause) }];
    }));
  };
})(globalThis.errbook);
