// The beta namespace knows the field, and `betas` sends the header that switches it on.
import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic();
const message = await client.beta.messages.create({
  model: 'claude-sonnet-4-6',
  max_tokens: 16,
  messages: [{ role: 'user', content: 'hi' }],
  betas: ['context-management-2025-06-27'],
  context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] },
});
console.log('accepted:', message.stop_reason);
