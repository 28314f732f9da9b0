// Measure the body before it leaves, and stop with a clear sentence instead of a 413.
import Anthropic from '@anthropic-ai/sdk';

const limit = 32_000_000; // messages endpoint: 32 MB, read as the smaller of two possible meanings
const scans = Array.from({ length: 9 }, () => Buffer.alloc(3_000_000)); // stands for nine image files of 3 MB

const client = new Anthropic();

const images = scans.map((data) => ({
  type: 'image' as const,
  source: { type: 'base64' as const, media_type: 'image/png' as const, data: data.toString('base64') },
}));
const messages: Anthropic.MessageParam[] = [
  { role: 'user', content: [...images, { type: 'text', text: 'What do you see?' }] },
];

const size = Buffer.byteLength(JSON.stringify(messages));
if (size > limit) {
  console.log(`not sent: ${size} bytes of ${limit}; send fewer or smaller images, or use file ids`);
} else {
  const message = await client.messages.create({ model: 'claude-sonnet-4-6', max_tokens: 64, messages });
  console.log('sent:', message.stop_reason);
}
