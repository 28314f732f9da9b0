// What only a page asks of the matcher: huge texts in slices, with the table of our records. tests/matcher.rs hands it over,
// because scripts read no YAML. Usage: node huge.mjs TABLE.json
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { errbook, read } from './load.mjs';

const table = errbook.compileTable(JSON.parse(readFileSync(process.argv[2], 'utf8')));
const MEGABYTES = 5 << 20;

/** Deterministic dice. */
function dice(seed) {
  let state = seed;
  return (bound) => { state = (Math.imul(state, 1664525) + 1013904223) >>> 0; return state % bound; };
}

const roll = dice(8403);
const signs = Array.from({ length: 65536 }, () => String.fromCharCode(32 + roll(0xd000))).join('');
const HUGE = {
  'random signs': signs.repeat(Math.ceil(MEGABYTES / signs.length)),
  'one line of one letter': 'a'.repeat(MEGABYTES),
  'all backslashes': '\\'.repeat(MEGABYTES),
  'all slashes and names': '/Users/'.repeat(MEGABYTES / 7),
  'braces 10,000 deep': '{"error":'.repeat(10000) + '1' + '}'.repeat(10000),
  'quotes and ampersands': '&amp;"'.repeat(MEGABYTES / 6),
  'empty lines': '\n'.repeat(MEGABYTES),
  'beginnings of a phrase': 'OAuth token does not meet scope '.repeat(MEGABYTES / 32),
  'the same error over and over': '{"type":"permission_error","message":"Permission denied"}\n'.repeat(MEGABYTES / 57),
  'nothing but holes to fill': 'prompt is too long: '.repeat(MEGABYTES / 20),
};

/** Nothing linear needs longer than this for 5 MB, even on a busy machine; anything quadratic does. */
const BOUND = 30_000;

for (const [what, text] of Object.entries(HUGE)) {
  test(`5 MB of ${what} are answered within a bound, in slices`, async () => {
    const start = Date.now();
    let longest = 0, last = Date.now();
    const watch = setInterval(() => { longest = Math.max(longest, Date.now() - last); last = Date.now(); }, 5);
    const answer = await new Promise((done) => { errbook.explainSlowly(table, text, done); });
    clearInterval(watch);
    assert.equal(answer.version, 1);
    assert.ok(Date.now() - start < BOUND, `${Date.now() - start} ms`);
    console.log(`${what}: ${Date.now() - start} ms, longest pause ${longest} ms`);
  });
}

test('in slices or at once, the answer is the same', async () => {
  const text = JSON.parse(read('tests/data/pastes.jsonl').split('\n')[0]).text;
  const slowly = await new Promise((done) => { errbook.explainSlowly(table, text, done); });
  assert.deepEqual(slowly, errbook.explain(table, text));
});

test('a cancelled answer never comes', async () => {
  let answered = false;
  errbook.explainSlowly(table, 'overloaded_error', () => { answered = true; })();
  await new Promise((done) => { setTimeout(done, 30); });
  assert.equal(answered, false);
});

test('5 MB are redacted within a bound', () => {
  for (const [what, text] of Object.entries(HUGE)) {
    const start = Date.now();
    errbook.redact(text);
    assert.ok(Date.now() - start < BOUND, `${what}: ${Date.now() - start} ms`);
  }
});
