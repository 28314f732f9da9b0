// The Nu HTML checker: no error and no warning in any page.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { site, skip, starts, verdict } from './judge.mjs';

/**
 * The checker holds a page against its own policy, but knows no 'self' on disk, and refuses to look at a local server:
 * so what it says of our own files is dropped. `tests/site.rs` sees in a real browser what the policy blocks.
 */
const OWN_FILE = /^(Inline style violates Content Security Policy|Resource violates Content Security Policy.*external (stylesheet|script|image) “(?![a-z]+:|\/\/))/;

const folder = site();
if (!starts('java')) skip('vnu', 'no java');
// Called directly: the package's own launcher would download a Java of its own.
const home = dirname(createRequire(import.meta.url).resolve('vnu-jar/package.json'));
const jar = join(home, 'build/dist/vnu.jar');
const run = spawnSync('java', ['-Xss8m', '-jar', jar, '--skip-non-html', '--format', 'json', folder], {
  encoding: 'utf8',
  maxBuffer: 256 * 1024 * 1024,
});
let messages;
try {
  messages = JSON.parse(run.stderr).messages;
} catch {
  verdict('vnu', [`did not run: ${run.error ?? run.stderr}`]);
}
const wrong = messages.filter(({ type, subType, message }) => (type !== 'info' || subType === 'warning') && !OWN_FILE.test(message));
const line = ({ url, lastLine, message, extract }) =>
  `${url?.split(folder).pop()}:${lastLine}: ${message}: ${extract?.replace(/\s+/g, ' ').trim()}`;
verdict('vnu', wrong.map(line));
