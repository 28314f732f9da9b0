// The messages of a pinned TypeScript, and what its compiler prints of programs with a mistake, in three languages.
// Nothing of it is committed: npm puts it into the folder of the benchmark.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** A reproducible source of numbers below a bound. */
export function dice(seed) {
  let state = (Math.imul(seed + 1, 0x9e3779b1) >>> 0) || 1;
  return (bound) => {
    state ^= state << 13; state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5; state >>>= 0;
    return state % bound;
  };
}

/** The same part for the same code, whatever else is in the catalogue. */
export function bucket(code, salt, of) {
  let hash = 0x811c9dc5;
  for (const sign of `${salt}:${code}`) hash = Math.imul(hash ^ sign.charCodeAt(0), 0x01000193) >>> 0;
  return ((hash ^ (hash >>> 15)) >>> 0) % of;
}

/** `diag(2322, 1, "key", "message")` of category Error. */
export function messages(dir) {
  const source = readFileSync(join(dir, 'node_modules/typescript/lib/typescript.js'), 'utf8');
  const found = source.matchAll(/diag\((\d+), 1 \/\* Error \*\/, "(?:[^"\\]|\\.)*", ("(?:[^"\\]|\\.)*")/g);
  return [...found].map(([, code, text]) => ({ code: `TS${code}`, text: JSON.parse(text) }));
}

const PLACEHOLDER = /\{(\d)\}/g;

const VALUES = ['Props', 'string', 'number', 'userId', 'Map<string, number>', '{ a: string; b: number; }', './lib/util', 'typeof import("/src/app")',
  'readonly string[]', 'Promise<void>', 'onClick', '(a: string) => void', 'T', 'module', 'ES2015', 'unknown', 'HTMLElement', '"left" | "right"', '3', 'Shape & Solid'];

/** The message as somebody would meet it. */
export function filled(text, roll) {
  const values = new Map();
  return text.replace(PLACEHOLDER, (_, n) => {
    if (!values.has(n)) values.set(n, VALUES[roll(VALUES.length)]);
    return values.get(n);
  });
}

const SEED = `
import { readFile as read, type Stats } from "./fs";
import * as util from "./util";
export interface Shape { readonly kind: string; area(): number; name?: string; [key: string]: unknown }
export type Pair<A, B = A> = { first: A; second: B } | null;
export enum Color { Red, Green = 2, Blue }
export abstract class Base<T extends Shape> implements Shape {
  static count = 0; #secret: number = 1; private items: T[] = []; protected abstract size: number; kind = "base"; [key: string]: unknown;
  constructor(public readonly id: string, other?: number) { Base.count++; }
  get total(): number { return this.items.length; } set total(value: number) { this.items.length = value; }
  abstract area(): number; async load(...names: string[]): Promise<void> { for (const name of names) { await read(name); } }
  * walk(): Generator<T> { for (let i = 0; i < this.items.length; i++) { yield this.items[i]; } }
}
export class Circle extends Base<Shape> { size = 2; override area() { return super.total * 3; } }
declare module "./more" { export function more(value: number): string; export default more; }
namespace Inner { export const x: number = 1; export let y = x + 2; }
function over(value: string): string; function over(value: number): number; function over(value: any): any { return value; }
const pair: Pair<string, number> = { first: "a", second: 2 }; let count: number = 1; var label = \`n \${count} of \${over(2)}\`;
label: while (count < 3) { if (count === 2) { break label; } else { continue; } }
switch (count) { case 1: count = 2; break; default: throw new Error("no"); }
try { new Circle("c").area(); delete pair.first; } catch (error) { console.log(error); } finally { count += 1; }
const arrow = async <T,>(value: T, { a, b = 2 }: { a: number; b?: number } = { a: 1 }): Promise<T> => { const [x, ...rest] = [a, b]; return value; };
export const assertion = <number>(count as unknown); const big = 12n; const pattern = /a(b)?[c-d]{1,2}/u; const nullish = pair?.first ?? "none";
type Mapped<T> = { readonly [K in keyof T]?: T[K] }; type Cond<T> = T extends (infer U)[] ? U : never; const sat = { a: 1 } satisfies Mapped<{ a: number }>;
function guard(value: unknown): value is string { return typeof value === "string"; } let unique: unique symbol; using; export { count as default, sat };
`;
const SPARE = ['class', 'const', 'let', 'await', 'async', 'yield', 'static', 'abstract', 'declare', 'export', 'import', 'default', 'private', 'readonly', 'override', 'super', 'this',
  'new', 'delete', 'typeof', 'keyof', 'infer', 'extends', 'implements', 'interface', 'enum', 'namespace', 'in', 'of', 'is', 'as', 'get', 'set', 'return', 'break', 'continue', '=>', '=',
  '...', '?', '!', '?.', ';', ',', '(', ')', '{', '}', '[', ']', '<', '>', ':', '@dec', '0777', '1_', '"text', '`t', '/x/uu', '#p', '*', 'null', 'undefined', 'void', 'string', 'number',
  'count', 'Shape', 'Circle', 'Missing', 'pair', 'over', '1', '"s"', 'true', 'constructor', 'unique symbol', 'public', 'function', 'var', 'type', 'satisfies', 'accessor', 'using', 'out'];

