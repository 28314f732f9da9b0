// Firefox, from disk: every kind of page arrives whole and links to files that are there, a paste and a search in the hash
// are answered, and an old address leads on with its hash.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';
import { pages, site, skip, starts, verdict } from './judge.mjs';

const folder = resolve(site());
const executablePath = ['firefox-esr', 'firefox'].find(starts);
if (!executablePath) skip('firefox', 'no firefox');
const firefox = await puppeteer.launch({
  browser: 'firefox',
  // Puppeteer wants the whole path.
  executablePath: execFileSync('sh', ['-c', 'command -v "$0"', executablePath], { encoding: 'utf8' }).trim(),
  // Puppeteer switches this off, and then everything works that does not work for readers.
  extraPrefsFirefox: { 'security.fileuri.strict_origin_policy': true },
});
const findings = [];
const file = path => pathToFileURL(join(folder, path)).href;

/** Opens a page and tells what it says of itself and complains of. */
async function open(path, hash = '') {
  const page = await firefox.newPage();
  page.on('pageerror', error => findings.push(`${path}: ${error.message}`));
  page.on('console', message => message.type() === 'error' && findings.push(`${path}: ${message.text()}`));
  page.on('requestfailed', request => findings.push(`${path}: ${request.url()} did not load`));
  await page.goto(file(path) + hash, { waitUntil: 'load' });
  return page;
}

/** Puts an error into the box; tells where the first answer leads. */
async function paste(path) {
  const page = await open(path);
  if (!(await page.$('#paste'))) return 'no box';
  await page.focus('#paste');
  await page.keyboard.type('API Error: 403 {"error":{"type":"forbidden","message":"Request not allowed"}}');
  return answered(page);
}

/** What an error is recognised as, or where a word stands. */
const HIT = '.hit h3 a, .words .result a';

/** Where the first answer leads, as soon as there is one. */
async function answered(page) {
  await page.waitForSelector(HIT, { timeout: 20_000 }).catch(() => {});
  return page.evaluate(hit => document.querySelector(hit)?.href.replace(/#.*/, '') ?? 'nowhere', HIT);
}

/** A paste, a search that came as a link, and an old address with a place in its page. */
async function readOn() {
  const answer = await paste('search.html');
  if (!answer.endsWith('anthropic-api/403-request-not-allowed.html')) findings.push(`a paste leads to ${answer}`);
  const found = await answered(await open('search.html', '#q=CopyNext'));
  if (!/claude-code\/[a-z0-9-]*keychain[a-z0-9-]*\.html/.test(found)) findings.push(`a search in the hash leads to ${found}`);
  const moved = readdirSync(folder, { recursive: true })
    .map(String)
    .find(path => path.endsWith('.html') && readFileSync(join(folder, path), 'utf8').includes('id=moved'));
  if (!moved) findings.push('no old address to try');
  else {
    const page = await open(moved, '#about');
    const left = start => location.href !== start && location.hash === '#about' && document.querySelector('#about') !== null;
    await page.waitForFunction(left, { timeout: 20_000 }, file(moved) + '#about').catch(() => findings.push(`${moved}#about leads to ${page.url()}`));
  }
}

try {
  const chosen = process.argv.slice(3);
  for (const path of chosen.length > 0 ? chosen : pages().map(page => page.path)) {
    const page = await open(path);
    const seen = await page.evaluate(() => ({
      headed: Boolean(document.querySelector('main h1')),
      styled: getComputedStyle(document.body).marginTop === '0px',
      links: [...document.querySelectorAll('[href]')].map(one => one.href),
      ran: !document.querySelector('script[src]') || Boolean(document.querySelector('footer select')),
    }));
    const { links, ...whole } = seen;
    // The page for addresses that do not exist counts from the root of a host, which a disk has not.
    const own = path === '404.html' ? [] : links.filter(link => link.startsWith('file:'));
    for (const link of own) if (!existsSync(fileURLToPath(link.replace(/[?#].*/, '')))) findings.push(`${path}: no file at ${link}`);
    for (const [what, there] of Object.entries(whole)) if (!there) findings.push(`${path}: not ${what}`);
    await page.close();
  }
  if (chosen.length === 0) await readOn();
} finally {
  await firefox.close();
}
verdict('firefox', findings);
