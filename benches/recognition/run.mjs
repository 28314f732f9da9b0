// How well is an error recognized, and how often is an unknown one claimed?
//   node run.mjs ERRBOOK DIR [PYTHON]     (DIR: a folder with node_modules/typescript and node_modules/pagefind)
//   ONLY=rustc: one of the programs
// Closed world: all records are there. Open world: a fifth of them is removed, with five seeds; a `match` for a paste whose
// record was removed is a false claim. Codes are divided by hash: rules are mended on one half, judged on the other.
// Writes DIR/result.json, which report.mjs turns into docs/recognition.md.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errbook } from '../../tests/js/load.mjs';
import { all, versions } from './corpora.mjs';
import { bm25, documents, embeddings, pagefind } from './rivals.mjs';
import { bucket } from './typescript.mjs';

const [program, dir, python] = process.argv.slice(2);
const SEEDS = [1, 2, 3, 4, 5], CUT = 189, HARMLESS = 50_000, CLAIMED = 0.02;
// Thousands of documents would take the model longer than all the rest.
const MOST_EMBEDDED = 2000;
// The rivals know no other language.
const ENGLISH = ['real', 'made', 'en'];

const wrapped = (text, width) => text.split('\n').map((line) => line.replace(new RegExp(`(.{1,${width}})(?:\\s|$)`, 'g'), '$1\n').trimEnd()).join('\n');
const RENDERINGS = {
  plain: (paste) => paste.plain,
  pretty: (paste) => paste.pretty || null,
  'wrapped at 60': (paste) => wrapped(paste.plain, 60),
  'cut at 189': (paste) => (paste.plain.length > CUT ? paste.plain.slice(0, CUT) : null),
  'JSON-escaped': (paste) => JSON.stringify({ level: 'error', message: paste.plain, code: 2 }),
  'syslog-prefixed': (paste) => wrapped(paste.plain, 60).trimEnd().split('\n').map((line) => `May  3 10:11:00 host app[4711]: ${line}`).join('\n'),
};
const OPEN = ['plain', 'wrapped at 60', 'cut at 189'];
const half = (paste) => (bucket(paste.record, 'half', 2) === 0 ? 'development' : 'held-out');
const removedBy = (seed, record) => bucket(record, `seed ${seed}`, 5) === 0;
const say = (text) => process.stderr.write(`${text}\n`);
const compile = (records) => errbook.compileTable({ version: 1, records: records.map(({ record, signatures }) => ({ record, signatures: signatures.filter(({ all }) => all.length) })) });

function counts() { return { right: 0, possible: 0, other: 0, known: 0, claimed: 0, orphans: 0 }; }

/** Counts of one table over one rendering of pastes. */
function judged(table, pastes, render, isRemoved, missed) {
  const count = counts();
  for (const paste of pastes) {
    const text = render(paste);
    if (text === null) continue;
    const [first] = errbook.explain(table, text).hits, isMatch = first && first.verdict !== 'possible';
    if (paste.right.every(isRemoved)) {
      count.orphans++;
      if (isMatch) { count.claimed++; missed.push(['claimed', paste.record, text, first.record]); }
      continue;
    }
    count.known++;
    if (first && paste.right.includes(first.record)) count[isMatch ? 'right' : 'possible']++;
    else { count.other += isMatch ? 1 : 0; missed.push(['missed', paste.record, text, first ? `${first.record} ${first.verdict}` : 'none']); }
  }
  return count;
}

const added = (sum, count) => { for (const key of Object.keys(sum)) sum[key] += count[key]; return sum; };

/** In a closed and in an open world. */
function ours(corpus, missed) {
  const rows = [], halves = Map.groupBy(corpus.pastes, half), closed = compile(corpus.records);
  const open = SEEDS.map((seed) => [seed, compile(corpus.records.filter(({ record }) => !removedBy(seed, record)))]);
  for (const [name, pastes] of halves) {
    for (const [rendering, render] of Object.entries(RENDERINGS)) {
      const row = { corpus: corpus.name, half: name, rendering, closed: judged(closed, pastes, render, () => false, missed) };
      if (OPEN.includes(rendering)) row.open = open.reduce((sum, [seed, table]) => added(sum, judged(table, pastes, render, (record) => removedBy(seed, record), missed)), counts());
      rows.push(row);
    }
    const english = pastes.filter(({ kind }) => ENGLISH.includes(kind));
    rows.push({ corpus: corpus.name, half: name, rendering: 'plain, English', closed: judged(closed, english, RENDERINGS.plain, () => false, []), open: open.reduce((sum, [seed, table]) => added(sum, judged(table, english, RENDERINGS.plain, (record) => removedBy(seed, record), [])), counts()) });
    for (const [kind, some] of Map.groupBy(pastes, ({ kind: one }) => one)) rows.push({ corpus: corpus.name, half: name, rendering: `plain, ${kind}`, closed: judged(closed, some, RENDERINGS.plain, () => false, []) });
  }
  return rows;
}

