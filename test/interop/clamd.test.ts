/** clamd of Debian as virus scanner, with a signature made here. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FilterAddress } from '../../src/domain/ports/content-filter.ts';
import { createClamdFilter } from '../../src/gateways/scanner/clamd-filter.ts';
import { filterRequest } from '../support/filter-request.ts';
import { type Peer, unpackPeer } from '../support/peers/peers.ts';
import { writeWrapper } from '../support/peers/wrapper.ts';
import { type Daemon, startDaemon } from './support/daemon.ts';

/** The test file of EICAR, put together here so that no scanner stumbles over this one. */
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE', '!$H+H*'].join('');
const STREAM_MAX_BYTES = 1024 * 1024;
/** Goes to clamd in several chunks, of which no octet may be missing. */
const LARGE = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * at) % 251));

let folder: string;
let address: FilterAddress;
let peer: Peer;
let clamd: Daemon | undefined;

beforeAll(async () => {
  peer = await unpackPeer('clamav');
  if (!peer.available) return;
  folder = await mkdtemp(join(tmpdir(), 'mailroom-clamd-'));
  address = { kind: 'unix', path: join(folder, 'socket') };
  const signatures = [EICAR, LARGE].map(
    (virus) => `${createHash('md5').update(virus).digest('hex')}:${virus.length}:Local-Test\n`,
  );
  await mkdir(join(folder, 'db'));
  await writeFile(join(folder, 'db/local.hdb'), signatures.join(''));
  const lines = [
    'Foreground yes',
    `LocalSocket ${address.path}`,
    `DatabaseDirectory ${join(folder, 'db')}`,
    `TemporaryDirectory ${folder}`,
    `StreamMaxLength ${STREAM_MAX_BYTES}`,
    ...(process.geteuid?.() === 0 ? ['User root'] : []),
  ];
  const config = join(folder, 'clamd.conf');
  await writeFile(config, `${lines.join('\n')}\n`);
  clamd = await startDaemon(await writeWrapper(peer.path, 'clamd'), ['-c', config], address, folder);
});
afterAll(async () => {
  await clamd?.[Symbol.asyncDispose]();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

function messageWith(type: string, content: Uint8Array): string {
  const lines =
    Buffer.from(content)
      .toString('base64')
      .match(/.{1,76}/g) ?? [];
  return [
    'From: sender@example.org',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'See the file.',
    '--b',
    `Content-Type: ${type}; name="a"`,
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="a"',
    '',
    ...lines,
    '--b--',
    '',
  ].join('\r\n');
}

async function scan(message: string | Uint8Array) {
  const options = { name: 'virus', address, timeoutMs: 30_000, onInfected: 'reject', maxBytes: 1e9 } as const;
  return await createClamdFilter(options).examine(filterRequest(message), new AbortController().signal);
}

const FOUND = {
  kind: 'reject',
  code: 554,
  status: '5.7.1',
  text: 'message refused, it contains Local-Test.UNOFFICIAL',
};
const plain = Buffer.from(EICAR);

test.for([
  ['as an attachment', messageWith('application/octet-stream', plain), FOUND],
  ['as a large attachment', messageWith('application/octet-stream', LARGE), FOUND],
  ['in an archive', messageWith('application/gzip', gzipSync(plain)), FOUND],
  ['in an archive in an archive', messageWith('application/gzip', gzipSync(gzipSync(plain))), FOUND],
  ['not there', messageWith('application/octet-stream', Buffer.from('harmless')), { kind: 'accept', note: 'clean' }],
  ['no message', '', { kind: 'accept', note: 'clean' }],
] as const)('a virus %s', async ([, message, verdict], context) => {
  if (!peer.available) return context.skip(peer.reason);
  expect(await scan(message)).toMatchObject(verdict);
});

test('more than clamd takes is not scanned', async (context) => {
  if (!peer.available) return context.skip(peer.reason);
  // clamd hangs up in the midst of it: each time what it says has to be heard.
  for (let round = 0; round < 20; round++) {
    expect(await scan(Buffer.alloc(3 * STREAM_MAX_BYTES, 'x\r\n'))).toMatchObject({ note: 'too large, not scanned' });
  }
});
