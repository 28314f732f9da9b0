// Look the model up in the list of this key before the first call, and name its nearest neighbour.
import Anthropic from '@anthropic-ai/sdk';

const wanted = (process.argv[2] ?? 'claude-sonnet-4.6').trim();

// Ids differ mostly by dots and dates, so compare letters and digits only.
const plain = (id: string) => id.replace(/[^a-z0-9]/g, '');
const near = (id: string) => plain(id).startsWith(plain(wanted)) || plain(wanted).startsWith(plain(id));

const listed: string[] = [];
for await (const entry of new Anthropic().models.list({ limit: 100 })) listed.push(entry.id);

if (listed.includes(wanted)) {
  console.log(`using ${wanted}`);
} else {
  const nearest = listed.find(near);
  console.log(`not listed: ${wanted}${nearest ? `; nearest is ${nearest}` : ''}`);
}
