// What the judges share. A judge is called with the folder of a built site, tells what it found wrong and ends with 1,
// or with 0 when there is nothing.
import { execFileSync } from 'node:child_process';
import { createReadStream, readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

/** The folder to judge, from the command line. */
export function site() {
  const folder = process.argv[2];
  if (!folder) {
    console.error(`usage: node ${process.argv[1]} SITE`);
    process.exit(2);
  }
  return folder;
}

/**
 * Tells the findings and ends.
 * @param {string} judge
 * @param {string[]} findings
 */
export function verdict(judge, findings) {
  for (const finding of findings) console.error(`${judge}: ${finding}`);
  console.log(`${judge}: ${findings.length === 0 ? 'nothing found' : `${findings.length} found`}`);
  process.exit(findings.length === 0 ? 0 : 1);
}

/**
 * Ends without a verdict because something is not installed; on a build machine that is a failure.
 * @param {string} judge
 * @param {string} what
 */
export function skip(judge, what) {
  const strict = Boolean(process.env.CI);
  console.error(strict ? `${judge}: ${what}, and under CI nothing is skipped: run make deps` : `skipped ${judge}: ${what}`);
  process.exit(strict ? 1 : 0);
}

/** Whether a program is there and starts. */
export function starts(program) {
  try {
    execFileSync(program, [program === 'java' ? '-version' : '--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The first browser that starts, in the order of `tests/browser/mod.rs`. */
export function browser() {
  const names = ['chromium-headless-shell', 'chromium', 'google-chrome', 'chrome'];
  return (process.env.ERRBOOK_BROWSER ? [process.env.ERRBOOK_BROWSER] : names).find(starts);
}

/**
 * Every HTML file of a site, as path relative to it.
 * @param {string} folder
 */
export function htmlFiles(folder) {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter(path => extname(path) === '.html')
    .sort();
}

/** One page of each kind: the list the browser tests use too. */
export function pages() {
  return JSON.parse(readFileSync(new URL('../pages.json', import.meta.url), 'utf8'));
}

/**
 * Serves a folder on the loopback; the answer is its address, ending in a slash.
 * @param {string} folder
 */
export async function serve(folder) {
  const types = {
    '.html': 'text/html; charset=utf-8',
    '.css': 'text/css; charset=utf-8',
    '.js': 'text/javascript; charset=utf-8',
    '.svg': 'image/svg+xml',
    '.txt': 'text/plain; charset=utf-8',
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname.replace(/\/$/, '/index.html');
    const file = createReadStream(join(folder, path));
    file.on('open', () => response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' }));
    file.on('error', () => response.writeHead(404).end());
    file.pipe(response);
  });
  await new Promise(done => server.listen(0, '127.0.0.1', () => done(undefined)));
  return `http://127.0.0.1:${server.address().port}/`;
}
