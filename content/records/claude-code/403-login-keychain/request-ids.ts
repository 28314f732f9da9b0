// Find the refusals and their request ids in a paste or log. Usage: npx tsx request-ids.ts < claude.log
import { readFileSync } from 'node:fs';

const text = readFileSync(0, 'utf8')
  .replace(/\\+/g, '') // JSON inside a string
  .replace(/\n\s*/g, ''); // lines that a terminal wrapped

const refusals = [...text.matchAll(/"error":\{"type":"(\w+)","message":"([^"]*)"\}(?:,"request_id":"(\w+)")?/g)];

for (const [, kind, message, requestId] of refusals) {
  console.log(`${kind}: ${message} (${requestId ?? 'no request id'})`);
}
if (refusals.length === 0) console.log('no refusal found');
