import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { RawClient } from '../../../test/support/raw-client.ts';
import { newTestCertificate, startTestListener } from '../../../test/support/test-listener.ts';
import { type Logger, silentLogger } from '../../base/log.ts';
import type { Connection } from './connection.ts';

const NOWHERE_TRUSTED = { trustedNetworks: [] };

/** Greets, then echoes. */
async function greet(connection: Connection): Promise<void> {
  connection.write(`hello ${connection.peer.address} ${connection.mayAuthenticate ? 'auth' : 'no auth'}\r\n`);
  try {
    for (;;) connection.write(await connection.readLine(1000));
  } catch (error) {
    connection.write(`bye ${(error as { reason?: string }).reason}\r\n`);
  }
}

test('turning away: sessions end, whoever comes is told so, and it serves again when it is resumed', async () => {
  await using listener = await startTestListener(greet);
  using first = await RawClient.open(listener.port);
  await first.line();
  await listener.turnAway({ deadlineMs: 5000 });
  expect(await first.rest()).toBe('bye shutdown\r\n');
  using second = await RawClient.open(listener.port);
  expect(await second.rest()).toBe('refused shutting-down\r\n');
  listener.resume();
  using third = await RawClient.open(listener.port);
  expect(await third.line()).toMatch(/^hello /);
});

describe('limits', () => {
  test.each([
    ['from one address', { ...NOWHERE_TRUSTED, maxConnectionsPerAddress: 2 }, {}, 'too-many-from-address'],
    ['from one address for a service', NOWHERE_TRUSTED, { maxPerAddress: () => 2 }, 'too-many-from-address'],
    ['in all', { maxConnections: 2 }, {}, 'too-many-connections'],
  ])('on connections %s, told in words of the protocol', async (_, settings, overrides, reason) => {
    const refusals: string[] = [];
    const metrics = {
      accepted: () => {},
      closed: () => {},
      refused: (why: string) => void refusals.push(why),
      tlsFailed: () => {},
    };
    await using listener = await startTestListener(greet, { settings, overrides: { ...overrides, metrics } });
    using first = await RawClient.open(listener.port);
    using second = await RawClient.open(listener.port);
    expect(await first.line()).toMatch(/^hello/);
    expect(await second.line()).toMatch(/^hello/);
    using third = await RawClient.open(listener.port);
    expect(await third.rest()).toBe(`refused ${reason}\r\n`);
    expect(refusals).toEqual([reason]);
    first.end();
    await first.rest();
    // The place is free when the server has seen the end.
    while (listener.services.counter.total === 2) await new Promise((resolve) => setImmediate(resolve));
    using fourth = await RawClient.open(listener.port);
    expect(await fourth.line()).toMatch(/^hello/);
  });

  test('by address do not apply to trusted networks', async () => {
    await using listener = await startTestListener(greet, { settings: { maxConnectionsPerAddress: 1 } });
    using first = await RawClient.open(listener.port);
    using second = await RawClient.open(listener.port);
    expect([await first.line(), await second.line()]).toEqual(['hello 127.0.0.1 no auth', 'hello 127.0.0.1 no auth']);
  });

  test('settings apply to the next connection', async () => {
    await using listener = await startTestListener(greet);
    using first = await RawClient.open(listener.port);
    expect(await first.line()).toMatch(/no auth$/);
    listener.set('cleartextAuthFrom', ['127.0.0.0/8']);
    using second = await RawClient.open(listener.port);
    expect(await second.line()).toMatch(/ auth$/);
  });
});

