// The erroneous examples of `rustc --explain`, and what the compiler says of each. The signatures are the first lines of
// these outputs with holes for what is in backquotes, as an author would write them from one paste.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LAST_CODE = 805;

export const version = () => execFileSync('rustc', ['--version'], { encoding: 'utf8' }).trim();

/** The code blocks of an explanation that are meant to fail: the first, and what is announced as erroneous. */
function examples(code) {
  const { stdout } = spawnSync('rustc', ['--explain', code], { encoding: 'utf8' });
  if (!stdout || stdout.includes('no longer emitted')) return [];
  const parts = stdout.split(/^```\w*\n/m);
  return parts.filter((_, n) => n % 2 === 1 && (n === 1 || /rroneous/.test(parts[n - 1])));
}

/** As documentation tests do: what has no `main` is the body of one. */
function whole(text) {
  if (/\bfn main\b/.test(text)) return text;
  const lines = text.split('\n'), outer = (line) => /^(?:#!\[|extern crate)/.test(line);
  return `${lines.filter(outer).join('\n')}\nfn main() {\n${lines.filter((line) => !outer(line)).join('\n')}\n}\n`;
}

function compiled(dir, text) {
  writeFileSync(join(dir, 'example.rs'), whole(text));
  const told = spawnSync('rustc', ['--edition', '2021', '--emit=metadata', '--out-dir', dir, 'example.rs'], { cwd: dir, encoding: 'utf8', timeout: 60_000, env: { ...process.env, RUSTC_BOOTSTRAP: '1' } });
  return told.stderr || '';
}

/** One output for each error of each example; remembered in `dir`. */
export function outputs(dir) {
  const cached = join(dir, 'rustc.json');
  if (existsSync(cached)) return JSON.parse(readFileSync(cached, 'utf8'));
  mkdirSync(join(dir, 'rustc'), { recursive: true });
  const found = [], seen = new Set();
  for (let n = 1; n <= LAST_CODE; n++) {
    for (const example of examples(`E${String(n).padStart(4, '0')}`)) {
      for (const part of compiled(join(dir, 'rustc'), example).split(/\n\n(?=error|warning)/)) {
        const [, code, head] = part.match(/^error\[(E\d{4})\]: (.*)/) || [];
        if (!code || seen.has(part)) continue;
        seen.add(part);
        // Without its code, by which anything could find it.
        found.push({ code: `${code}|${template(head)}`, head, plain: `error: ${head}\n`, pretty: `${part.replace(`[${code}]`, '')}\n` });
      }
    }
  }
  writeFileSync(cached, JSON.stringify(found));
  return found;
}

/** The first line with a hole for each text in backquotes and each number. */
export function template(head) {
  let n = 0;
  const literal = (text) => text.replace(/[{}]/g, '$&$&').replace(/\b\d+\b/g, () => `{n${n++}:int}`);
  return head.split(/(`[^`]*`)/).map((part) => (part.startsWith('`') ? `\`{x${n++}}\`` : literal(part))).join('');
}
