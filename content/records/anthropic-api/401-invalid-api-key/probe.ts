// Which key does this process use, and does the API take it? Prints four characters of it, costs nothing.
import Anthropic from '@anthropic-ai/sdk';

const raw = process.env.ANTHROPIC_API_KEY ?? '';
const key = raw.trim().replace(/^['"]+|['"]+$/g, '');

if (!key) {
  console.log('no key: ANTHROPIC_API_KEY is not set here');
} else {
  console.log(`key ends in ${key.slice(-4)}`);
  if (key !== raw) console.log('warning: quotes or white space around the key');
  try {
    await new Anthropic({ apiKey: key }).models.list({ limit: 1 });
    console.log('accepted');
  } catch (error) {
    if (!(error instanceof Anthropic.AuthenticationError)) throw error;
    console.log(`refused: ${error.apiMessage} (${error.requestID})`);
  }
}