/** Real outputs: one diagnostic each, of programs with one or two tokens changed; at most `most` for each code. */
export function outputs(dir, runs, most, language = 'en') {
  const cached = join(dir, `typescript-${language}.json`);
  if (existsSync(cached)) return JSON.parse(readFileSync(cached, 'utf8'));
  const ts = createRequire(join(dir, 'package.json'))('typescript');
  ts.validateLocaleAndSetLanguage(language, ts.sys, []);
  const tokens = SEED.match(/\s+|\w+|"[^"]*"|=>|\.\.\.|\?\.|\?\?|[^\w\s]/g);
  const options = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2020, module: ts.ModuleKind.ESNext, lib: ['lib.es2020.d.ts'], noImplicitOverride: true, noUnusedLocals: true, skipLibCheck: true };
  const host = ts.createCompilerHost(options), cache = new Map(), plain = host.getSourceFile.bind(host);
  let current;
  host.getSourceFile = (name, ...rest) => {
    if (name === 'src/app.ts') return current;
    if (!cache.has(name)) cache.set(name, plain(name, ...rest));
    return cache.get(name);
  };
  host.fileExists = (name) => name === 'src/app.ts' || ts.sys.fileExists(name);
  const format = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => '/', getNewLine: () => '\n' };
  const roll = dice(7), seen = new Map(), found = [];
  let old;
  for (let run = 0; run < runs; run++) {
    const changed = [...tokens];
    for (let n = 0; n <= roll(2); n++) {
      const at = roll(changed.length), other = roll(3) ? SPARE[roll(SPARE.length)] : tokens[roll(tokens.length)];
      [() => { changed[at] = other; }, () => { changed[at] = ''; }, () => { changed[at] += ` ${other} `; }, () => { changed[at] += ` ${changed[at]}`; }][roll(4)]();
    }
    current = ts.createSourceFile('src/app.ts', changed.join(''), options.target, true);
    const program = ts.createProgram(['src/app.ts'], options, host, old);
    old = program;
    for (const diagnostic of [...program.getSyntacticDiagnostics(current), ...program.getSemanticDiagnostics(current)]) {
      const code = `TS${diagnostic.code}`, text = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
      const known = seen.get(code) || new Set();
      if (diagnostic.category !== 1 || known.size >= most || known.has(text)) continue;
      seen.set(code, known.add(text));
      found.push({ code, plain: ts.formatDiagnostics([diagnostic], format), pretty: ts.formatDiagnosticsWithColorAndContext([diagnostic], format), chain: text.includes('\n') });
    }
  }
  writeFileSync(cached, JSON.stringify(found));
  return found;
}
