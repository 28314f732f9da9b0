// linkinator: every link of the site leads to a file and a place in it. Other hosts are not asked.
import { LinkChecker } from 'linkinator';
import { htmlFiles, site, verdict } from './judge.mjs';

const folder = site();
const result = await new LinkChecker().check({
  // Every page is a start: a page that no other links to is walked too.
  path: htmlFiles(folder),
  serverRoot: folder,
  recurse: true,
  checkFragments: true,
  linksToSkip: ['^https?://(?!localhost|127\\.0\\.0\\.1)'],
});
const broken = result.links.filter(link => link.state === 'BROKEN');
const findings = broken.map(({ url, parent, status }) => `${parent}: ${url} (${status || 'no such place'})`);
if (!result.links.some(link => link.state === 'OK')) findings.push('not a single link was followed');
verdict('linkinator', findings);
