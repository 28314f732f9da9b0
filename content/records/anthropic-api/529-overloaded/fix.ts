// Stream, and start again after an overload only while the reader has seen nothing.
import Anthropic from '@anthropic-ai/sdk';

const ATTEMPTS = 5;

const client = new Anthropic();

async function stream(prompt: string): Promise<string> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    let emitted = '';
    try {
      const events = client.messages.stream({
        model: 'claude-haiku-4-5-20251001',
        max_tokens: 64,
        messages: [{ role: 'user', content: prompt }],
      });
      events.on('text', (text) => (emitted += text));
      await events.finalMessage();
      return `complete after attempt ${attempt + 1}`;
    } catch (error) {
      // only an overload is worth this loop
      if (!(error instanceof Anthropic.APIError) || error.type !== 'overloaded_error') throw error;
      if (emitted) return `broken off: ${emitted.length} characters were shown, not started again`;
    }
    const wait = Math.min(0.5 * 2 ** attempt, 8) * (0.75 + Math.random() / 4);
    await new Promise((done) => setTimeout(done, wait * 1000));
  }
  return `still overloaded after ${ATTEMPTS} attempts`;
}

console.log(await stream('hi'));