describe('closing', () => {
  test('lets sessions say goodbye', async () => {
    const listener = await startTestListener(greet);
    using client = await RawClient.open(listener.port);
    expect(await client.line()).toMatch(/^hello/);
    const closed = listener.close({ deadlineMs: 10_000 });
    expect(await client.rest()).toBe('bye shutdown\r\n');
    client.end();
    await closed;
    await expect(RawClient.open(listener.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('cuts off who does not go', async () => {
    const listener = await startTestListener(async (connection) => {
      connection.write('hello\r\n');
      for (;;) await connection.read(1000);
    });
    using client = await RawClient.open(listener.port);
    await client.line();
    await listener.close({ deadlineMs: 50 });
    await client.rest();
  });

  test('does not wait for a handshake that never comes', async () => {
    const listener = await startTestListener(greet, { security: 'implicit-tls' });
    using client = await RawClient.open(listener.port);
    await listener.close({ deadlineMs: 50 });
    await client.rest();
  });
});

test('a bug in a session ends that session alone, and is logged', async () => {
  const errors: string[] = [];
  const log: Logger = { ...silentLogger, error: (_, message) => void errors.push(message), child: () => log };
  await using listener = await startTestListener(
    async (connection) => {
      connection.write('hello\r\n');
      await connection.readLine(10);
      throw new RangeError('a bug');
    },
    { log },
  );
  using client = await RawClient.open(listener.port);
  using other = await RawClient.open(listener.port);
  client.send('x\r\n');
  expect(await client.rest()).toBe('hello\r\n');
  expect(errors).toEqual(['session failed']);
  expect(await other.line()).toBe('hello');
});

test('a Unix socket needs no TLS', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mailroom-socket-'));
  const path = join(folder, 'socket');
  {
    await using _ = await startTestListener(greet, { security: 'none', overrides: { endpoint: { path } } });
    const socket = connect({ path });
    using client = new RawClient(socket);
    expect(await client.line()).toBe('hello  auth');
  }
  await rm(folder, { recursive: true });
});

test('an endpoint in use is reported', async () => {
  await using listener = await startTestListener(greet);
  const overrides = { endpoint: { port: listener.port, host: '127.0.0.1' } };
  await expect(startTestListener(greet, { overrides })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

describe('PROXY', () => {
  const settings = { proxyProtocolFrom: ['127.0.0.1/32'] };
  const header = 'PROXY TCP4 192.0.2.7 127.0.0.1 4711 25\r\n';

  test('the client is the one that the proxy names', async () => {
    await using listener = await startTestListener(greet, { settings });
    using client = await RawClient.open(listener.port);
    client.send(`${header}early\r\n`);
    expect(await client.line()).toBe('hello 192.0.2.7 no auth');
    expect(await client.line()).toBe('early');
  });

  test('TLS follows it', async () => {
    await using listener = await startTestListener(greet, { settings, security: 'implicit-tls' });
    using client = await RawClient.open(listener.port);
    client.send(header);
    await client.startTls();
    expect(await client.line()).toBe('hello 192.0.2.7 auth');
  });

  test('a proxy that sends none is let go', async () => {
    await using listener = await startTestListener(greet, { settings });
    using client = await RawClient.open(listener.port);
    client.send('EHLO example.org\r\n');
    expect(await client.rest()).toBe('');
  });

  test('a proxy that keeps silent is let go', async () => {
    await using listener = await startTestListener(greet, { settings: { ...settings, tlsHandshakeTimeoutMs: 50 } });
    using client = await RawClient.open(listener.port);
    expect(await client.rest()).toBe('');
  });

  test('from elsewhere it is no header', async () => {
    await using listener = await startTestListener(greet);
    using client = await RawClient.open(listener.port);
    client.send(header);
    expect(await client.line()).toBe('hello 127.0.0.1 no auth');
    expect(await client.line()).toBe(header.trim());
  });
});

describe('TLS', () => {
  test('from the first byte', async () => {
    await using listener = await startTestListener(greet, { security: 'implicit-tls' });
    using client = await RawClient.openTls(listener.port);
    expect(await client.line()).toBe('hello 127.0.0.1 auth');
    expect((client.socket as TLSSocket).getCipher().name).toMatch(/^TLS_/);
  });

  test.each([
    ['1.2 with authenticated encryption', { maxVersion: 'TLSv1.2' as const, ciphers: 'ECDHE+AESGCM' }],
    ['1.3', { minVersion: 'TLSv1.3' as const }],
  ])('%s is spoken', async (_, options) => {
    await using listener = await startTestListener(greet, { security: 'implicit-tls' });
    using client = await RawClient.openTls(listener.port, options);
    expect(await client.line()).toMatch(/^hello/);
  });

  test.each([
    ['1.1', { minVersion: 'TLSv1.1' as const, maxVersion: 'TLSv1.1' as const, ciphers: 'ALL:@SECLEVEL=0' }],
    ['1.2 with CBC', { maxVersion: 'TLSv1.2' as const, ciphers: 'ECDHE-ECDSA-AES128-SHA256' }],
    ['another service', { ALPNProtocols: ['http/1.1'] }],
  ])('%s is refused', async (_, options) => {
    let failures = 0;
    const metrics = { accepted: () => {}, closed: () => {}, refused: () => {}, tlsFailed: () => void (failures += 1) };
    const how = { security: 'implicit-tls' as const, protocols: ['imap'], overrides: { metrics } };
    await using listener = await startTestListener(greet, how);
    await expect(RawClient.openTls(listener.port, options)).rejects.toThrow();
    expect(failures).toBe(1);
    using client = await RawClient.openTls(listener.port, { ALPNProtocols: ['imap'] });
    expect((client.socket as TLSSocket).alpnProtocol).toBe('imap');
  });

  test('handshakes are not repeated at the wish of a client', async () => {
    await using listener = await startTestListener(greet, { security: 'implicit-tls' });
    using client = await RawClient.openTls(listener.port, { maxVersion: 'TLSv1.2' });
    await client.line();
    const { promise, resolve } = Promise.withResolvers<Error | null>();
    (client.socket as TLSSocket).once('error', resolve).renegotiate({}, resolve);
    expect(await promise).toMatchObject({ code: 'ERR_SSL_NO_RENEGOTIATION' });
  });

  test('a new certificate is for new connections, and a broken one for none', async () => {
    await using listener = await startTestListener(greet, { security: 'implicit-tls' });
    using before = await RawClient.openTls(listener.port);
    await before.line();
    const replacement = await newTestCertificate();
    const other = await newTestCertificate();
    listener.contexts.useCertificate(replacement);
    const { fingerprint } = listener.contexts;
    expect(() => listener.contexts.useCertificate({ ...other, chain: replacement.chain })).toThrow(
      expect.objectContaining({ code: 'invalid' }),
    );
    expect(() => listener.contexts.useCertificate({ chain: 'x', privateKey: 'y' })).toThrow();
    using after = await RawClient.openTls(listener.port);
    expect((after.socket as TLSSocket).getPeerCertificate().fingerprint256).toBe(fingerprint);
    expect(await before.ask('still here')).toBe('still here');
  });

  test('sessions are resumed, also after a restart with the same ticket key', async () => {
    const certificate = await newTestCertificate();
    const ticketKey = Buffer.alloc(48, 7);
    let session: Buffer | undefined;
    for (const expected of [false, true]) {
      await using listener = await startTestListener(greet, { security: 'implicit-tls' });
      listener.contexts.useCertificate(certificate);
      listener.contexts.useTicketKey(ticketKey);
      using client = await RawClient.openTls(listener.port, session === undefined ? {} : { session });
      const socket = client.socket as TLSSocket;
      socket.on('session', (ticket: Buffer) => (session = ticket));
      await client.line();
      expect(socket.isSessionReused()).toBe(expected);
    }
  });

  test('whoever stops before or within the handshake keeps nobody else waiting', async () => {
    await using listener = await startTestListener(greet, {
      security: 'implicit-tls',
      settings: { maxTlsHandshakes: 1, maxWaitingTlsHandshakes: 100 },
    });
    const hello = await newClientHello();
    using stopped = new DisposableStack();
    for (const said of [Buffer.alloc(0), hello.subarray(0, 1), hello.subarray(0, hello.length - 1), hello]) {
      for (let i = 0; i < 3; i += 1) stopped.use(await RawClient.open(listener.port)).socket.write(said);
    }
    const clients = await Promise.all(Array.from({ length: 30 }, () => RawClient.openTls(listener.port)));
    for (const client of clients) {
      expect(await client.line()).toMatch(/^hello/);
      client[Symbol.dispose]();
    }
  });

  test('a hello may come in pieces', async () => {
    await using listener = await startTestListener(greet, { security: 'implicit-tls' });
    using client = await RawClient.open(listener.port);
    for (const byte of await newClientHello()) {
      client.socket.write(Buffer.of(byte));
      await nextTurn();
    }
    // A record of the handshake, TLS 1.2 by its name.
    expect(await client.bytes(3)).toBe('\x16\x03\x03');
  });

  test.each([
    ['nothing', 0],
    ['the beginning of a hello', 100],
  ])('a client that says %s is let go', async (_, octets) => {
    const settings = { tlsHelloTimeoutMs: 50 };
    await using listener = await startTestListener(greet, { security: 'implicit-tls', settings });
    using client = await RawClient.open(listener.port);
    client.socket.write((await newClientHello()).subarray(0, octets));
    expect(await client.rest()).toBe('');
  });

  test('a client that ends its side instead of a hello is let go', async () => {
    await using listener = await startTestListener(greet, { security: 'implicit-tls' });
    using client = await RawClient.open(listener.port);
    client.socket.end(Buffer.of(22));
    expect(await client.rest()).toBe('');
  });

  test('what is no hello ends the connection at once', async () => {
    await using listener = await startTestListener(greet, { security: 'implicit-tls' });
    using client = await RawClient.open(listener.port);
    client.send('EHLO client.example.org\r\n');
    expect(await client.rest()).not.toMatch(/hello/);
  });
});

test('a thousand half commands are cheap', async () => {
  await using listener = await startTestListener(greet);
  const clients: RawClient[] = [];
  for (let i = 0; i < 1000; i += 1) {
    const client = await RawClient.open(listener.port);
    client.send('half a comm');
    clients.push(client);
  }
  for (const client of clients) expect(await client.line()).toMatch(/^hello/);
  expect(listener.connections).toBe(1000);
  for (const client of clients) client.socket.resetAndDestroy();
  while (listener.connections > 0) await new Promise((resolve) => setImmediate(resolve));
  expect(listener.services.counter.total).toBe(0);
});

/** What a client says first. */
function newClientHello(): Promise<Buffer> {
  return new Promise((resolve) => {
    const wire = new Duplex({ read: () => {}, write: (said: Buffer) => resolve(said) });
    connectTls({ socket: wire }).on('error', () => {});
  });
}
