// The judges can find: each is given a copy of the small site with a fault, and must name it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { browser, starts } from './judge.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const fixture = fileURLToPath(new URL('../browser/fixture', import.meta.url));
const record = 'errors/refused.html';

const faults = [
  { judge: 'vnu', from: '<main id="main">', to: '<main id="main"><p><div></div></p>', finds: /No “p” element in scope/ },
  { judge: 'vnu', from: '</main>', to: '<script src="https://example.com/a.js"></script></main>', finds: /external script “https:/ },
  { judge: 'html-validate', from: '<h2 id="check">', to: '<h4 id="check">', finds: /heading-level/ },
  { judge: 'html-validate', from: 'type="button" class="copy"', to: 'class="copy"', finds: /no-implicit-button-type/ },
  { judge: 'policy', from: "script-src 'self'", to: "script-src 'self' https: 'unsafe-inline'", finds: /script-src https:/ },
  { judge: 'policy', from: 'http-equiv="Content-Security-Policy"', to: 'name="policy"', finds: /no policy/ },
  { judge: 'links', from: '../index.html', to: '../Index.html', finds: /Index\.html/ },
  { judge: 'links', from: 'href="#check"', to: 'href="#nowhere"', finds: /#nowhere/ },
  { judge: 'lighthouse', from: '<html lang="en">', to: '<html>', finds: /accessibility \d\d: .*lang/, pages: [record] },
  { judge: 'lighthouse', from: 'name="description"', to: 'name="summary"', finds: /seo \d\d: .*meta description/, pages: [record] },
  { judge: 'published', from: '</head>', to: '<script type="application/ld+json">{"@context":"https://schema.org","@type":"TechArticle","headlin":"x"}</script></head>', finds: /refused\.html.*headlin/ },
  { judge: 'published', from: '</head>', to: '</head>', finds: /no sitemap/ },
  { judge: 'firefox', from: '</head>', to: '<script type="module" src="../page.js"></script></head>', finds: /page\.js/, pages: [record] },
];
const needs = { vnu: () => starts('java'), lighthouse: () => Boolean(browser()), firefox: () => ['firefox-esr', 'firefox'].some(starts) };

for (const { judge, from, to, finds, pages = [] } of faults) {
  const lacking = needs[judge]?.() === false && !process.env.CI;
  test(`${judge} finds ${to}`, { skip: lacking && `${judge} cannot run here` }, () => {
    const copy = mkdtempSync(join(tmpdir(), 'errbook-'));
    try {
      cpSync(fixture, copy, { recursive: true });
      const text = readFileSync(join(copy, record), 'utf8');
      assert.ok(text.includes(from), `${record} no longer contains ${from}`);
      writeFileSync(join(copy, record), text.replace(from, to));
      const run = spawnSync(process.execPath, [join(here, `${judge}.mjs`), copy, ...pages], { encoding: 'utf8' });
      assert.match(run.stderr, finds);
      assert.equal(run.status, 1);
    } finally {
      rmSync(copy, { recursive: true });
    }
  });
}
