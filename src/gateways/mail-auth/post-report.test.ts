import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestAuthority, type TestAuthority } from '../../../test/support/test-certificates.ts';
import { ZoneNames } from '../../../test/support/zone-names.ts';
import { createPostReport } from './post-report.ts';

const never = new AbortController().signal;
const names = new ZoneNames()
  .set('A', 'reports.example.com', '127.0.0.1')
  .set('A', 'other.example.com', '127.0.0.1')
  .set('A', 'inside.example.com', '10.0.0.1')
  .set('AAAA', 'inside.example.com', '::ffff:10.0.0.1', 'fe80::1', '64:ff9b::a00:1', 'fd00::1');

let authority: TestAuthority;
let server: Server;
const got: { path: string; type: string; body: string }[] = [];

beforeAll(async () => {
  authority = await createTestAuthority();
  server = createServer(await authority.issue(['reports.example.com']), (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      got.push({
        path: request.url ?? '',
        type: request.headers['content-type'] ?? '',
        body: Buffer.concat(chunks).toString(),
      });
      if (request.url === '/moved') response.writeHead(302, { location: 'https://other.example.com/' }).end();
      else response.writeHead(request.url === '/no' ? 500 : 201).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

const post = (url: string) =>
  createPostReport({
    names,
    options: { port: (server.address() as AddressInfo).port, ca: authority.pem, isAllowed: () => true },
  })(url, 'application/tlsrpt+gzip', Buffer.from('report'), never);

test('the report arrives as it is', async () => {
  await post('https://reports.example.com/tls?x=1');
  expect(got.at(-1)).toEqual({ path: '/tls?x=1', type: 'application/tlsrpt+gzip', body: 'report' });
});

test.each([
  ['an answer that is none of success', 'https://reports.example.com/no'],
  ['a redirect', 'https://reports.example.com/moved'],
  ['a certificate for another name', 'https://other.example.com/'],
  ['a host without an address', 'https://missing.example.com/'],
])('%s fails', async (_what, url) => {
  await expect(post(url)).rejects.toMatchObject({ code: 'unavailable' });
});

describe('no way inside', () => {
  test.each([
    'https://inside.example.com/',
    'https://reports.example.com/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://reports.example.com:8443/',
    'https://user@reports.example.com/',
    'http://reports.example.com/',
  ])('%s', async (url) => {
    const before = got.length;
    const posting = createPostReport({ names })(url, 'text/plain', Buffer.from('x'), never);
    await expect(posting).rejects.toThrow(/no public address|named hosts by HTTPS only/);
    expect(got).toHaveLength(before);
  });
});
