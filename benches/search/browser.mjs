// A real browser over its debugging pipe, and a plain static host: what the measurement needs and no more.
import { spawn, spawnSync } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';

const NAMES = [process.env.ERRBOOK_BROWSER, 'chromium-headless-shell', 'chromium', 'google-chrome', 'chrome'];
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--hide-scrollbars', '--remote-debugging-pipe'];
const KINDS = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css', '.json': 'application/json', '.wasm': 'application/wasm', '.svg': 'image/svg+xml' };

export function start() {
  const program = NAMES.find((name) => name && spawnSync(name, ['--version']).status === 0);
  if (!program) throw new Error('no browser: set ERRBOOK_BROWSER');
  const profile = mkdtempSync(join(tmpdir(), 'errbook-bench-'));
  const child = spawn(program, [...FLAGS, `--user-data-dir=${profile}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const waiting = new Map(), listeners = new Set();
  let next = 0, rest = '';
  child.stdio[4].setEncoding('utf8').on('data', (chunk) => {
    const messages = (rest + chunk).split('\0');
    rest = messages.pop();
    for (const text of messages) {
      const message = JSON.parse(text);
      if (message.id) waiting.get(message.id)(message);
      else for (const listener of listeners) listener(message);
    }
  });
  const ask = (method, params = {}, sessionId = undefined) => new Promise((done, fail) => {
    const id = ++next;
    waiting.set(id, ({ result, error }) => { waiting.delete(id); if (error) fail(new Error(`${method}: ${error.message}`)); else done(result); });
    child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
  });
  const stop = () => {
    child.on('exit', () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
    ask('Browser.close').catch(() => {});
    // Helpers of the browser may hold the pipe for longer than the browser lives.
    for (const pipe of [child.stdio[3], child.stdio[4]]) setTimeout(() => pipe.destroy(), 500);
    setTimeout(() => child.kill('SIGKILL'), 2000);
  };
  return { open: (url) => open(ask, listeners, url), stop };
}

/** A page in a fresh profile of its own. */
async function open(ask, listeners, url) {
  const { browserContextId } = await ask('Target.createBrowserContext');
  const { targetId } = await ask('Target.createTarget', { url: 'about:blank', browserContextId });
  const { sessionId } = await ask('Target.attachToTarget', { targetId, flatten: true });
  const requests = [];
  let loaded = () => {};
  const listener = ({ method, params, sessionId: from }) => {
    if (from !== sessionId) return;
    if (method === 'Network.requestWillBeSent' && !params.request.url.startsWith('data:')) requests.push(params.request.url);
    if (method === 'Page.loadEventFired') loaded();
  };
  listeners.add(listener);
  for (const domain of ['Page', 'Runtime', 'Network']) await ask(`${domain}.enable`, {}, sessionId);
  const load = new Promise((done) => { loaded = done; });
  await ask('Page.navigate', { url }, sessionId);
  await load;
  return {
    requests,
    async evaluate(expression) {
      const { result, exceptionDetails } = await ask('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, sessionId);
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description || exceptionDetails.text);
      return result.value;
    },
    close() {
      listeners.delete(listener);
      // A page with a worker may never answer this; nothing waits for it.
      ask('Target.disposeBrowserContext', { browserContextId }).catch(() => {});
    },
  };
}

/** A static host without compression, as plain as the plainest real one; it knows what it was asked for, also by workers. */
export async function serve(folder) {
  const asked = [];
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://host').pathname)), file = join(folder, path);
    const found = !path.includes('..') && statSync(file, { throwIfNoEntry: false })?.isFile();
    asked.push(path.slice(1));
    response.writeHead(found ? 200 : 404, { 'content-type': KINDS[extname(file)] || 'application/octet-stream' });
    if (found) createReadStream(file).pipe(response);
    else response.end();
  });
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  return { asked, url: `http://127.0.0.1:${server.address().port}/`, stop: () => { server.closeAllConnections(); server.close(); } };
}
