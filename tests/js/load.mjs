// The page's scripts, loaded into this process the way a page loads them: one after the other, onto one global.
import { readFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';

export const root = new URL('../../', import.meta.url);
export const read = (path) => readFileSync(new URL(path, root), 'utf8');

for (const name of ['normalize', 'prefix', 'secrets', 'redact', 'pattern', 'reading', 'table', 'role', 'matcher', 'fill']) {
  runInThisContext(read(`static/js/${name}.js`), { filename: `static/js/${name}.js` });
}

export const errbook = globalThis.errbook;
