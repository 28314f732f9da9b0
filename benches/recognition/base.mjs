// Knowledge bases as `errbook catalog` makes them, as the matcher sees them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const DIAG = String.raw`diag\((?<code>\d+), \d /\* (?<category>\w+) \*/, (?<key>"(?:[^"\\]|\\.)*"), (?<text>"(?:[^"\\]|\\.)*")`;

/** Runs `errbook catalog`; the records with their signatures, and which record each message has. */
export function cataloged(errbook, dir, program, files, options = []) {
  const base = join(dir, `base-${program}`);
  rmSync(base, { recursive: true, force: true });
  mkdirSync(join(base, 'content'), { recursive: true });
  writeFileSync(join(base, 'content/site.yaml'), `title: T\ntagline: T\ndescription: T\nprograms:\n  ${program}: { title: ${program}, summary: It prints. }\n`);
  execFileSync(errbook, ['catalog', ...files, '--program', program, '--dir', base, ...options], { stdio: 'ignore', maxBuffer: 1 << 28 });
  const folder = join(base, 'content/records', program);
  const records = readdirSync(folder).sort().map((name) => record(`${program}/${name.slice(0, -3)}`, readFileSync(join(folder, name), 'utf8')));
  const lock = JSON.parse(readFileSync(join(base, `catalogs/${program}.json`), 'utf8'));
  return { records, ids: new Map(Object.entries(lock.messages).map(([id, one]) => [id, one.record])) };
}

/** The front matter of a record that nobody has edited: each signature is a line of its own, in JSON's quotes. */
function record(id, text) {
  const title = JSON.parse(text.match(/^title: (.*)$/m)[1]);
  const signatures = [...text.matchAll(/^ {2}- (.*)$/gm)].map(([, item]) => (item.startsWith('"') ? { all: [JSON.parse(item)] } : JSON.parse(item.replace(/\b(all|any): /g, '"$1": '))));
  return { record: id, title, signatures };
}

/** The texts of a compiled catalogue: id, plural and translations. */
export function compiled(path) {
  const bytes = readFileSync(path), number = (at) => bytes.readUInt32LE(at);
  const text = (at) => bytes.toString('utf8', number(at + 4), number(at + 4) + number(at));
  return Array.from({ length: number(8) }, (_, n) => {
    const [context, whole] = text(number(12) + n * 8).includes('\x04') ? text(number(12) + n * 8).split('\x04') : ['', text(number(12) + n * 8)];
    const ids = whole.split('\0');
    return { key: context ? `${context}|${ids[0]}` : ids[0], ids, texts: text(number(16) + n * 8).split('\0') };
  }).filter(({ ids }) => ids[0]);
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Which message a line is: the one whose text, word for word, is what was printed; of several the most literal. */
export function oracle(paths, ids) {
  const rules = new Map();
  for (const path of paths) {
    for (const { key, ids: sources, texts } of compiled(path)) {
      for (const text of [...sources, ...texts]) {
        const first = text.split('\n')[0], literal = first.replace(/%[^a-zA-Z%]*[a-zA-Z]/g, '');
        if (literal.replace(/[^\p{L}]/gu, '').length < 6 || !ids.has(key)) continue;
        const pattern = first.split(/%(?:\d+\$)?[-+ #0'I]*[\d*]*(?:\.[\d*]+)?(?:hh|h|ll|l|z|j|t|L)?[a-zA-Z]/).map((part) => escaped(part.replaceAll('%%', '%'))).join('.*?');
        rules.set(first, { key, weight: literal.length, pattern: new RegExp(`(?:^|[:：»] ?|: )${pattern}$`, 'u') });
      }
    }
  }
  const sorted = [...rules.values()].sort((a, b) => b.weight - a.weight);
  return (line) => ids.get(sorted.find(({ pattern }) => pattern.test(line.trimEnd()))?.key);
}
