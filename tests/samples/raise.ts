// Sends one message and prints which exception came out. Started by tables.py: node raise.ts URL KEY MESSAGE
import Anthropic from '@anthropic-ai/sdk';

const [baseURL, apiKey, message] = process.argv.slice(2) as [string, string, string];
try {
  await new Anthropic({ baseURL, apiKey }).messages.create(JSON.parse(message));
  console.log(JSON.stringify({ class: null, status: 200 }));
} catch (error) {
  if (!(error instanceof Anthropic.APIError)) throw error;
  console.log(JSON.stringify({ class: error.constructor.name, status: error.status ?? null }));
}
