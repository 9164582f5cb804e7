import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { constants, createDeflateRaw, createInflateRaw, deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { RawClient } from '../../../test/support/raw-client.ts';
import { startTestListener, type TestListenerOptions } from '../../../test/support/test-listener.ts';
import { isFailure } from '../../base/failure.ts';
import { type Connection, ConnectionClosed } from './connection.ts';

const MAX = 1000;
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

/** Echoes lines until QUIT; understands a few words that make it do something. */
async function echo(connection: Connection): Promise<void> {
  for (;;) {
    const line = text(await connection.readLine(MAX)).trim();
    if (line === 'QUIT') return;
    connection.write(`[${line}]\r\n`);
    if (line === 'TLS') await connection.startTls();
    if (line === 'DEFLATE') connection.startCompression();
  }
}

/** Runs `serve` on one connection; `outcome` settles as it does. */
async function withSession(
  serve: (connection: Connection) => Promise<unknown>,
  act: (client: RawClient, outcome: Promise<unknown>) => Promise<void>,
  options: TestListenerOptions = {},
): Promise<void> {
  const { promise: outcome, resolve } = Promise.withResolvers<unknown>();
  await using listener = await startTestListener((connection) => serve(connection).then(resolve, resolve), options);
  using client = await RawClient.open(listener.port);
  await act(client, outcome);
}

describe('reading', () => {
  test('lines come as they are, however they were sent', () =>
    withSession(echo, async (client) => {
      for (const byte of 'one\r\ntwo\n') {
        client.send(byte);
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(await client.line()).toBe('[one]');
      expect(await client.line()).toBe('[two]');
      client.send('a\r\nb\r\nc\r\nQUIT\r\nnot read');
      expect(await client.rest()).toBe('[a]\r\n[b]\r\n[c]\r\n');
    }));

  test('a line too long is refused, and can be passed over', () =>
    withSession(
      async (connection) => {
        const refused = await connection.readLine(10).catch((error: unknown) => error);
        expect(isFailure(refused, 'too-large')).toBe(true);
        await connection.skipLine(MAX);
        return text(await connection.readLine(10));
      },
      async (client, outcome) => {
        client.send(`${'x'.repeat(50)}\r\nnext\r\n`);
        expect(await outcome).toBe('next\r\n');
      },
    ));

  test('an endless line ends the connection, not the memory', () =>
    withSession(
      (connection) => connection.skipLine(1_000_000),
      async (client, outcome) => {
        const timer = setInterval(() => client.send('x'.repeat(100_000)), 1);
        expect(await outcome).toMatchObject({ reason: 'endless-line' });
        clearInterval(timer);
      },
    ));

  test('bytes and lines may be mixed, and bytes put back', () =>
    withSession(
      async (connection) => {
        const first = await connection.read(3);
        const second = await connection.read(100);
        connection.unread(Buffer.concat([first, second]));
        return [text(first), text(await connection.readLine(MAX)), text(await connection.read(100))];
      },
      async (client, outcome) => {
        client.send('abcdef\r\nrest');
        expect(await outcome).toEqual(['abc', 'abcdef\r\n', 'rest']);
      },
    ));

  test('a client that ends its side is still answered', () =>
    withSession(echo, async (client) => {
      client.send('last\r\n');
      client.end();
      expect(await client.rest()).toBe('[last]\r\n');
    }));

  test('a client that resets ends the session and aborts its signal', () =>
    withSession(
      async (connection) => {
        const { signal } = connection;
        const reason = await connection.readLine(MAX).catch((error: ConnectionClosed) => error.reason);
        return [reason, signal.aborted];
      },
      async (client, outcome) => {
        client.socket.resetAndDestroy();
        expect(await outcome).toEqual(['reset', true]);
      },
    ));

  test.each([
    ['who waits for an answer and ends its side has gone', '', false, true],
    ['who has pipelined more still waits', 'QUIT\r\n', false, false],
    ['who has pipelined more has gone too, where nothing is lost but the answer', 'QUIT\r\n', true, true],
  ])('%s', (_, pipelined, evenIfPipelined, isGone) =>
    withSession(
      async (connection) => {
        await connection.readLine(MAX).catch(() => {});
        connection.unread(Buffer.from(pipelined));
        connection.setIsWaitedFor(true, evenIfPipelined);
        return connection.signal.aborted;
      },
      async (client, outcome) => {
        client.end();
        expect(await outcome).toBe(isGone);
      },
    ),
  );

  test('a session that is busy makes the client wait', () => {
    const { promise: goOn, resolve: letGoOn } = Promise.withResolvers<void>();
    return withSession(
      async (connection) => {
        await goOn;
        let total = 0;
        while (total < 30_000_000) total += (await connection.read(65_536)).length;
        return total;
      },
      async (client, outcome) => {
        client.socket.write(Buffer.alloc(30_000_000));
        // Kernel buffers take some, and the server one high-water mark: the rest stays with the client.
        await new Promise((resolve) => setTimeout(resolve, 200));
        expect(client.socket.writableLength).toBeGreaterThan(10_000_000);
        letGoOn();
        expect(await outcome).toBe(30_000_000);
      },
    );
  });
});

describe('time', () => {
  test('silence ends the wait, and a last reply can be sent', () =>
    withSession(
      async (connection) => {
        connection.setIdleTimeout(50);
        const error = await connection.readLine(MAX).catch((thrown: ConnectionClosed) => thrown);
        connection.write(`bye: ${error instanceof ConnectionClosed ? error.reason : 'a line'}\r\n`);
      },
      async (client) => expect(await client.rest()).toBe('bye: idle-timeout\r\n'),
    ));

  test('bytes that never make a line keep a connection only as long as they come', () =>
    withSession(
      async (connection) => {
        connection.setIdleTimeout(300);
        connection.limitRate(1000);
        return connection.readLine(100_000);
      },
      async (client, outcome) => {
        const timer = setInterval(() => client.send('x'), 20);
        expect(await outcome).toMatchObject({ reason: 'too-slow' });
        clearInterval(timer);
      },
    ));

  test('a client that accepts nothing is let go', () =>
    withSession(
      async (connection) => {
        connection.setIdleTimeout(200);
        for (;;) {
          connection.write(Buffer.alloc(65_536));
          await connection.flush();
        }
      },
      async (client, outcome) => {
        client.socket.pause();
        expect(await outcome).toMatchObject({ reason: 'too-slow' });
      },
    ));
});

describe('writing', () => {
  test('what was written leaves in order, at the next wait', () =>
    withSession(
      async (connection) => {
        connection.write('a');
        connection.write(Buffer.from('b'));
        connection.write('c');
        connection.write('');
        connection.write('\xff\r\n');
        await connection.readLine(MAX);
      },
      async (client) => expect(await client.line()).toBe('abc\xff'),
    ));

  test('text that is no octets is a bug, not a line end', () =>
    withSession(
      async (connection) => {
        expect(() => connection.write('\u010a')).toThrow(TypeError);
        connection.write('ok\r\n');
      },
      async (client) => expect(await client.rest()).toBe('ok\r\n'),
    ));

  test('a client that asks much and reads nothing is not read from', () =>
    withSession(
      async (connection) => {
        let count = 0;
        connection.setIdleTimeout(300);
        try {
          for (;;) {
            await connection.readLine(MAX);
            connection.write(Buffer.alloc(100_000));
            count += 1;
          }
        } catch {
          return count;
        }
      },
      async (client, outcome) => {
        client.socket.pause();
        client.send('again\r\n'.repeat(100_000));
        // 100,000 answers would be 10 GB: some fill the kernel's buffers, and then the session waits.
        expect(await outcome).toBeLessThan(500);
      },
    ));
});

describe('TLS', () => {
  test('both sides go on inside TLS', () =>
    withSession(
      async (connection) => {
        expect([connection.tls, connection.mayAuthenticate]).toEqual([null, false]);
        await connection.readLine(MAX);
        connection.write('go\r\n');
        await connection.startTls();
        const line = text(await connection.readLine(MAX));
        connection.write('inside\r\n');
        await connection.flush();
        const { tls } = connection;
        return { line, tls, key: tls?.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding') };
      },
      async (client, outcome) => {
        expect(await client.ask('STARTTLS')).toBe('go');
        await client.startTls({ servername: 'localhost' });
        const socket = client.socket as import('node:tls').TLSSocket;
        const key = socket.exportKeyingMaterial(32, 'EXPORTER-Channel-Binding', Buffer.alloc(0));
        expect(await client.ask('hello')).toBe('inside');
        const seen = await outcome;
        expect(seen).toMatchObject({ line: 'hello\r\n', tls: { protocol: 'TLSv1.3', serverName: 'localhost' } });
        expect(seen).toHaveProperty('key', key);
      },
    ));

  test('commands injected before TLS are not executed in it', () =>
    withSession(echo, async (client) => {
      client.send('TLS\r\nINJECTED\r\n');
      expect(await client.line()).toBe('[TLS]');
      await client.startTls();
      expect(await client.ask('genuine')).toBe('[genuine]');
    }));

  test('a client that speaks no TLS is let go', () =>
    withSession(echo, async (client, outcome) => {
      expect(await client.ask('TLS')).toBe('[TLS]');
      client.send('NOOP\r\n'.repeat(10));
      expect(await outcome).toMatchObject({ reason: 'tls-failure' });
      await client.rest();
    }));

  test('a client that does not even read the answer to STARTTLS is let go', () =>
    withSession(
      async (connection) => {
        connection.setIdleTimeout(100);
        await connection.readLine(MAX);
        connection.write(Buffer.alloc(20_000_000));
        return connection.startTls();
      },
      async (client, outcome) => {
        client.socket.pause();
        client.send('STARTTLS\r\n');
        expect(await outcome).toMatchObject({ reason: 'tls-failure' });
      },
    ));

  test('what is written after the end is dropped', () => {
    const { promise, resolve } = Promise.withResolvers<Connection>();
    return withSession(
      async (connection) => resolve(connection),
      async (client) => {
        const connection = await promise;
        expect(await client.rest()).toBe('');
        connection.write('late');
        await connection.flush();
        client.end();
        await connection.end();
        await expect(connection.flush()).rejects.toThrow(ConnectionClosed);
      },
    );
  });

  test('a handshake that does not begin ends in time', () =>
    withSession(
      echo,
      async (client, outcome) => {
        expect(await client.ask('TLS')).toBe('[TLS]');
        expect(await outcome).toMatchObject({ reason: 'tls-failure' });
      },
      { settings: { tlsHelloTimeoutMs: 100 } },
    ));
});

describe('DEFLATE', () => {
  async function compressed(client: RawClient): Promise<{ send(data: string): void; line(): Promise<string> }> {
    expect(await client.ask('DEFLATE')).toBe('[DEFLATE]');
    const deflate = createDeflateRaw();
    const inflate = createInflateRaw();
    let lines = '';
    deflate.on('data', (chunk: Buffer) => client.socket.write(chunk));
    client.socket.removeAllListeners('data').on('data', (chunk: Buffer) => inflate.write(chunk));
    inflate.on('data', (chunk: Buffer) => (lines += chunk.toString('latin1')));
    return {
      send: (data) => {
        deflate.write(data);
        deflate.flush(constants.Z_SYNC_FLUSH);
      },
      line: async () => {
        while (!lines.includes('\n')) await once(inflate, 'data');
        const line = lines.slice(0, lines.indexOf('\n') + 1);
        lines = lines.slice(line.length);
        return line.trim();
      },
    };
  }

  test('every turn can be decoded when it arrives', () =>
    withSession(echo, async (client) => {
      const peer = await compressed(client);
      for (const word of ['one', 'two', 'x'.repeat(900)]) {
        peer.send(`${word}\r\n`);
        expect(await peer.line()).toBe(`[${word}]`);
      }
      peer.send('QUIT\r\n');
      await client.rest();
    }));

  test('works inside TLS', () =>
    withSession(echo, async (client) => {
      await client.ask('TLS');
      await client.startTls();
      const peer = await compressed(client);
      peer.send('inside both\r\n');
      expect(await peer.line()).toBe('[inside both]');
    }));

  test('much incompressible output arrives whole', () => {
    const content = randomBytes(3_000_000);
    return withSession(
      async (connection) => {
        await connection.readLine(MAX);
        connection.write('[DEFLATE]\r\n');
        connection.startCompression();
        for (let at = 0; at < content.length; at += 65_536) {
          connection.write(content.subarray(at, at + 65_536));
          await connection.flush();
        }
      },
      async (client) => {
        expect(await client.ask('DEFLATE')).toBe('[DEFLATE]');
        const inflate = createInflateRaw();
        const chunks: Buffer[] = [];
        inflate.on('data', (chunk: Buffer) => chunks.push(chunk));
        // What came with the reply is the beginning.
        inflate.write(Buffer.from(client.received, 'latin1'));
        client.socket.removeAllListeners('data').pipe(inflate);
        await once(inflate, 'end');
        expect(Buffer.concat(chunks).equals(content)).toBe(true);
      },
    );
  });

  test('a gigabyte of zeros stays small', () => {
    const part = deflateRawSync(Buffer.alloc(1_000_000), { finishFlush: constants.Z_FULL_FLUSH });
    const bomb = Buffer.concat(Array<Buffer>(1000).fill(part));
    return withSession(
      async (connection) => {
        await connection.readLine(MAX);
        connection.write('[DEFLATE]\r\n');
        connection.startCompression();
        const before = process.memoryUsage().arrayBuffers;
        let total = (await connection.read(65_536)).length;
        // A session that is busy: while nobody reads, nothing more than the buffers on the way may be inflated.
        await new Promise((resolve) => setTimeout(resolve, 300));
        const grownBytes = process.memoryUsage().arrayBuffers - before;
        while (total < 1_000_000_000) total += (await connection.read(65_536)).length;
        return { total, grownBytes };
      },
      async (client, outcome) => {
        expect(await client.ask('DEFLATE')).toBe('[DEFLATE]');
        client.socket.write(bomb);
        const seen = (await outcome) as { total: number; grownBytes: number };
        expect(seen.total).toBe(1_000_000_000);
        expect(seen.grownBytes).toBeLessThan(4 * 1024 * 1024);
      },
    );
  });

  test('garbage ends the connection', () =>
    withSession(echo, async (client, outcome) => {
      await client.ask('DEFLATE');
      client.socket.write(Buffer.alloc(100, 0xff));
      expect(await outcome).toBeInstanceOf(ConnectionClosed);
    }));
});
