// The page's matcher over the cases that the Rust one reads too. Run: node --test tests/js/
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { errbook, read, root } from './load.mjs';

/** Whether everything that is expected is there; what is not mentioned may be anything. */
function check(expected, found, path) {
  if (Array.isArray(expected)) {
    assert.equal(found.length, expected.length, `${path}: ${JSON.stringify(found)}`);
    expected.forEach((item, n) => check(item, found[n], `${path}[${n}]`));
  } else if (expected !== null && typeof expected === 'object') {
    for (const key of Object.keys(expected)) {
      if (key === 'holes') assert.deepEqual({ ...found.holes }, expected.holes, path);
      else check(expected[key], found[key] ?? null, `${path}.${key}`);
    }
  } else {
    assert.equal(found, expected, path);
  }
}

for (const name of readdirSync(new URL('tests/parity/', root))) {
  const file = JSON.parse(read(`tests/parity/${name}`));
  for (const { name: what, text, redacted } of file.redact || []) {
    test(`${name}: ${what}`, () => assert.equal(errbook.redact(text), redacted));
  }
  const table = file.table && errbook.compileTable(file.table);
  for (const { name: what, text, hits, not } of file.cases || []) {
    test(`${name}: ${what}`, () => {
      const answer = errbook.explain(table, text);
      check(hits, answer.hits, 'hits');
      if (not) check(not, answer.not, 'not');
    });
  }
}

test('places show what was declared and nothing else', () => {
  const { places } = JSON.parse(read('tests/parity/places.json'));
  for (const { place, value, shown } of places) {
    const [, hole, kind] = /^hole:([a-z0-9_-]+)(?::(.*))?$/.exec(place) || [];
    assert.equal(Boolean(hole) && errbook.admits(kind, value), shown, JSON.stringify({ place, value }));
  }
});
