// Wait out a ramp limit; stop at once at a spend cap, which no wait of this program can outlast.
import Anthropic from '@anthropic-ai/sdk';

const SPENT = ['enforced_spend_limit_reached', 'contract_spend_limit_reached'];

const client = new Anthropic({ maxRetries: 0 }); // this loop decides, not the SDK

async function ask(prompt: string): Promise<string> {
  for (let attempt = 0; attempt < 6; attempt += 1) {
    try {
      const message = await client.messages.create({
        model: 'claude-haiku-4-5-20251001',
        max_tokens: 16,
        messages: [{ role: 'user', content: prompt }],
      });
      return `answered: ${message.stop_reason}`;
    } catch (error) {
      if (!(error instanceof Anthropic.RateLimitError)) throw error;
      const wait = error.headers.get('retry-after');
      if (error.errorCode && SPENT.includes(error.errorCode)) return `stopped: ${error.errorCode} (${error.requestID})`;
      // no code this program knows and no time to wait for
      if (wait === null) return `stopped: 429 without retry-after (${error.requestID})`;
      await new Promise((done) => setTimeout(done, Number(wait) * 1000 * (1 + attempt / 4)));
    }
  }
  return 'stopped: still limited after 6 attempts';
}

console.log(await ask('hi'));
