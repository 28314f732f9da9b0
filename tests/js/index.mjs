// The page's scripts with an index of their own: shards come from a folder instead of through the page.
import { readFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';
import { errbook, read } from './load.mjs';

for (const name of ['clue', 'words', 'index', 'search']) {
  runInThisContext(read(`static/js/${name}.js`), { filename: `static/js/${name}.js` });
}

/** Every script that was asked for since `open`. */
export const asked = [];

/** Opens the index of the site in a folder. */
export async function open(folder) {
  errbook.closeIndex();
  asked.length = 0;
  errbook.load = async (href) => {
    asked.push(href);
    runInThisContext(readFileSync(href.split('?')[0], 'utf8'), { filename: href });
  };
  await errbook.openIndex(`${folder}/assets/index.js`);
  return errbook;
}
