// Tell a missing payment from a bad request: 402, or 400 with the credit sentence.
import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic();

function needsPayment(error: unknown): error is InstanceType<typeof Anthropic.APIError> {
  if (!(error instanceof Anthropic.APIError)) return false;
  if (error.status === 402) return true;
  return error.status === 400 && (error.apiMessage ?? '').includes('credit balance is too low');
}

try {
  const message = await client.messages.create({
    model: 'claude-haiku-4-5-20251001',
    max_tokens: 16,
    messages: [{ role: 'user', content: 'hi' }],
  });
  console.log('answered:', message.stop_reason);
} catch (error) {
  if (!needsPayment(error)) throw error;
  console.log(`billing, not a bug: add credit, then resend (${error.requestID ?? 'no request id'})`);
}
