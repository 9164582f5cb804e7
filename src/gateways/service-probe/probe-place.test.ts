import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { newTestCertificate } from '../../../test/support/test-listener.ts';
import { type ProbedProtocol, probePlace } from './probe-place.ts';

let server: Server | null = null;
const sockets = new Set<Socket>();

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  const closed = new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
  server = null;
  await closed;
});

async function listen(serve: (socket: Socket) => void): Promise<number> {
  server = createServer((socket) => {
    socket.on('error', () => {});
    sockets.add(socket);
    serve(socket);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const place = (protocol: ProbedProtocol, port: number) => {
  return { protocol, endpoint: { port }, isImplicitTls: false, wantsProxyHeader: false };
};

describe('a service', () => {
  test.each<[ProbedProtocol, string]>([
    ['smtp', '220 mail.example.test ESMTP\r\n'],
    ['smtp', '554 not for you\r\n'],
    ['imap', '* OK ready\r\n'],
    ['pop3', '+OK ready\r\n'],
  ])('that greets as %s does: %j', async (protocol, greeting) => {
    const seen: string[] = [];
    const port = await listen((socket) => {
      for (const character of greeting) socket.write(character);
      socket.on('data', (data) => {
        seen.push(data.toString());
        socket.end();
      });
    });
    expect(await probePlace(place(protocol, port))).toBeNull();
    // It takes its leave.
    expect(seen.join('')).toMatch(/QUIT|LOGOUT/);
  });

  test.each<[ProbedProtocol, string, RegExp]>([
    ['https', 'HTTP/1.1 200 OK\r\n\r\n', /^GET \/robots.txt HTTP\/1.1\r\n/],
    ['http', 'HTTP/1.1 308 Permanent Redirect\r\n\r\n', /^GET /],
    ['ldap', '0\u000c', /^0%\u0002\u0001\u0001c/],
  ])('that answers as %s does', async (protocol, answer, question) => {
    let seen = '';
    const port = await listen((socket) =>
      socket.once('data', (data) => {
        seen = data.toString('latin1');
        socket.end(answer);
      }),
    );
    expect(await probePlace(place(protocol, port))).toBeNull();
    expect(seen).toMatch(question);
  });

  test('behind a listener that takes loopback for a proxy', async () => {
    const port = await listen((socket) =>
      socket.once('data', (data) => socket.end(data.toString().startsWith('PROXY ') ? '+OK\r\n' : '-ERR\r\n')),
    );
    expect(await probePlace({ ...place('pop3', port), wantsProxyHeader: true })).toBeNull();
  });

  test('that speaks TLS from the first octet on, whoever signed its certificate', async () => {
    const { chain, privateKey } = await newTestCertificate();
    server = createTlsServer({ cert: chain, key: privateKey }, (socket) => {
      sockets.add(socket);
      socket.end('+OK\r\n');
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await probePlace({ ...place('pop3', port), isImplicitTls: true })).toBeNull();
  });
});

describe('trouble', () => {
  test('nobody listens', async () => {
    const port = await listen(() => {});
    await new Promise((resolve) => server?.close(resolve));
    server = null;
    expect(await probePlace(place('imap', port))).toMatchObject({
      ...{ code: 'refused', cause: expect.stringContaining('ECONNREFUSED') as string },
    });
  });

  test.each<[string, (socket: Socket) => void, object]>([
    ['another answer', (socket) => socket.end('* BYE busy\r\n'), { code: 'wrong-answer', cause: '* BYE busy' }],
    ['no answer', (socket) => socket.end(), { code: 'no-answer' }],
    ['a line without an end', (socket) => socket.end('x'.repeat(10_000)), { code: 'wrong-answer' }],
  ])('%s', async (_name, serve, expected) => {
    expect(await probePlace(place('imap', await listen(serve)))).toMatchObject(expected);
  });

  test('no TLS where it should be', async () => {
    const port = await listen((socket) => socket.end('220 hello\r\n'));
    expect(await probePlace({ ...place('smtp', port), isImplicitTls: true })).toMatchObject({ code: 'tls' });
  });
});
