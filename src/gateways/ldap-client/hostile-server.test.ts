/** What a server may answer, and how much of it: entries without end, and results of a bind that are no answer to it. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { RemoteServer } from '../../domain/ports/remote-directory.ts';
import { CONTROL, parsePageControl } from '../../wire/ldap/controls.ts';
import { formatMessage } from '../../wire/ldap/format-response.ts';
import { MessageFramer } from '../../wire/ldap/message-framer.ts';
import { openMessage } from '../../wire/ldap/parse-request.ts';
import type { RequestMessage } from '../../wire/ldap/request.ts';
import type { OwnResponse } from '../../wire/ldap/response.ts';
import type { ResultName } from '../../wire/ldap/result-code.ts';
import { LDAP_CLIENT_LIMITS } from './ldap-limits.ts';
import { openRemoteDirectory } from './open-remote-directory.ts';

const QUICK = { ...LDAP_CLIENT_LIMITS, searchTimeoutMs: 300, sliceBytes: 3000 };
const QUERY = { base: 'dc=x', scope: 'subtree', filter: '(objectClass=*)', anyOf: [], attributes: ['mail'] } as const;
const signal = new AbortController().signal;

describe('a result of a bind', () => {
  const answering = (code: ResultName) => serve(() => [{ kind: 'bind', result: { code } }]);

  test.each<ResultName>([
    'invalidCredentials',
    'inappropriateAuthentication',
    'constraintViolation',
    'unwillingToPerform',
    'insufficientAccessRights',
    'noSuchObject',
  ])('%s says that the entry may not sign in with it', async (code) => {
    await using server = await answering(code);
    await using remote = openRemoteDirectory(server.target, QUICK);
    expect(await remote.verify('cn=x', 'y', signal)).toBe(false);
  });

  test.each<ResultName>([
    ...(['operationsError', 'protocolError', 'referral', 'other', 'busy', 'unavailable'] as const),
    ...(['timeLimitExceeded', 'confidentialityRequired', 'strongerAuthRequired'] as const),
  ])('%s says nothing of the password', async (code) => {
    await using server = await answering(code);
    await using remote = openRemoteDirectory(server.target, QUICK);
    await expect(remote.verify('cn=x', 'y', signal)).rejects.toMatchObject({
      code: 'unavailable',
      detail: { reason: 'remote-sign-in', said: code },
    });
  });
});

describe('entries without end', () => {
  const entry = (octets: number): OwnResponse => ({
    kind: 'entry',
    name: 'uid=x',
    attributes: [{ type: 'mail', values: [Buffer.alloc(octets, 0x61)] }],
  });

  test('who looks for two takes two, whatever else would come', async () => {
    const asked: RequestMessage[] = [];
    await using server = await serve((message) => {
      asked.push(message);
      return Array.from({ length: 3 }, () => entry(10));
    });
    await using remote = openRemoteDirectory(server.target, QUICK);
    expect(await remote.find(QUERY, 2, signal)).toHaveLength(2);
    const [{ request, controls }] = asked as [RequestMessage];
    expect(request).toMatchObject({ kind: 'search', sizeLimit: 2 });
    const page = controls.find(({ type }) => type === CONTROL.pagedResults)?.value ?? new Uint8Array(0);
    expect(parsePageControl(page)).toMatchObject({ size: 2 });
  });

  test('a slice of big ones is a short one', async () => {
    await using server = await serve(() => [
      ...Array.from({ length: 5 }, () => entry(1000)),
      { kind: 'result', of: 'search', result: { code: 'success' } },
    ]);
    await using remote = openRemoteDirectory(server.target, QUICK);
    const lengths: number[] = [];
    for await (const slice of remote.search(QUERY, signal)) lengths.push(slice.length);
    expect(lengths).toEqual([3, 2]);
  });
});

/** Answers each request but those that sign in without a name, which succeed. */
async function serve(answer: (message: RequestMessage) => readonly OwnResponse[]) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const framer = new MessageFramer();
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      framer.push(chunk);
      for (let bytes = framer.next(1e6); bytes !== null; bytes = framer.next(1e6)) {
        const message = openMessage(bytes).read();
        const { messageId, request } = message;
        const isAnonymous = request.kind === 'bind' && request.name === '';
        if (request.kind === 'unbind') return;
        const responses = isAnonymous ? [{ kind: 'bind', result: { code: 'success' } } as const] : answer(message);
        for (const response of responses) socket.write(formatMessage({ messageId, response }));
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const target: RemoteServer = {
    ...{ host: '127.0.0.1', port, tls: 'none' },
    ...{ authorities: null, fingerprint: null, signIn: null },
  };
  return {
    target,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
