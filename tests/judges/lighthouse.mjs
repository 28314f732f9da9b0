// Lighthouse: 100 for accessibility, best practices, search engines and agents, on phone and desktop.
// Performance is told, not judged: the same page moves by many points between two runs.
import { launch } from 'chrome-launcher';
import lighthouse, { desktopConfig } from 'lighthouse';
import { browser, pages, serve, site, skip, verdict } from './judge.mjs';

const folder = site();
const chromePath = browser();
if (!chromePath) skip('lighthouse', 'no browser');
const chosen = process.argv.slice(3);
const known = pages();
const list = chosen.length === 0 ? known
  : chosen.map(path => known.find(page => page.path === path) ?? { kind: path, path, indexed: true });
const base = await serve(folder);
const chrome = await launch({
  chromePath,
  chromeFlags: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
});
const findings = [];
for (const { kind, path, indexed } of list) {
  for (const [device, config] of [['phone', undefined], ['desktop', desktopConfig]]) {
    const { lhr } = await lighthouse(base + path, { port: chrome.port, logLevel: 'error' }, config);
    const scores = Object.values(lhr.categories).map(({ id, score }) => `${id} ${Math.round((score ?? 0) * 100)}`);
    console.log(`lighthouse: ${kind}, ${device}: ${scores.join(', ')}`);
    const judged = Object.values(lhr.categories).filter(({ id }) => id !== 'performance' && (indexed || id !== 'seo'));
    for (const { id, score, auditRefs } of judged.filter(category => category.score !== 1)) {
      const lost = auditRefs.map(ref => lhr.audits[ref.id]).filter(audit => audit.score !== null && audit.score < 1);
      findings.push(`${kind}, ${device}: ${id} ${Math.round((score ?? 0) * 100)}: ${lost.map(audit => audit.title).join('; ')}`);
    }
    const names = judged.map(({ id }) => id);
    for (const needed of ['accessibility', 'best-practices', 'agentic-browsing']) {
      if (!names.includes(needed)) findings.push(`${kind}, ${device}: ${needed} was not judged`);
    }
  }
}
await chrome.kill();
verdict('lighthouse', findings);
