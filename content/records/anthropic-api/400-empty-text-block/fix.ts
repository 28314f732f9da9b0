// Drop text blocks without text, and messages that are left without content.
import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic();
const history: { role: 'user' | 'assistant'; content: Anthropic.ContentBlockParam[] }[] = [
  { role: 'user', content: [{ type: 'text', text: 'hi' }] },
  { role: 'assistant', content: [{ type: 'text', text: '' }] },
  { role: 'user', content: [{ type: 'text', text: 'Are you there?' }] },
];

const cleaned = history
  .map((turn) => ({ ...turn, content: turn.content.filter((b) => b.type !== 'text' || b.text.trim() !== '') }))
  .filter((turn) => turn.content.length > 0);

const message = await client.messages.create({ model: 'claude-haiku-4-5-20251001', max_tokens: 16, messages: cleaned });
console.log(`sent ${cleaned.length} of ${history.length} messages: ${message.stop_reason}`);
