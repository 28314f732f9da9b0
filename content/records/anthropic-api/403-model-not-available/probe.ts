// Is this model listed for this key? Sends no prompt and costs nothing.
import Anthropic from '@anthropic-ai/sdk';

const model = process.argv[2] ?? 'claude-opus-4-8';

try {
  const listed: string[] = [];
  for await (const entry of new Anthropic().models.list({ limit: 100 })) listed.push(entry.id);
  listed.sort();
  console.log(listed.includes(model) ? `listed: ${model}` : `not listed: ${model}`);
  console.log(`this key can see: ${listed.join(', ')}`);
} catch (error) {
  if (!(error instanceof Anthropic.PermissionDeniedError)) throw error;
  console.log(`refused: ${error.apiMessage} (${error.requestID ?? 'no request id'})`);
}
