// DIR/result.json as the table and the plot of docs/recognition.md: node report.mjs DIR DOCS
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [dir, docs] = process.argv.slice(2);
const result = JSON.parse(readFileSync(join(dir, 'result.json'), 'utf8'));
const MAIN = ['plain', 'pretty', 'wrapped at 60', 'cut at 189', 'JSON-escaped', 'syslog-prefixed'];
const NAMES = { typescript: 'TypeScript', rustc: 'rustc', git: 'git', coreutils: 'coreutils' };
const percent = (part, whole) => (whole ? `${((100 * part) / whole).toFixed(1)} %` : '–');
const row = (cells) => `| ${cells.join(' | ')} |`;
const held = result.rows.filter((one) => one.half === 'held-out'), find = (rows, corpus, rendering) => rows.find((one) => one.corpus === corpus && one.rendering === rendering);
const developed = result.rows.filter((one) => one.half === 'development');

function closed() {
  const lines = MAIN.flatMap((rendering) => result.corpora.map(({ name }) => {
    const [one, other] = [held, developed].map((rows) => find(rows, name, rendering)?.closed);
    if (!one) return null;
    return row([rendering, NAMES[name], one.known, percent(one.right, one.known), percent(one.possible, one.known), percent(one.other, one.known), other ? percent(other.right, other.known) : '–']);
  })).filter(Boolean);
  return [row(['rendering', 'program', 'pastes', 'match, right', 'possible, right', 'another record', 'match, right, on the development half']), '|---|---|---|---|---|---|---|', ...lines].join('\n');
}

function open() {
  const lines = held.filter((one) => one.open && MAIN.includes(one.rendering)).map(({ corpus, rendering, open: one }) => {
    const other = find(developed, corpus, rendering)?.open;
    return row([rendering, NAMES[corpus], one.orphans, percent(one.claimed, one.orphans), percent(one.right, one.known), percent(one.possible, one.known), other ? percent(other.claimed, other.orphans) : '–']);
  });
  return [row(['rendering', 'program', 'orphans', 'claimed', 'match, right, of the others', 'possible, right, of the others', 'claimed, on the development half']), '|---|---|---|---|---|---|---|', ...lines].join('\n');
}

function languages() {
  const lines = held.filter(({ rendering }) => rendering.startsWith('plain, ') && rendering !== 'plain, English').map(({ corpus, rendering, closed: one }) => row([NAMES[corpus], rendering.slice(7), one.known, percent(one.right, one.known), percent(one.possible, one.known)]));
  return [row(['program', 'pastes', 'number', 'match, right', 'possible, right']), '|---|---|---|---|---|', ...lines].join('\n');
}

function rivals() {
  const lines = result.corpora.flatMap(({ name }) => {
    const own = find(held, name, 'plain, English');
    const errbook = own ? [row([NAMES[name], 'errbook', percent(own.closed.right, own.closed.known), percent(own.open.right, own.open.known), percent(own.open.claimed, own.open.orphans)])] : [];
    return [...errbook, ...result.rivals.filter((one) => one.corpus === name).map((one) => row([NAMES[name], one.name, percent(one.right, one.of), percent(one.kept, one.known), '2.0 %']))];
  });
  return [row(['program', 'who', 'closed world: right first', 'open world: right and claimed', 'open world: orphans claimed']), '|---|---|---|---|---|', ...lines].join('\n');
}

/** Right answers over false claims, one panel for each program. */
function plot() {
  const COLORS = { errbook: '#0a7d4f', BM25: '#b35c00', Pagefind: '#7a4fbf', 'all-MiniLM-L6-v2': '#b3261e' };
  const SIZE = 210, GAP = 56, panels = result.corpora.map(({ name }, n) => {
    const left = 48 + n * (SIZE + GAP), x = (share) => left + share * SIZE, y = (share) => 30 + (1 - share) * SIZE;
    const lines = result.rivals.filter((one) => one.corpus === name).map((one) => `<polyline fill="none" stroke="${COLORS[one.name]}" stroke-width="2" points="${one.curve.map(([claimed, kept]) => `${x(claimed).toFixed(1)},${y(kept).toFixed(1)}`).join(' ')}"/>`);
    const own = find(held, name, 'plain, English')?.open;
    const point = own && own.orphans ? `<circle r="5" fill="${COLORS.errbook}" cx="${x(own.claimed / own.orphans).toFixed(1)}" cy="${y(own.right / Math.max(1, own.known)).toFixed(1)}"/>` : '';
    const grid = [0, 0.5, 1].map((share) => `<path stroke="#ccc" d="M${left} ${y(share)}h${SIZE}M${x(share)} ${y(0)}v-${SIZE}"/><text x="${x(share)}" y="${y(0) + 16}" text-anchor="middle">${share * 100}</text><text x="${left - 6}" y="${y(share) + 4}" text-anchor="end">${share * 100}</text>`);
    return `<text x="${left}" y="18" font-weight="bold">${NAMES[name]}</text>${grid.join('')}${lines.join('')}${point}`;
  });
  const legend = Object.entries(COLORS).map(([name, color], n) => `<circle r="5" cx="${54 + n * 150}" cy="296" fill="${color}"/><text x="${64 + n * 150}" y="300">${name}</text>`);
  const width = 48 + panels.length * (SIZE + GAP);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 312" font-family="sans-serif" font-size="12" role="img" aria-label="Right answers over false claims"><rect width="100%" height="100%" fill="#fff"/>${panels.join('')}<text x="48" y="276">false claims of orphans, % → (right answers, % ↑)</text>${legend.join('')}</svg>\n`;
}

const sizes = result.corpora.map(({ name, records, pastes, codes }) => row([NAMES[name], records, pastes, codes])).join('\n');
const harmless = `${result.harmless.lines.toLocaleString('en')} lines, ${result.harmless.claims.length} claimed (one in ${Math.round(result.harmless.lines / Math.max(1, result.harmless.claims.length)).toLocaleString('en')}).`;
const measured = `<!-- Written by \`make bench-recognition\`. -->\n\nMeasured on ${result.date} in ${result.seconds} s, with ${result.versions.join(', ')}.\n
| program | records | pastes | of different records |\n|---|---|---|---|\n${sizes}\n
## Closed world, held-out half\n\n${closed()}\n\n## Open world, held-out half\n\n${open()}\n\n## By language\n\n${languages()}\n
## Beside others\n\n${rivals()}\n\n![Right answers over false claims](recognition.svg)\n\n## Harmless lines\n\n${harmless}\n`;
const page = readFileSync(join(docs, 'recognition.md'), 'utf8'), mark = '<!-- Written by `make bench-recognition`. -->';
writeFileSync(join(docs, 'recognition.md'), page.slice(0, page.indexOf(mark)) + measured);
writeFileSync(join(docs, 'recognition.svg'), plot());
