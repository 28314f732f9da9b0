// Choose the kind of thinking by model, and keep 1024 <= budget < max_tokens.
import Anthropic from '@anthropic-ai/sdk';

const manual = new Set(['claude-opus-4-5-20251101', 'claude-haiku-4-5-20251001']); // 4.5 and older take a budget

const client = new Anthropic();

type Thinking = Pick<Anthropic.MessageCreateParamsNonStreaming, 'thinking' | 'output_config'>;

function thinking(model: string, maxTokens: number): Thinking {
  if (!manual.has(model)) return { thinking: { type: 'adaptive' }, output_config: { effort: 'medium' } };
  const budget = Math.floor(maxTokens / 2); // half for thinking, half for the answer
  return budget >= 1024 ? { thinking: { type: 'enabled', budget_tokens: budget } } : {};
}

for (const model of ['claude-opus-4-5-20251101', 'claude-opus-4-7']) {
  const message = await client.messages.create({
    model,
    max_tokens: 4096,
    messages: [{ role: 'user', content: 'Is 1009 a prime number?' }],
    ...thinking(model, 4096),
  });
  console.log(`${model}: ${message.stop_reason}`);
}
