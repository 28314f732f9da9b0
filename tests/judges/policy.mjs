// csp_evaluator: the policy of every page has no hole that is known.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { htmlFiles, site, verdict } from './judge.mjs';

// The package is CommonJS, and its parts are separate files.
const require = createRequire(import.meta.url);
const { CspEvaluator } = require('csp_evaluator');
const { CspParser } = require('csp_evaluator/dist/parser.js');
/** From here on a finding is advice: the strict policy has no nonce to speak of, and `'self'` is what a site from disk has. */
const ADVICE = 45;

const folder = site();
const findings = htmlFiles(folder).flatMap(path => {
  const meta = readFileSync(join(folder, path), 'utf8').match(/http-equiv="?Content-Security-Policy"? content="([^"]*)"/);
  if (!meta) return [`${path}: no policy`];
  const policy = meta[1].replaceAll('&#39;', "'").replaceAll('&#x27;', "'");
  const holes = new CspEvaluator(new CspParser(policy).csp).evaluate().filter(({ severity }) => severity < ADVICE);
  return holes.map(({ directive, value, description }) => `${path}: ${directive} ${value ?? ''}: ${description}`);
});
verdict('csp_evaluator', findings);
