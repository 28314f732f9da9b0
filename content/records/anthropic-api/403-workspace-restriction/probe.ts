// Which workspace answers for this key? Sends no prompt and costs nothing.
import Anthropic from '@anthropic-ai/sdk';

try {
  const { response } = await new Anthropic().models.list({ limit: 1 }).withResponse();
  console.log(`workspace: ${response.headers.get('anthropic-workspace-id') ?? 'not sent'}`);
  console.log(`organization: ${response.headers.get('anthropic-organization-id') ?? 'not sent'}`);
} catch (error) {
  if (!(error instanceof Anthropic.PermissionDeniedError)) throw error;
  console.log(`refused: code ${error.errorCode ?? 'none'}, workspace ${error.workspaceID ?? 'not sent'}`);
}
