// Send once. If the API objects, log what to look at and stop: the same body gets the same answer.
import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic();

try {
  const message = await client.messages.create({
    model: 'claude-opus-4-7',
    max_tokens: 64,
    messages: [{ role: 'user', content: 'Give me a JSON list of three colours, nothing else.' }],
  });
  console.log('accepted:', message.stop_reason);
} catch (error) {
  if (!(error instanceof Anthropic.BadRequestError)) throw error;
  console.log('code:', error.errorCode ?? 'none'); // branch on this one, if it is there
  console.log('message:', error.apiMessage); // begins with the path of the field, if a field is wrong
  console.log('request id:', error.requestID);
}
