// Sends a message to every address and prints which exceptions came out. Started by tables.py: node raise.ts KEY MESSAGE URL…
import Anthropic from '@anthropic-ai/sdk';

const [apiKey, message, ...urls] = process.argv.slice(2) as [string, string, ...string[]];

async function raised(baseURL: string): Promise<string> {
  try {
    await new Anthropic({ baseURL, apiKey }).messages.create(JSON.parse(message));
    return 'nothing';
  } catch (error) {
    return error instanceof Anthropic.APIError ? error.constructor.name : String(error);
  }
}

console.log(JSON.stringify(await Promise.all(urls.map(raised))));
