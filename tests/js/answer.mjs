// Answers texts line by line: JSON {"text"} on standard input, JSON {"answer", "redacted"} on standard output.
// The Rust tests compare these with their own answers. Usage: node answer.mjs TABLE.json
import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';
import { errbook } from './load.mjs';

const table = errbook.compileTable(JSON.parse(readFileSync(process.argv[2], 'utf8')));
const out = [];
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const { text } = JSON.parse(line);
  out.push(JSON.stringify({ answer: errbook.explain(table, text), redacted: errbook.redact(text) }));
  if (out.length === 500) process.stdout.write(`${out.splice(0).join('\n')}\n`);
}
if (out.length > 0) process.stdout.write(`${out.join('\n')}\n`);
