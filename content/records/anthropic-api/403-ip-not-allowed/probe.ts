// Which rule refuses this network? Sends no prompt and costs nothing.
import Anthropic from '@anthropic-ai/sdk';

function rule(refused: InstanceType<typeof Anthropic.PermissionDeniedError>): string {
  // The tenant restriction has its code beside the message; the SDK reads only `error.details.error_code`.
  const body = refused.error as { error?: { error_code?: string } } | undefined;
  if (body?.error?.error_code === 'tenant_restriction_violation') {
    return 'tenant restriction: the company proxy does not allow this organization';
  }
  if (!refused.requestID) return 'network edge: the API never saw the request';
  if (refused.apiMessage?.includes('allowed range')) {
    return `allowlist: the organization does not allow this address (${refused.requestID})`;
  }
  return `other refusal: ${refused.apiMessage} (${refused.requestID})`;
}

try {
  await new Anthropic().models.list({ limit: 1 });
  console.log('allowed');
} catch (error) {
  if (!(error instanceof Anthropic.PermissionDeniedError)) throw error;
  console.log(rule(error));
}
