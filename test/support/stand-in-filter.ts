/**
 * A server that stands where a content filter does, and says whatever a test has it say: what real filters, which
 * test/interop has, never do on purpose, such as falling silent, flooding, or answering rubbish.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FilterAddress } from '../../src/domain/ports/content-filter.ts';

export interface StandInFilter extends AsyncDisposable {
  readonly address: FilterAddress;
  /** Everything that was said to it, over all connections. */
  readonly heard: () => Buffer;
}

/** @param serve is called for each connection. */
export async function startStandInFilter(
  serve: (socket: Socket) => void,
  kind: FilterAddress['kind'] = 'unix',
): Promise<StandInFilter> {
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
