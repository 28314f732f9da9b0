// How well is an error recognized, and how often is an unknown one claimed? Usage:
//   node run.mjs DIR [dev|held-out|all]      (DIR: a folder with node_modules/typescript)
// Closed world: all records are there. Open world: a fifth of them is removed, with five seeds; a `match` for a paste
// whose record was removed is a false claim.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errbook } from '../../tests/js/load.mjs';
import { bucket, dice, filled, fragment, messages, outputs } from './catalog.mjs';

const [dir, half = 'dev'] = process.argv.slice(2), verbose = process.env.VERBOSE || '';
const SEEDS = (process.env.SEEDS || "1,2,3,4,5").split(",").map(Number), RUNS = 600, CUT = 189;

const wrapped = (text, width) => text.split('\n').map((line) => line.replace(new RegExp(`(.{1,${width}})(?:\\s|$)`, 'g'), '$1\n').trimEnd()).join('\n');
const RENDERINGS = {
  plain: (paste) => paste.plain,
  pretty: (paste) => paste.pretty || paste.plain,
  wrapped: (paste) => wrapped(paste.plain, 60),
  escaped: (paste) => JSON.stringify({ level: 'error', message: paste.plain, code: 2 }),
  syslog: (paste) => wrapped(paste.plain, 60).split('\n').map((line) => `May  3 10:11:00 host app[4711]: ${line}`).join('\n'),
  cut: (paste) => (paste.plain.length > CUT ? paste.plain.slice(0, CUT) : null),
  'cut early': (paste) => (paste.plain.length > 120 ? `${paste.plain.slice(0, 110)}…` : null),
};

const folded = (text) => Array.from(errbook.normalizeFragment(text).signs).join(' ');
const catalog = messages(dir), same = new Map();
for (const { code, text } of catalog) same.set(folded(text), [...(same.get(folded(text)) || []), code]);
const accepted = new Map(catalog.map(({ code, text }) => [code, same.get(folded(text))]));
const records = catalog.map(({ code, text }) => ({ record: `ts/${code}`, signatures: [{ all: [fragment(text)] }] }));

const cached = join(dir, 'outputs.json');
if (!existsSync(cached)) writeFileSync(cached, JSON.stringify(outputs(dir, RUNS, 4)));
const real = JSON.parse(readFileSync(cached, 'utf8')).map((paste) => ({ ...paste, kind: 'real' }));
const roll = dice(11);
const made = catalog.map(({ code, text }) => ({ code, kind: 'made', plain: `src/app.ts(${1 + roll(90)},${1 + roll(60)}): error ${code}: ${filled(text, roll)}\n` }));
const pastes = [...real, ...made].filter(({ code }) => accepted.has(code) && (half === 'all' || (bucket(code, 'half', 2) === 0) === (half === 'dev')));

/** Counts of one table over one rendering. */
function judge(table, removed, render, only) {
  const count = { right: 0, known: 0, claimed: 0, orphans: 0, possible: 0 }, told = [];
  for (const paste of pastes) {
    const text = paste.kind === only || !only ? render(paste) : null;
    if (text === null) continue;
    const [first] = errbook.explain(table, text).hits, own = accepted.get(paste.code);
    if (own.every((code) => removed.has(code))) {
      count.orphans++;
      if (first && first.verdict !== 'possible') { count.claimed++; told.push([paste.code, text, first]); }
    } else {
      count.known++;
      const found = first && own.some((code) => first.record === `ts/${code}`);
      if (found && first.verdict !== 'possible') count.right++;
      else if (found) count.possible++;
      if (!found || first.verdict === 'possible') told.push([paste.code, text, first || null]);
    }
  }
  return { count, told };
}

const share = (part, whole) => `${((100 * part) / Math.max(1, whole)).toFixed(1).padStart(6)} %`;
const tell = (told) => { for (const [code, text, hit] of told.slice(0, 400)) console.log(code, JSON.stringify(text), hit ? `→ ${hit.record} ${hit.verdict} ${hit.fragment}` : '→ none'); };

console.log(`${catalog.length} records, ${pastes.length} pastes (${pastes.filter(({ kind }) => kind === 'real').length} real) of ${new Set(pastes.map(({ code }) => code)).size} codes, ${half}`);
const closed = errbook.compileTable({ version: 1, records });
for (const kind of ['real', 'made']) {
  for (const [name, render] of Object.entries(RENDERINGS)) {
    const { count, told } = judge(closed, new Set(), render, kind);
    console.log(`closed ${kind} ${name.padEnd(10)} right ${share(count.right, count.known)}, possible ${share(count.possible, count.known)} of ${count.known}`);
    if (verbose === `${kind} ${name}`) tell(told);
  }
}
for (const kind of ['real', 'made']) {
  for (const name of ['plain', 'wrapped', 'cut']) {
    const sum = { right: 0, known: 0, claimed: 0, orphans: 0, possible: 0 };
    for (const seed of SEEDS) {
      const removed = new Set(catalog.map(({ code }) => code).filter((code) => bucket(code, `seed ${seed}`, 5) === 0));
      const table = errbook.compileTable({ version: 1, records: records.filter(({ record }) => !removed.has(record.slice(3))) });
      const { count, told } = judge(table, removed, RENDERINGS[name], kind);
      for (const key of Object.keys(sum)) sum[key] += count[key];
      if (verbose === `open ${kind} ${name}`) tell(told.filter(([, , hit]) => hit));
    }
    console.log(`open   ${kind} ${name.padEnd(10)} claimed ${share(sum.claimed, sum.orphans)} of ${sum.orphans} orphans; right ${share(sum.right, sum.known)}, possible ${share(sum.possible, sum.known)} of ${sum.known}`);
  }
}
