// Let the SDK wait for `retry-after`, more than twice, and no more than two requests at a time.
import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic({ maxRetries: 6 }); // the default is 2

async function ask(prompt: string): Promise<string> {
  try {
    const message = await client.messages.create({
      model: 'claude-haiku-4-5-20251001',
      max_tokens: 16,
      messages: [{ role: 'user', content: prompt }],
    });
    return `answered: ${message.stop_reason}`;
  } catch (error) {
    if (!(error instanceof Anthropic.RateLimitError)) throw error;
    // still limited after six waits: ask for less, or later
    return `given up: ${error.errorCode ?? error.type} (${error.requestID})`;
  }
}

const prompts = ['one', 'two', 'three', 'four'];
for (let i = 0; i < prompts.length; i += 2) {
  for (const answer of await Promise.all(prompts.slice(i, i + 2).map(ask))) console.log(answer);
}