/** Right in a closed world; in an open one the share that is kept where at most two of a hundred orphans are claimed. */
function rival(name, corpus, pastes, docs, found) {
  const first = (list, isRemoved) => list.find(([n]) => !isRemoved(docs[n].record));
  const right = pastes.filter((paste, n) => { const [best] = found[n]; return best && paste.right.includes(docs[best[0]].record); }).length;
  const orphans = [], known = [];
  for (const seed of SEEDS) {
    const isRemoved = (record) => removedBy(seed, record);
    pastes.forEach((paste, n) => {
      const best = first(found[n], isRemoved), score = best ? best[1] : -Infinity;
      if (paste.right.every(isRemoved)) orphans.push(score);
      else known.push([score, Boolean(best) && paste.right.includes(docs[best[0]].record)]);
    });
  }
  const sorted = orphans.toSorted((a, b) => b - a), at = (share) => sorted[Math.floor(share * sorted.length)] ?? -Infinity;
  const kept = (threshold) => known.filter(([score, isRight]) => isRight && score > threshold).length;
  const curve = [0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1].map((share) => [share, kept(share === 1 ? -Infinity : at(share)) / known.length]);
  return { corpus: corpus.name, name, right, of: pastes.length, kept: kept(at(CLAIMED)), known: known.length, orphans: orphans.length, curve };
}

/** Lines of the documentation and changelogs that the packages of this project ship, and of the system's logs. */
function harmless() {
  const lines = new Set(), text = /(?:readme|changelog|changes|history|news|license|contributing|\.log|\.md|\.txt)[^/]*$/i;
  const places = ['node_modules', `${process.env.CARGO_HOME || `${process.env.HOME}/.cargo`}/registry/src`, '/var/log', '/usr/share/doc'];
  for (const place of places.filter(existsSync)) {
    const names = readdirSync(place, { recursive: true }).filter((name) => text.test(name)).sort();
    for (const name of names) {
      if (lines.size >= HARMLESS * 1.2) return [...lines];
      let whole = '';
      try { whole = readFileSync(join(place, name), 'utf8'); } catch { continue; }
      for (const line of whole.split('\n')) if (line.trim().length > 20 && line.length < 400 && !line.includes('\ufffd')) lines.add(line);
    }
  }
  return [...lines];
}

const started = Date.now(), missed = [], rows = [], rivals = [];
const corpora = all(program, dir, process.env.ONLY);
for (const corpus of corpora) {
  say(`${corpus.name}: ${corpus.records.length} records, ${corpus.pastes.length} pastes, ${Math.round((Date.now() - started) / 1000)} s`);
  rows.push(...ours(corpus, missed));
  const judges = corpus.pastes.filter((paste) => half(paste) === 'held-out' && ENGLISH.includes(paste.kind)), docs = documents(corpus.records), queries = judges.map(({ plain }) => plain.replace(/^\S+ ?[:：] (?:error(?: \w+)?: )?/u, ''));
  const tried = { BM25: () => bm25(docs, queries), Pagefind: () => pagefind(dir, corpus.name, docs, queries), 'all-MiniLM-L6-v2': () => (python && docs.length <= MOST_EMBEDDED ? embeddings(python, docs, queries) : null) };
  for (const [name, search] of Object.entries(tried)) {
    const found = await search();
    if (found) rivals.push(rival(name, corpus, judges, docs, found));
    say(`  ${name}, ${Math.round((Date.now() - started) / 1000)} s`);
  }
}
say('harmless lines');
const table = compile(corpora.flatMap(({ records }) => records)), lines = harmless();
const claims = lines.filter((line) => errbook.explain(table, line).hits.some(({ verdict }) => verdict !== 'possible'));
const result = {
  date: new Date().toISOString().slice(0, 10), versions: versions(dir), seconds: Math.round((Date.now() - started) / 1000),
  corpora: corpora.map(({ name, records, pastes }) => ({ name, records: records.length, pastes: pastes.length, codes: new Set(pastes.map(({ record }) => record)).size })),
  rows, rivals, harmless: { lines: lines.length, claims },
};
writeFileSync(join(dir, 'result.json'), JSON.stringify(result, null, 1));
writeFileSync(join(dir, 'missed.jsonl'), missed.map((one) => JSON.stringify(one)).join('\n'));
