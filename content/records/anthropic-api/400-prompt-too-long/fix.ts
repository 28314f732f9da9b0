// Count before sending; while the prompt is over the limit, drop the oldest question and its answer.
import Anthropic from '@anthropic-ai/sdk';

const model = 'claude-sonnet-4-6';
const limit = 200_000 - 8_000; // the standard window, less room for the answer

const client = new Anthropic();
const history: Anthropic.MessageParam[] = [
  { role: 'user', content: 'Name a colour.' },
  { role: 'assistant', content: 'Blue.' },
  { role: 'user', content: 'And another one?' },
];

async function size(): Promise<number> {
  return (await client.messages.countTokens({ model, messages: history })).input_tokens;
}

while (history.length > 1 && (await size()) > limit) {
  history.splice(0, 2); // plain turns only; a tool call and its result must go together
}

const message = await client.messages.create({ model, max_tokens: 64, messages: history });
console.log(`sent ${history.length} messages: ${message.stop_reason}`);
