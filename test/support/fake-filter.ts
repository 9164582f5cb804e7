/** Content filters made for a test, and what they are asked. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FilterAddress, FilterRequest } from '../../src/domain/ports/content-filter.ts';
import { NULL_RETURN_PATH } from '../../src/domain/ports/queue.ts';

export interface FakeFilter extends AsyncDisposable {
  readonly address: FilterAddress;
  /** Everything that was said to it, over all connections. */
  readonly heard: () => Buffer;
}

/** @param serve is called for each connection. */
export async function startFakeFilter(
  serve: (socket: Socket) => void,
  kind: FilterAddress['kind'] = 'unix',
): Promise<FakeFilter> {
  const folder = await mkdtemp(join(tmpdir(), 'mailroom-filter-'));
  const sockets = new Set<Socket>();
  const chunks: Uint8Array[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.prependListener('data', (chunk) => chunks.push(chunk));
    serve(socket);
  });
  const path = join(folder, 'socket');
  server.listen(kind === 'unix' ? { path } : { port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  return {
    address:
      kind === 'unix' ? { kind, path } : { kind, host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    heard: () => Buffer.concat(chunks),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A message from outside for one recipient, in chunks of a few hundred octets. */
export function filterRequest(message: string | Uint8Array, overrides: Partial<FilterRequest> = {}): FilterRequest {
  const bytes = Buffer.from(message);
  return {
    queueId: 'Q1',
    hostname: 'mail.example.test',
    direction: 'incoming',
    client: {
      name: 'client.example.org',
      address: '192.0.2.1',
      port: 40_000,
      hostName: null,
      tls: 'TLSv1.3 with cipher TLS_AES_256_GCM_SHA384',
      userId: null,
    },
    returnPath: { ...NULL_RETURN_PATH, address: 'sender@example.org' },
    recipients: ['alice@example.test'],
    sizeBytes: bytes.length,
    async *message() {
      for (let at = 0; at < bytes.length; at += 500) yield bytes.subarray(at, at + 500);
    },
    ...overrides,
  };
}
