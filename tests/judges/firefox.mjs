// Firefox, from disk: every kind of page arrives whole, a paste is answered, and an old address leads on with its hash.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
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
  await page.waitForSelector('.hit h3 a', { timeout: 20_000 }).catch(() => {});
  return page.evaluate(() => document.querySelector('.hit h3 a')?.href ?? 'nowhere');
}

/** A paste, and an old address with a place in its page. */
async function readOn() {
  const answer = await paste('search.html');
  if (!answer.endsWith('anthropic-api/403-request-not-allowed.html')) findings.push(`a paste leads to ${answer}`);
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
      ran: !document.querySelector('script[src]') || Boolean(document.querySelector('.theme select')),
    }));
    for (const [what, there] of Object.entries(seen)) if (!there) findings.push(`${path}: not ${what}`);
    await page.close();
  }
  if (chosen.length === 0) await readOn();
} finally {
  await firefox.close();
}
verdict('firefox', findings);
