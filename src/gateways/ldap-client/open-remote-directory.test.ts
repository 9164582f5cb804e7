/** What a server does that is no directory, or a hostile one. The rest is in test/interop/ldap-client.test.ts. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { RemoteServer, RemoteStep } from '../../domain/ports/remote-directory.ts';
import { formatMessage } from '../../wire/ldap/format-response.ts';
import { openMessage } from '../../wire/ldap/parse-request.ts';
import { LDAP_CLIENT_LIMITS } from './ldap-limits.ts';
import { openRemoteDirectory } from './open-remote-directory.ts';

const BASE = 'dc=example,dc=org';
const READER = { name: `cn=reader,${BASE}`, password: 'reads everybody' };
const QUICK = { ...LDAP_CLIENT_LIMITS, timeoutMs: 300, searchTimeoutMs: 300 };
const signal = new AbortController().signal;
const problem = (step: RemoteStep, said: unknown = expect.any(String)) =>
  expect.objectContaining({ code: 'unavailable', detail: expect.objectContaining({ reason: `remote-${step}`, said }) });

describe('a server that is none', () => {
  const behaviours: readonly [string, (socket: Socket) => void, RemoteStep, unknown][] = [
    ['says nothing', () => {}, 'sign-in', 'no answer in time'],
    ['closes at once', (socket) => socket.destroy(), 'sign-in', expect.any(String)],
    [
      'speaks another protocol',
      (socket) => socket.write('220 mail.example.test ESMTP\r\n'),
      'sign-in',
      expect.any(String),
    ],
    [
      'announces a message without end',
      (socket) => socket.write(Buffer.from('3084ffffffff', 'hex')),
      'sign-in',
      'LDAP message too large',
    ],
    ['floods', (socket) => flood(socket), 'sign-in', expect.any(String)],
  ];

  test.each(behaviours)('%s', async (_, behave, step, said) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      behave(socket);
    });
    await using _closing = closing(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const target: RemoteServer = {
      host: '127.0.0.1',
      port,
      tls: 'none',
      authorities: null,
      fingerprint: null,
      signIn: READER,
    };
    await using remote = openRemoteDirectory(target, QUICK);
    await expect(remote.probe(BASE, signal)).rejects.toEqual(problem(step, said));
    await expect(remote.verify('cn=x', 'y', signal)).rejects.toEqual(problem(step, said));
  });

  test('whoever gives up is not kept waiting', async () => {
    const server = createServer((socket) => socket.on('error', () => {}));
    await using _closing = closing(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const target: RemoteServer = {
      host: '127.0.0.1',
      port,
      tls: 'none',
      authorities: null,
      fingerprint: null,
      signIn: READER,
    };
    await using remote = openRemoteDirectory(target);
    const impatient = new AbortController();
    const asked = remote.verify('cn=x', 'y', impatient.signal);
    await once(server, 'connection');
    impatient.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
  });
});

describe('a server that takes every password', () => {
  test('an empty name or password is never sent: the server would take it for nobody’s, and say that all is well', async () => {
    await using server = await startBinding(Number.POSITIVE_INFINITY);
    await using remote = openRemoteDirectory(server.target);
    expect(await remote.verify('cn=x', '', signal)).toBe(false);
    expect(await remote.verify('', 'x', signal)).toBe(false);
    expect(server.binds).toBe(0);
    expect(await remote.verify('cn=x', 'x', signal)).toBe(true);
    expect(server.binds).toBe(1);
  });

  test('and hangs up at the second question: it is asked on a new connection, once', async () => {
    await using server = await startBinding(1);
    await using remote = openRemoteDirectory(server.target);
    for (let i = 0; i < 3; i += 1) expect(await remote.verify('cn=x', 'x', signal)).toBe(true);
    server.mayBind = 0;
    await expect(remote.verify('cn=x', 'x', signal)).rejects.toEqual(problem('sign-in'));
    expect(server.connections).toBe(4);
  });
});

/** Answers so many binds on each connection, and closes it at the next. */
async function startBinding(atMost: number) {
  const server = createServer((socket) => {
    let answered = 0;
    state.connections += 1;
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      if (answered >= state.mayBind) {
        socket.destroy();
        return;
      }
      answered += 1;
      state.binds += 1;
      const { messageId } = openMessage(bytes);
      socket.write(formatMessage({ messageId, response: { kind: 'bind', result: { code: 'success' } } }));
    });
  });
  const ending = closing(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const target: RemoteServer = {
    ...{ host: '127.0.0.1', port, tls: 'none' },
    ...{ authorities: null, fingerprint: null, signIn: null },
  };
  const state = { target, binds: 0, connections: 0, mayBind: atMost, ...ending };
  return state;
}

function flood(socket: Socket): void {
  const noise = Buffer.alloc(64 * 1024, 0x30);
  const more = () => {
    while (!socket.destroyed && socket.write(noise));
  };
  socket.on('drain', more);
  more();
}

function closing(server: Server): AsyncDisposable {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
