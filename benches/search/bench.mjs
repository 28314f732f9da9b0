// Measures the search of a built site in a real browser, beside Pagefind on the same pages in the same run.
// Usage: node benches/search/bench.mjs ERRBOOK FOLDER [RECORDS …]; prints a table, and fails nobody.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { serve, start } from './browser.mjs';
import { error, message, write } from './corpus.mjs';

const RUNS = 7, SAMPLE = 200;
const [program, folder, ...sizes] = process.argv.slice(2);
const PAGEFIND = process.env.PAGEFIND || resolve('node_modules/.bin/pagefind');

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const range = (list) => `${Math.round(median(list))} (${Math.round(Math.min(...list))}-${Math.round(Math.max(...list))})`;
const KB = (bytes) => `${(bytes / 1000).toFixed(0)} KB`;

function run(command, args) {
  const done = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.stderr || done.error}`);
  return done;
}

function files(place) {
  return readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath || entry.path, entry.name));
}

const bytes = (list) => list.reduce((sum, file) => sum + statSync(file).size, 0);

/** In the page: from the paste to the answer. */
const OURS = (text) => `new Promise(done => {
  const box = document.querySelector('#paste'), start = performance.now();
  new MutationObserver((_, watch) => { if (document.querySelector('#answers .footnote')) { watch.disconnect(); done([performance.now() - start, document.querySelector('.hit h3 a')?.href || '']); } }).observe(document.querySelector('#answers'), { childList: true });
  box.focus(); box.value = ${JSON.stringify(text)}; box.dispatchEvent(new Event('input'));
})`;
const THEIRS = (text) => `(async () => {
  const start = performance.now();
  window.pagefind ??= await import('./pagefind/pagefind.js');
  const { results } = await pagefind.search(${JSON.stringify(text)});
  const first = results[0] && await results[0].data();
  return [performance.now() - start, first ? first.url : ''];
})()`;

/** Cold and warm times, and what the first answer loaded. `asked` tells what a page has asked for so far. */
async function measure(browser, url, question, site, asked) {
  const cold = [], warm = [];
  let loaded = [];
  for (let n = 0; n < RUNS; n++) {
    const page = await browser.open(url), before = asked(page).length;
    cold.push((await page.evaluate(question(message(17 + 31 * n, 1))))[0]);
    loaded = asked(page).slice(before).map((path) => join(site, path));
    warm.push((await page.evaluate(question(message(17 + 31 * n, 2))))[0]);
    page.close();
  }
  return { cold, warm, requests: loaded.length, raw: bytes(loaded), gz: loaded.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 6 }).length, 0) };
}

/** How many of the sample are found first by a text: the phrase as recorded, or a whole message with hosts and ids. */
async function rightFirst(page, question, count, text) {
  let right = 0;
  for (let k = 0; k < Math.min(SAMPLE, count); k++) {
    const n = Math.floor((k * count) / Math.min(SAMPLE, count)), [, first] = await page.evaluate(question(text(n)));
    if (first.endsWith(`/${error(n).id}.html`)) right++;
  }
  return `${right} of ${Math.min(SAMPLE, count)}`;
}

function row(name, cells) {
  console.log(`| ${[name, ...cells].join(' | ')} |`);
}

const phrase = (n) => error(n).fragment, changed = (n) => message(n, 3);

async function ours(browser, host, site, count) {
  const index = [join(site, 'assets/index.js'), ...(existsSync(join(site, 'assets/index')) ? files(join(site, 'assets/index')) : [])];
  const own = `${bytes(index)} B in ${index.length} files (${(bytes(index) / count).toFixed(0)} B a record)`;
  const disk = `${pathToFileURL(site).href}/`;
  for (const [name, base] of [['http', host.url], ['file', disk]]) {
    const asked = (page) => (name === 'http' ? host.asked : page.requests.map((address) => decodeURIComponent(address.slice(base.length))));
    const found = await measure(browser, `${base}search.html`, OURS, site, asked), page = await browser.open(`${base}search.html`);
    const first = name === 'http' ? [await rightFirst(page, OURS, count, phrase), await rightFirst(page, OURS, count, changed)] : ['', ''];
    row(`errbook, ${name}, ${count}`, [range(found.cold), range(found.warm), found.requests, KB(found.raw), KB(found.gz), own, ...first]);
    page.close();
  }
}

async function theirs(browser, host, site, count) {
  if (!existsSync(PAGEFIND)) {
    console.log('| pagefind is not installed: npm install |');
    return;
  }
  rmSync(join(site, 'pagefind'), { recursive: true, force: true });
  run(PAGEFIND, ['--site', site]);
  writeFileSync(join(site, 'bench.html'), '<!doctype html><title>bench</title>');
  const index = files(join(site, 'pagefind')), own = `${bytes(index)} B in ${index.length} files (${(bytes(index) / count).toFixed(0)} B a record)`;
  const found = await measure(browser, `${host.url}bench.html`, THEIRS, site, () => host.asked), page = await browser.open(`${host.url}bench.html`);
  row(`Pagefind, http, ${count}`, [range(found.cold), range(found.warm), found.requests, KB(found.raw), KB(found.gz), own, await rightFirst(page, THEIRS, count, phrase), await rightFirst(page, THEIRS, count, changed)]);
  page.close();
}

console.log('| what | cold ms: median (range) | warm ms | requests | raw | gzip | index | recorded phrase first | message with other hosts and ids first |');
console.log(`|---|${'---|'.repeat(8)}`);
const browser = start();
try {
  for (const count of sizes.length > 0 ? sizes.map(Number) : [1000]) {
    const place = resolve(folder, String(count)), site = join(place, 'site');
    rmSync(place, { recursive: true, force: true });
    write(place, count);
    run(program, ['build', place, '--out', site, '--force']);
    const host = await serve(site);
    await ours(browser, host, site, count);
    await theirs(browser, host, site, count);
    host.stop();
  }
} finally {
  browser.stop();
}
