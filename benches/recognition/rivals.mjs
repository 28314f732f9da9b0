// What else finds a text: BM25, Pagefind, sentence embeddings. Each gets one document for each record, its English text, and
// gives, for each paste, documents with their scores, best first.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const KEPT = 40;
const words = (text) => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) || [];

/** The first signature as text: its fragments without their holes. */
export const documents = (records) => records.flatMap(({ record, signatures }) => signatures.slice(0, 1).map(({ all }) => ({ record, text: all.join('\n').replace(/\{[a-z0-9_:-]+\}/g, ' ').replaceAll('{{', '{').replaceAll('}}', '}') })));

export function bm25(docs, queries) {
  const K = 1.2, B = 0.75, postings = new Map(), lengths = docs.map(({ text }) => words(text).length);
  const mean = lengths.reduce((sum, length) => sum + length, 0) / docs.length;
  docs.forEach(({ text }, n) => {
    const counts = new Map();
    for (const word of words(text)) counts.set(word, (counts.get(word) || 0) + 1);
    for (const [word, count] of counts) postings.set(word, [...(postings.get(word) || []), [n, count]]);
  });
  return queries.map((query) => {
    const scores = new Map();
    for (const word of new Set(words(query))) {
      const list = postings.get(word) || [], idf = Math.log(1 + (docs.length - list.length + 0.5) / (list.length + 0.5));
      for (const [n, count] of list) scores.set(n, (scores.get(n) || 0) + (idf * count * (K + 1)) / (count + K * (1 - B + (B * lengths[n]) / mean)));
    }
    return [...scores].sort((a, b) => b[1] - a[1]).slice(0, KEPT);
  });
}

/** Its own search script, on an index of one page for each document. */
export async function pagefind(dir, name, docs, queries) {
  const { createIndex } = await import(pathToFileURL(join(dir, 'node_modules/pagefind/lib/index.js')).href);
  const { index } = await createIndex({ forceLanguage: 'en' });
  for (const [n, { text }] of docs.entries()) await index.addCustomRecord({ url: `/${n}`, content: text || '-', language: 'en', meta: { title: String(n) } });
  // Its script is loaded once for each folder.
  const out = join(dir, `pagefind-${name}`);
  await index.writeFiles({ outputPath: out });
  const plain = globalThis.fetch;
  globalThis.fetch = async (url) => new Response(readFileSync(new URL(String(url).split('?')[0], pathToFileURL(`${out}/`))));
  globalThis.window = globalThis;
  globalThis.location = new URL(pathToFileURL(`${out}/`).href);
  globalThis.document = { querySelector: () => ({ getAttribute: () => 'en' }), currentScript: null };
  const search = await import(pathToFileURL(join(out, 'pagefind.js')).href);
  await search.options({ basePath: `${pathToFileURL(out).href}/` });
  const found = [], numbers = new Map();
  const number = async ({ id, data }) => {
    if (!numbers.has(id)) numbers.set(id, Number((await data()).meta.title));
    return numbers.get(id);
  };
  for (const query of queries) {
    const { results } = await search.search(words(query).slice(0, 60).join(' '));
    const some = [];
    for (const result of results.slice(0, 10)) some.push([await number(result), result.score]);
    found.push(some);
  }
  globalThis.fetch = plain;
  return found;
}

export function embeddings(python, docs, queries) {
  const input = JSON.stringify({ documents: docs.map(({ text }) => text), queries });
  const told = spawnSync(python, [new URL('embed.py', import.meta.url).pathname], { input, encoding: 'utf8', maxBuffer: 1 << 29 });
  if (told.status !== 0) throw new Error(told.stderr);
  return JSON.parse(told.stdout);
}
