// What only a site with `--base-url` has: the sitemap by its schema, the data in the pages by the types of schema.org.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { htmlFiles, site, skip, starts, verdict } from './judge.mjs';

const require = createRequire(import.meta.url);
const folder = site();
const findings = [];

if (!starts('xmllint')) skip('published', 'no xmllint');
const schema = join(dirname(require.resolve('sitemap/package.json')), 'schema/sitemap.xsd');
const sitemaps = readdirSync(folder).filter(name => /^sitemap.*\.xml$/.test(name));
if (sitemaps.length === 0) findings.push('no sitemap');
for (const name of sitemaps) {
  const path = join(folder, name);
  const text = readFileSync(path, 'utf8');
  const run = spawnSync('xmllint', ['--noout', '--nonet', '--schema', schema, path], { encoding: 'utf8' });
  if (run.status !== 0) findings.push(`${name}: ${run.stderr.trim()}`);
  const wrong = [...text.matchAll(/<loc>(.*?)<\/loc>/g)].filter(([, url]) => !/^https?:\/\/[^/]+\//.test(url));
  findings.push(...wrong.map(([, url]) => `${name}: ${url} is not absolute`));
  if (Buffer.byteLength(text) > 50 * 1024 * 1024) findings.push(`${name}: larger than 50 MB`);
}

// Every block as a value of its own type: the compiler finds what is misspelt or misplaced.
const lines = ["import type { BreadcrumbList, TechArticle, WebSite, WithContext } from 'schema-dts';"];
const places = [''];
for (const path of htmlFiles(folder)) {
  const page = readFileSync(join(folder, path), 'utf8');
  for (const [, block] of page.matchAll(/<script type="?application\/ld\+json"?>(.*?)<\/script>/gs)) {
    lines.push(`export const _${lines.length}: WithContext<${JSON.parse(block)['@type']}> = ${block};`);
    places.push(path);
  }
}
if (lines.length === 1) findings.push('no page has data');
// Beside this file, so that the compiler finds the types where npm put them.
const target = fileURLToPath(new URL('../../target/', import.meta.url));
mkdirSync(target, { recursive: true });
const work = mkdtempSync(join(target, 'published-'));
try {
  writeFileSync(join(work, 'data.ts'), lines.join('\n'));
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
  const compilerOptions = { noEmit: true, strict: true, skipLibCheck: true, module: 'nodenext', types: [] };
  writeFileSync(join(work, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['data.ts'] }));
  execFileSync(process.execPath, [tsc, '--pretty', 'false', '-p', work], { encoding: 'utf8' });
} catch (error) {
  for (const line of String(error.stdout || error).trim().split('\n')) {
    const place = line.match(/data\.ts\((\d+),/);
    findings.push(place ? `${places[Number(place[1]) - 1]}: ${line.replace(/^.*?: /, '')}` : line);
  }
} finally {
  rmSync(work, { recursive: true });
}
verdict('published', findings);
