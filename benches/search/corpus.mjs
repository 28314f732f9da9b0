// A knowledge base of any size, the same every time: small records whose messages name hosts, addresses, ids and numbers.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PARTS = ['pool', 'lease', 'ledger', 'shard', 'broker', 'cursor', 'quorum', 'replica', 'snapshot', 'checkpoint', 'token', 'volume', 'tunnel', 'socket', 'channel', 'mailbox', 'index', 'bucket', 'manifest', 'schema', 'partition', 'segment', 'replica set', 'consumer', 'producer', 'gateway', 'certificate', 'keyring', 'scheduler', 'worker', 'heap', 'thread', 'registry', 'image', 'layer', 'digest', 'tenant', 'quota', 'route', 'upstream', 'listener', 'handshake', 'cipher', 'resolver', 'zone', 'record set', 'cache', 'cluster', 'namespace', 'webhook'];
const FAULTS = ['expired', 'was refused', 'timed out', 'is locked', 'is corrupt', 'was not found', 'is read-only', 'ran out of space', 'lost its leader', 'was evicted', 'is not writable', 'does not match', 'exceeded its limit', 'was closed early', 'is out of order', 'has no owner', 'was revoked', 'is too old', 'is still in use', 'failed its checksum'];
const DOINGS = ['flushing', 'opening', 'renewing', 'merging', 'reading', 'committing', 'replaying', 'mounting', 'draining', 'signing', 'resolving', 'copying', 'compacting', 'restoring', 'scheduling', 'binding', 'decoding', 'pruning', 'attaching', 'validating'];
const PROGRAMS = ['anvil', 'bolt', 'cedar', 'delta', 'ember', 'fjord', 'grove', 'harbor', 'iris', 'juno'];
const TYPES = ['timeout_error', 'refused_error', 'lock_error', 'corrupt_error', 'missing_error', 'limit_error', 'auth_error', 'state_error'];
const STATUSES = [400, 401, 403, 404, 409, 413, 423, 429, 500, 502, 503, 504];

const part = (/** @type {number} */ n) => PARTS[n % PARTS.length];

/** The n-th error: no two have the same words in the same places. */
export function error(n) {
  // One prime per place spreads neighbours over the vocabulary; together they stay one to one.
  const count = PARTS.length, a = n % count, b = Math.floor(n / count) % count, c = Math.floor(n / count / count);
  const fault = FAULTS[(c + a) % FAULTS.length], doing = DOINGS[(Math.floor(c / FAULTS.length) + b) % DOINGS.length];
  const first = part(a), second = part(b + a), program = PROGRAMS[n % PROGRAMS.length];
  return {
    id: `${program}/e${n}`, title: `${first} ${fault} while ${doing} the ${second}`,
    fragment: `${first} ${fault} while ${doing} the ${second}`, status: STATUSES[(a + c) % STATUSES.length], type: TYPES[(b + c) % TYPES.length], program,
  };
}

const number = (/** @type {number} */ seed, /** @type {number} */ below) => (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 8) % below;

/** The message as a program prints it; another `dice` gives other hosts, addresses, ports, ids, paths and line numbers. */
export function message(n, dice) {
  const { fragment, status, type, program } = error(n), roll = (/** @type {number} */ k, /** @type {number} */ below) => number(n * 31 + dice * 7919 + k * 104729, below);
  const address = `10.${roll(1, 256)}.${roll(2, 256)}.${roll(3, 256)}`, id = roll(4, 1 << 24).toString(16).padStart(8, '0');
  return `2026-11-${10 + roll(5, 20)}T0${roll(6, 10)}:${10 + roll(7, 50)}:${10 + roll(8, 50)}Z ERROR [${program}-${roll(9, 90)}] request ${id}: ${fragment} (host ${program}-${roll(10, 99)}.internal.example, ${address}:${1024 + roll(11, 60000)}, /var/lib/${program}/${roll(12, 9999)}.db:${roll(13, 900)})\n` +
    `{"error":{"type":"${type}","status":${status},"request_id":"${id}"}}`;
}

export function write(folder, count) {
  const content = join(folder, 'content');
  mkdirSync(content, { recursive: true });
  const programs = PROGRAMS.map((name) => `  ${name}: { title: ${name}, summary: Errors of ${name}. }\n`).join('');
  writeFileSync(join(content, 'site.yaml'), `title: Bench\ntagline: Paste the error.\ndescription: A base to measure with.\nprograms:\n${programs}`);
  for (const name of PROGRAMS) mkdirSync(join(content, 'records', name), { recursive: true });
  for (let n = 0; n < count; n++) {
    const { id, title, fragment, status, type, program } = error(n);
    writeFileSync(join(content, 'records', `${id}.md`), `---\ntitle: ${title}\nsummary: ${program} stopped.\nstatus: ${status}\ntype: ${type}\nretry: "no"\nsignatures:\n  - all: ["${fragment}"]\nchecked: 2026-11-20\n---\n`);
  }
}
