// The same small request with and without the beta header: does the header decide?
import Anthropic from '@anthropic-ai/sdk';

const value = process.argv[2] ?? 'interleaved-thinking-2025-05-14';

const client = new Anthropic();

async function outcome(headers: Record<string, string>): Promise<string> {
  try {
    await client.messages.create(
      { model: 'claude-haiku-4-5-20251001', max_tokens: 1, messages: [{ role: 'user', content: 'hi' }] },
      { headers },
    );
    return 'success';
  } catch (error) {
    if (!(error instanceof Anthropic.APIError) || error.status === undefined) throw error;
    return `${error.status} ${error.type} (${error.requestID ?? 'no request id'})`;
  }
}

console.log('without the header:', await outcome({}));
console.log('with the header:', await outcome({ 'anthropic-beta': value }));
