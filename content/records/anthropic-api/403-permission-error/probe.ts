// Who answers, and which models may this key use? Sends no prompt and costs nothing.
import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic(); // reads ANTHROPIC_API_KEY and ANTHROPIC_BASE_URL

try {
  const { data, response } = await client.models.list({ limit: 100 }).withResponse();
  console.log('request id:', response.headers.get('request-id') ?? 'none');
  console.log('workspace:', response.headers.get('anthropic-workspace-id') ?? 'not sent');
  for await (const model of data) console.log('model:', model.id);
} catch (error) {
  if (!(error instanceof Anthropic.PermissionDeniedError)) throw error;
  if (error.requestID) {
    console.log(`refused by the API: ${error.type}, request id ${error.requestID}`);
  } else {
    console.log('refused in front of the API: no request id');
  }
}
