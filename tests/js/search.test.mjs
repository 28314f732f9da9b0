// How the page's scripts take queries and postings apart; what they find is tried by tests/index.rs and tests/paste.rs.
import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { asked, open } from './index.mjs';
import { errbook } from './load.mjs';

test('a symbol is looked up as a whole and by its parts', () => {
  assert.deepEqual(errbook.wordsOf('SecKeychainSearchCopyNext'), [{ key: 'seckeychainsearchcopynext', parts: ['sec', 'keychain', 'search', 'copy', 'next'], symbol: 'SecKeychainSearchCopyNext' }]);
  assert.deepEqual(errbook.wordsOf('files_api io::Error').map(({ key }) => key), ['files-api', 'io-error']);
  assert.deepEqual(errbook.wordsOf('HTTPServer, a 403').map(({ key }) => key), ['httpserver', '403']);
});

test('postings are decoded as they are written', () => {
  assert.deepEqual(errbook.standing('AC3B11'), { found: [{ record: 0, place: 0 }, { record: 3, place: 2 }, { record: 40, place: 1 }], common: false });
  assert.equal(errbook.standing('~A1').common, true);
});

test('names are told apart by their fingerprints', () => {
  const shard = { A: '30001', B: '30011z020010', C: 'zzzz090012', E: '00001' };
  assert.deepEqual(errbook.namesakes(shard, '0001'), [{ record: 3, place: 0 }, { record: 0, place: 4 }]);
  assert.deepEqual(errbook.namesakes(shard, '0010'), [{ record: 40, place: 1 }]);
  assert.deepEqual(errbook.namesakes(shard, '0012'), [{ record: 1330 + 35 + 9, place: 2 }]);
  const { number, print } = errbook.nameShard('retry-after', 7);
  assert.ok(number < 7 && /^[0-9a-z]{4}$/.test(print));
  assert.notEqual(print, errbook.nameShard('retry-aftes', 7).print);
});

test('words that begin alike are in one shard, facets by their whole name', () => {
  assert.equal(errbook.wordShard('keychain', 64), errbook.wordShard('key', 64));
  assert.notEqual(errbook.wordShard('type:a', 4096), errbook.wordShard('type:b', 4096));
});

test('a short line is a query, a paste is not', () => {
  for (const query of ['CopyNext', '"prompt is too long"', 'status:403 permission']) assert.equal(errbook.isQuery(query), true, query);
  for (const paste of ['one\ntwo', 'x'.repeat(200), 'a1 b2 c3 d4 e5 f6 g7 h8 i9']) assert.equal(errbook.isQuery(paste), false, paste);
});

/** A site of nothing but an index. */
function site(edition, shards) {
  const folder = mkdtempSync(join(tmpdir(), 'errbook-'));
  put(folder, edition, shards);
  return folder;
}

function put(folder, edition, shards) {
  const root = { records: 1, edition, match: 1, words: 1, names: 1, meta: 1, each: 1, filter: { bits: 'AA==', turns: 1 }, places: ['Title'], programs: [['a', 'A', 0]] };
  mkdirSync(join(folder, 'assets/index', edition), { recursive: true });
  writeFileSync(join(folder, 'assets/index.js'), `errbook.index(${JSON.stringify(root)});`);
  for (const [name, data] of Object.entries(shards)) writeFileSync(join(folder, 'assets/index', edition, `${name}.js`), `errbook.shard(${JSON.stringify(name)}, ${JSON.stringify(deflateRawSync(JSON.stringify(data)).toString('base64'))});`);
}

test('a shard is asked for once, and again only after it failed', async () => {
  const folder = site('one', { 'meta-0': [['x', 'X', 'An x.', 'n', 0, '']] });
  await open(folder);
  await Promise.all([errbook.cards([0]), errbook.cards([0])]);
  assert.equal(asked.filter((href) => href.includes('meta-0')).length, 1);
  assert.equal((await errbook.cards([0])).get(0).id, 'a/x');
  await assert.rejects(errbook.shards(['words-0']));
  await assert.rejects(errbook.shards(['words-0']));
  assert.equal(asked.filter((href) => href.includes('words-0')).length, 2);
  rmSync(folder, { recursive: true });
});

test('a page that is older than the site asks the new index', async () => {
  const folder = site('old', {});
  await open(folder);
  put(folder, 'new', { 'meta-0': [['y', 'Y', 'A y.', 'n', 0, '']] });
  await assert.rejects(errbook.shards(['meta-0']), errbook.Moved);
  assert.equal((await errbook.cards([0])).get(0).id, 'a/y');
  rmSync(folder, { recursive: true });
});

test('what was overtaken is given up', async () => {
  const folder = site('one', { 'match-0': {} });
  await open(folder);
  const turn = { cancelled: false }, work = errbook.recognize('word '.repeat(200000), turn);
  turn.cancelled = true;
  await assert.rejects(work, errbook.Cancelled);
  rmSync(folder, { recursive: true });
});
