// Answers texts as the page does, with an index of shards: JSON {"text", "query"} line by line on standard input; on
// standard output {"answer"}, or {"found"} for a query. Usage: node recognize.mjs SITE
import { createInterface } from 'node:readline';
import { open } from './index.mjs';

const errbook = await open(process.argv[2]);
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const { text, query } = JSON.parse(line);
  if (query) {
    const { results, total, partial } = await errbook.lookUp(text);
    const found = results.map(({ card, why }) => ({ record: card.id, why }));
    process.stdout.write(`${JSON.stringify({ found, total, partial })}\n`);
  } else {
    const { answer, whole } = await errbook.recognize(text);
    process.stdout.write(`${JSON.stringify({ answer, whole })}\n`);
  }
}
