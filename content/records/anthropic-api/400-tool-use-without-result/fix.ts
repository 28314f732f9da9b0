// Give every tool call without a result an error result, in front of the next user message.
import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic();
const tools: Anthropic.Tool[] = [{ name: 'clock', description: 'Tells the time.', input_schema: { type: 'object' } }];
const history: { role: 'user' | 'assistant'; content: Anthropic.ContentBlockParam[] }[] = [
  { role: 'user', content: [{ type: 'text', text: 'What time is it?' }] },
  { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_01A', name: 'clock', input: {} }] },
  { role: 'user', content: [{ type: 'text', text: 'Never mind. How are you?' }] },
];

for (let i = 0; i + 1 < history.length; i += 1) {
  const answer = history[i + 1]!;
  const answered = answer.content.map((block) => (block.type === 'tool_result' ? block.tool_use_id : ''));
  const missing = history[i]!.content
    .map((block) => (block.type === 'tool_use' ? block.id : ''))
    .filter((id) => id !== '' && !answered.includes(id));
  if (missing.length === 0) continue;
  console.log('added results for', missing.join(' '));
  answer.content.unshift(
    ...missing.map((id) => ({ type: 'tool_result' as const, tool_use_id: id, is_error: true, content: 'cancelled' })),
  );
}

const message = await client.messages.create({ model: 'claude-sonnet-4-6', max_tokens: 64, tools, messages: history });
console.log('answered:', message.stop_reason);
