import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { freePort } from '../../../bench/harness/ports.ts';
import type { NameService } from '../../domain/ports/name-service.ts';
import { createTryReach } from './try-reach.ts';

const NAME = 'mail.example.test';
const never = new AbortController().signal;
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const leadingTo = (...records: readonly string[]): Pick<NameService, 'addresses'> => ({
  addresses: async () =>
    records.length === 0
      ? { kind: 'none', isNxDomain: true, isAuthenticated: false }
      : { kind: 'found', records, isAuthenticated: false, ttlSeconds: 60 },
});

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const tryIt = (port: number, names = leadingTo('127.0.0.1')) =>
  createTryReach({ names, port: () => port })(NAME, 'token', 'expected', never);

test('it is asked as an authority would', async () => {
  const asked: unknown[] = [];
  const port = await serve(({ url, headers }, response) => {
    asked.push([url, headers.host]);
    response.end('expected\n');
  });
  expect(await tryIt(port)).toEqual({ kind: 'reached' });
  expect(asked).toEqual([['/.well-known/acme-challenge/token', NAME]]);
});

test('one of several addresses is enough', async () => {
  const port = await serve((_, response) => response.end('expected'));
  expect(await tryIt(port, leadingTo('127.0.0.99', '127.0.0.1'))).toEqual({ kind: 'reached' });
});

test.each<[string, RequestListener]>([
  ['another text', (_, response) => response.end('something else')],
  ['not found', (_, response) => response.writeHead(404).end()],
  ['a redirect', (request, response) => response.writeHead(302, { location: request.url ?? '' }).end()],
  ['a text without end', (_, response) => void response.write('x'.repeat(100_000))],
])('somebody else answers: %s', async (_, listener) => {
  expect(await tryIt(await serve(listener))).toEqual({ kind: 'elsewhere', addresses: ['127.0.0.1'] });
});

test('nobody answers', async () => {
  expect(await tryIt(await freePort())).toEqual({ kind: 'unreachable', addresses: ['127.0.0.1'] });
});

test('DNS has no address', async () => {
  expect(await tryIt(9, leadingTo())).toEqual({ kind: 'no-address' });
});
