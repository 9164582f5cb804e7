/** HTTP on real connections: how long they live, and how they end. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { startTestListener, type TestListener, type TestListenerOptions } from '../../../test/support/test-listener.ts';
import { silentLogger } from '../../base/log.ts';
import type { SettingValues } from '../../domain/settings/catalogue.ts';
import { defaultValues } from '../../domain/settings/settings.ts';
import { createNetworkPolicy } from '../net/network-policy.ts';
import { readBytes } from './body.ts';
import type { Exchange } from './exchange.ts';
import { createWebService } from './web-service.ts';

type Handle = (exchange: Pick<Exchange, 'request' | 'response' | 'peer' | 'isSecure' | 'signal'>) => Promise<void>;

const HOST = 'Host: mail.example.test\r\n';
const GET = `GET / HTTP/1.1\r\n${HOST}\r\n`;

let opened = new AsyncDisposableStack();
afterEach(async () => {
  const all = opened;
  opened = new AsyncDisposableStack();
  await all[Symbol.asyncDispose]();
});

async function serve(handle: Handle, values: Partial<SettingValues> = {}, options: TestListenerOptions = {}) {
  const all = { ...defaultValues(), ...values };
  const settings = { get: <N extends keyof SettingValues>(name: N) => all[name] };
  const ready = Promise.withResolvers<ReturnType<typeof createWebService>>();
  const listener = await startTestListener(async (connection) => (await ready.promise).serve(connection), {
    security: 'none',
    ...options,
  });
  opened.use(listener);
  const web = createWebService({
    answer: (request, response, arrival) => handle({ request, response, ...arrival }),
    ...{ policy: createNetworkPolicy(settings), settings, log: silentLogger },
    ...{ clock: listener.services.clock, deadlines: listener.services.deadlines },
  });
  opened.use(web);
  ready.resolve(web);
  return listener;
}

/** What comes is gathered in `received`. */
async function open({ port }: TestListener): Promise<Socket & { received: string }> {
  const socket = Object.assign(connect(port, '127.0.0.1'), { received: '' });
  socket.on('error', () => {});
  opened.defer(() => void socket.destroy());
  await once(socket, 'connect');
  return socket.on('data', (chunk: Buffer) => (socket.received += chunk.toString('latin1')));
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const hello: Handle = async ({ response }) => void response.end('hello');

describe('a connection', () => {
  test('serves one request after the other', async () => {
    const client = await open(await serve(hello));
    client.write(GET);
    await until(() => client.received.endsWith('hello'));
    client.write(GET);
    await until(() => client.received.split('hello').length === 3);
    expect(client.received).toContain('Connection: keep-alive');
  });

  test('ends after so many requests', async () => {
    const client = await open(await serve(hello, { httpMaxRequestsPerConnection: 2 }));
    client.write(GET + GET + GET);
    await once(client, 'close');
    expect(client.received.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200']);
  });

  test('takes up a request when the answer before has left', async () => {
    const asked: (string | undefined)[] = [];
    const mayAnswer = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const client = await open(
      await serve(async ({ request, response }) => {
        await mayAnswer[asked.push(request.url) - 1]?.promise;
        response.end(`answer to ${request.url}`);
      }),
    );
    client.write(GET.replace('/ ', '/1 ') + GET.replace('/ ', '/2 ') + GET.replace('/ ', '/3 '));
    await until(() => asked.length > 0);
    expect(asked).toEqual(['/1']);
    mayAnswer[0]?.resolve();
    await until(() => asked.length > 1);
    expect(client.received).toMatch(/answer to \/1$/);
    expect(asked).toEqual(['/1', '/2']);
    mayAnswer[1]?.resolve();
    await until(() => client.received.endsWith('answer to /3'));
  });

  test('holds one answer for a client that takes none, however many it has asked for', async () => {
    let begun = 0;
    const listener = await serve(async ({ response }) => {
      begun += 1;
      response.end(Buffer.alloc(30e6));
    });
    const client = await open(listener);
    client.pause().write(GET.repeat(16));
    await until(() => begun > 0);
    await listener.passTime(10_000);
    expect(begun).toBe(1);
    client.destroy();
    await until(() => listener.connections === 0);
    expect(begun).toBe(1);
  });

  test('counts what expects something that nobody knows', async () => {
    const client = await open(await serve(hello, { httpMaxRequestsPerConnection: 2 }));
    client.write(GET.replace('\r\n\r\n', '\r\nExpect: tea\r\n\r\n') + GET);
    await once(client, 'close');
    expect(client.received.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 417']);
  });

  test('with an older version ends where chunks are sent: others would not know where', async () => {
    const client = await open(await serve(hello));
    const old = GET.replace('1.1', '1.0').replace(
      '\r\n\r\n',
      '\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    );
    client.write(old + GET);
    await once(client, 'close');
    expect(client.received.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 400']);
  });

  test.each([
    ['an encoding that only looks like one', 'Transfer-Encoding: xchunked', ''],
    ['a chunk that is none', 'Transfer-Encoding: chunked', '0x2\r\n{}\r\n0\r\n\r\n'],
  ])('gives one answer to %s, though somebody is about to give another one', async (_, header, body) => {
    const ended: boolean[] = [];
    const client = await open(
      await serve(async ({ response, signal }) => {
        await new Promise((resolve) => setImmediate(resolve));
        response.writeHead(401, { 'content-length': 2 });
        response.write('no');
        response.end();
        ended.push(signal.aborted);
      }),
    );
    client.write(`POST / HTTP/1.1\r\n${HOST}${header}\r\n\r\n${body}`);
    await once(client, 'close');
    expect(client.received.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 400']);
    await until(() => ended.length === 1);
    expect(ended).toEqual([true]);
  });

  test('ends when it is silent for so long', async () => {
    const client = await open(await serve(hello, { httpKeepAliveMs: 50 }));
    client.write(GET);
    await once(client, 'close');
    expect(client.received).toMatch(/hello$/);
  });

  test.each([
    ['nothing', ''],
    ['half a request', 'GET / HTTP/1.1\r\nHost: mail.example.te'],
  ])('that has sent %s in time is told so, and ended', async (_, octets) => {
    const client = await open(await serve(hello, { httpHeadersTimeoutMs: 100, httpRequestTimeoutMs: 200 }));
    client.write(octets);
    await once(client, 'close');
    expect(client.received).toMatch(/^HTTP\/1.1 408 /);
  });

  test('knows who asks', async () => {
    const client = await open(await serve(async ({ peer, response }) => void response.end(JSON.stringify(peer))));
    client.write(GET);
    await until(() => client.received.endsWith('}'));
    expect(client.received).toContain('"address":"127.0.0.1"');
  });
});

describe('a client that is slow on purpose', () => {
  const readBody: Handle = async ({ request, response }) => {
    await readBytes(request, 1e6).catch(() => {});
    response.end('read');
  };
  const POST = `POST / HTTP/1.1\r\n${HOST}Content-Length: 60000\r\n\r\n`;

  test('with its body is let go', async () => {
    const listener = await serve(readBody);
    const client = await open(listener);
    client.write(`${POST}begin`);
    await until(() => listener.connections === 1);
    for (let look = 0; look < 3 && !client.destroyed; look += 1) {
      await listener.passTime(10_000);
      client.write('x');
    }
    await until(() => client.destroyed);
    expect(client.received).toBe('');
  });

  test('enough is taken, however long it takes', async () => {
    const listener = await serve(readBody);
    const client = await open(listener);
    client.write(POST);
    for (let sent = 0; sent < 60_000; sent += 6000) {
      client.write('x'.repeat(6000));
      await listener.passTime(10_000);
    }
    await until(() => client.received.endsWith('read'));
  });

  test('with the answer is let go', async () => {
    let isGone = false;
    const listener = await serve(async ({ response }) => {
      response.once('close', () => (isGone = true));
      response.end(Buffer.alloc(30e6));
    });
    const client = await open(listener);
    client.pause().write(GET);
    await until(() => listener.connections === 1);
    await listener.passTime(10_000);
    expect(isGone).toBe(false);
    await listener.passTime(200_000);
    await until(() => isGone);
    await until(() => listener.connections === 0);
  });
});

describe('an answer without end', () => {
  const stream: Handle = async ({ response, signal }) => {
    response.write('begin');
    await once(signal, 'abort');
    response.end('over');
  };

  test('learns when the client is gone', async () => {
    let isOver = false;
    const listener = await serve(async (exchange) => {
      await stream(exchange);
      isOver = true;
    });
    const client = await open(listener);
    client.write(GET);
    await until(() => client.received.includes('begin'));
    client.destroy();
    await until(() => isOver);
  });

  test('and when the server stops', async () => {
    const listener = await serve(stream);
    const client = await open(listener);
    client.write(GET);
    await until(() => client.received.includes('begin'));
    await Promise.all([listener.close({ deadlineMs: 60_000 }), once(client, 'close')]);
    expect(client.received).toMatch(/begin\r\n4\r\nover\r\n0\r\n\r\n$/);
  });
});

describe('when the server stops', () => {
  test('who asks nothing is let go, and who has asked is answered', async () => {
    const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const listener = await serve(async ({ request, response }) => {
      if (request.url === '/slow') {
        asked.resolve();
        await mayAnswer;
      }
      response.end('hello');
    });
    const idle = await open(listener);
    idle.write(GET);
    await until(() => idle.received.endsWith('hello'));
    const waiting = await open(listener);
    waiting.write(GET.replace('/ ', '/slow '));
    await asked.promise;
    const closed = listener.close({ deadlineMs: 60_000 });
    await once(idle, 'close');
    answer();
    await Promise.all([closed, once(waiting, 'close')]);
    expect(waiting.received).toMatch(/Connection: close[^]*hello$/);
  });
});

test('what comes inside the first packet of TLS is not lost', async () => {
  const listener = await serve(hello, {}, { security: 'implicit-tls', protocols: ['http/1.1'] });
  const { connect: connectTls } = await import('node:tls');
  const client = connectTls({
    ...{ port: listener.port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['h2', 'http/1.1'] },
  });
  let received = '';
  client.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
  client.write(GET + GET.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
  await once(client, 'close');
  expect([received.split('hello').length, client.alpnProtocol]).toEqual([3, 'http/1.1']);
});
