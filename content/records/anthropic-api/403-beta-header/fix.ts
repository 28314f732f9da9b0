// Send a beta value for one call, through the beta namespace. Learn at once if the value is refused.
import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic();

try {
  const message = await client.beta.messages.create({
    model: 'claude-opus-4-5-20251101',
    max_tokens: 2048,
    thinking: { type: 'enabled', budget_tokens: 1024 },
    messages: [{ role: 'user', content: 'hi' }],
    betas: ['interleaved-thinking-2025-05-14'],
  });
  console.log('accepted:', message.stop_reason);
} catch (error) {
  if (error instanceof Anthropic.BadRequestError) {
    // unknown value, or a beta you have no access to
    console.log('the value was refused:', error.apiMessage);
  } else if (error instanceof Anthropic.PermissionDeniedError) {
    // not about the header
    console.log(`refused for another reason: ${error.type} (${error.requestID ?? 'no request id'})`);
  } else {
    throw error;
  }
}
