// Three programs: their knowledge bases, and pastes that are known to belong to one of the records.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errbook } from '../../tests/js/load.mjs';
import { DIAG, cataloged, oracle } from './base.mjs';
import * as gettext from './gettext.mjs';
import * as rustc from './rustc.mjs';
import { dice, filled, messages, outputs } from './typescript.mjs';

const RUNS = 400, RUNS_ELSEWHERE = 150, MOST = 4;

/** What a base asks for, folded as the matcher does: records that ask for the same are equally right. */
function twins(records) {
  const same = new Map(), keys = new Map();
  for (const { record, signatures } of records) {
    keys.set(record, signatures.map(({ all, any = [] }) => JSON.stringify([all.map((text) => Array.from(errbook.normalizeFragment(text).signs).join(' ')), any])));
    for (const key of keys.get(record)) same.set(key, [...(same.get(key) || []), record]);
  }
  return (record) => [...new Set([record, ...(keys.get(record) || []).flatMap((key) => same.get(key))])];
}

function corpus(name, records, pastes) {
  const known = new Set(records.map(({ record }) => record)), right = twins(records);
  const labelled = pastes.filter(({ record }) => known.has(record)).map((paste) => ({ ...paste, right: right(paste.record) }));
  return { name, records, pastes: labelled };
}

function typescript(program, dir) {
  const lib = join(dir, 'node_modules/typescript/lib');
  const own = [join(lib, '_tsc.js'), join(lib, 'tsc.js')].find(existsSync);
  const { records } = cataloged(program, dir, 'typescript', [own, ...globSync(join(lib, '*/diagnosticMessages.generated.json')).sort()], ['--pattern', DIAG, '--prefix', 'TS', '--only', 'Error']);
  const of = (paste, kind) => ({ ...paste, kind, record: `typescript/${paste.code.toLowerCase()}` });
  const roll = dice(11);
  const made = messages(dir).map(({ code, text }) => of({ code, plain: `src/app.ts(${1 + roll(90)},${1 + roll(60)}): error ${code}: ${filled(text, roll)}\n` }, 'made'));
  const elsewhere = ['ja', 'zh-cn', 'de'].flatMap((language) => outputs(dir, RUNS_ELSEWHERE, MOST, language).map((paste) => of(paste, language)));
  return corpus('typescript', records, [...outputs(dir, RUNS, MOST).map((paste) => of(paste, 'real')), ...made, ...elsewhere]);
}

function rust(dir) {
  const found = rustc.outputs(dir), records = new Map();
  for (const { code, head } of found) records.set(code, { record: `rustc/${code}`, title: head, signatures: [{ all: [rustc.template(head)] }] });
  return corpus('rustc', [...records.values()], found.map((paste) => ({ ...paste, kind: 'real', record: `rustc/${paste.code}` })));
}

function debian(program, dir) {
  const root = gettext.unpacked(dir), found = gettext.outputs(dir, root);
  return ['git', 'coreutils'].map((name) => {
    const files = gettext.catalogs(root, name), { records, ids } = cataloged(program, dir, name, files);
    const label = oracle(files, ids);
    const own = found.filter((paste) => paste.name === name).map((paste) => ({ ...paste, kind: paste.language, record: label(paste.plain) }));
    return corpus(name, records, own);
  });
}

const MAKERS = { typescript: (program, dir) => [typescript(program, dir)], rustc: (_, dir) => [rust(dir)], gettext: debian };

/** All of them, or those whose names are given, with commas. */
export const all = (program, dir, only = '') => Object.entries(MAKERS).filter(([name]) => !only || only.split(',').includes(name)).flatMap(([, make]) => make(program, dir));

export function versions(dir) {
  const package_ = JSON.parse(readFileSync(join(dir, 'node_modules/typescript/package.json'), 'utf8'));
  return [`typescript ${package_.version}`, rustc.version(), ...gettext.versions(dir), `Node.js ${process.version}`];
}
