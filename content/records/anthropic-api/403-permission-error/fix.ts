// Use the best model this key may use; take a 403 as an answer, not as a glitch.
import Anthropic from '@anthropic-ai/sdk';

const WANTED = ['claude-opus-4-7', 'claude-sonnet-4-6', 'claude-haiku-4-5-20251001'];

const client = new Anthropic();

async function ask(prompt: string): Promise<string> {
  const listed = new Set<string>();
  for await (const model of client.models.list({ limit: 100 })) listed.add(model.id);
  const model = WANTED.find((name) => listed.has(name));
  if (!model) return `none of ${WANTED.join(', ')} is listed for this key`;
  const message = await client.messages.create({
    model,
    max_tokens: 16,
    messages: [{ role: 'user', content: prompt }],
  });
  return `${model}: ${message.stop_reason}`;
}

try {
  console.log(await ask('hi'));
} catch (error) {
  if (error instanceof Anthropic.NotFoundError) {
    // the usual answer to a model that is closed to you
    console.log(`not found: ${error.apiMessage} (${error.requestID})`);
  } else if (error instanceof Anthropic.PermissionDeniedError) {
    // the SDK did not retry it, and neither should you
    console.log(`refused: ${error.type} (${error.requestID ?? 'no request id, so not from the API'})`);
  } else {
    throw error;
  }
}
