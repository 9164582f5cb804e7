/** Against Debian's slapd: every way of reaching it, and what it says when it cannot be used. */

import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RemoteEntry, RemoteQuery, RemoteServer, RemoteStep } from '../../src/domain/ports/remote-directory.ts';
import { LDAP_CLIENT_LIMITS } from '../../src/gateways/ldap-client/ldap-limits.ts';
import { openRemoteDirectory } from '../../src/gateways/ldap-client/open-remote-directory.ts';
import {
  READER,
  REMOTE_BASE,
  REMOTE_PEOPLE,
  type RemoteSlapd,
  startRemoteSlapd,
} from '../support/peers/remote-slapd.ts';
import { createTestAuthority } from '../support/test-certificates.ts';

const PEOPLE = 1203;
const signal = new AbortController().signal;

const fixtures = Array.from({ length: PEOPLE }, (_, i) => ({
  uid: `user${i}`,
  mail: `user${i}@example.test`,
  userPassword: `secret of ${i}`,
  description: i === 7 ? 'a (curious) * value \\ of \u00fcml\u00e4uts' : 'plain',
}));
let slapd: RemoteSlapd | string;

beforeAll(async () => {
  slapd = await startRemoteSlapd('openldap', fixtures);
});
afterAll(async () => {
  if (typeof slapd !== 'string') await slapd[Symbol.asyncDispose]();
});

const everybody: RemoteQuery = {
  base: REMOTE_BASE,
  scope: 'subtree',
  filter: '(objectClass=inetOrgPerson)',
  anyOf: [],
  attributes: ['uid', 'entryUUID'],
};

function serverAt(running: RemoteSlapd, more: Partial<RemoteServer> = {}): RemoteServer {
  const { tlsPort, authority } = running;
  const base = { host: 'localhost', port: tlsPort, tls: 'implicit', fingerprint: null } as const;
  return { ...base, authorities: authority, signIn: READER, ...more };
}

async function all(server: RemoteServer, query = everybody): Promise<RemoteEntry[]> {
  await using remote = openRemoteDirectory(server);
  const entries: RemoteEntry[] = [];
  for await (const slice of remote.search(query, signal)) {
    expect(slice.length).toBeLessThanOrEqual(LDAP_CLIENT_LIMITS.pageEntries);
    entries.push(...slice);
  }
  return entries;
}

const uidOf = ({ attributes }: RemoteEntry) => Buffer.from(attributes.get('uid')?.[0] ?? []).toString();
const problem = (step: RemoteStep, said: unknown = expect.any(String)) =>
  expect.objectContaining({ code: 'unavailable', detail: expect.objectContaining({ reason: `remote-${step}`, said }) });

describe('slapd', () => {
  test.for(['implicit', 'starttls', 'none'] as const)('%s: all steps, in their order', async (tls, context) => {
    if (typeof slapd === 'string') return context.skip(slapd);
    const port = tls === 'implicit' ? slapd.tlsPort : slapd.port;
    await using remote = openRemoteDirectory(serverAt(slapd, { tls, port }));
    const steps: RemoteStep[] = [];
    await remote.probe(REMOTE_BASE, signal, (step) => steps.push(step));
    expect(steps).toEqual(['reach', ...(tls === 'none' ? [] : ['tls']), 'sign-in', 'search']);
  });

  test('more people than a page, each once', async (context) => {
    if (typeof slapd === 'string') return context.skip(slapd);
    const entries = await all(serverAt(slapd));
    expect(new Set(entries.map(uidOf)).size).toBe(PEOPLE);
    expect(entries[0]?.attributes.get('entryuuid')?.[0]).toHaveLength(36);
  });

  test('who stops in the middle of a search leaves the next one alone', async (context) => {
    if (typeof slapd === 'string') return context.skip(slapd);
    await using remote = openRemoteDirectory(serverAt(slapd));
    for (let i = 0; i < 10; i += 1) {
      for await (const slice of remote.search(everybody, signal)) {
        expect(slice.length).toBeGreaterThan(0);
        break;
      }
    }
    const found = await remote.find({ ...everybody, filter: '(uid=user3)' }, 10, signal);
    expect(found.map(uidOf)).toEqual(['user3']);
  });

  test('what is looked for is a value, whatever it looks like', async (context) => {
    if (typeof slapd === 'string') return context.skip(slapd);
    await using remote = openRemoteDirectory(serverAt(slapd));
    const find = async (value: string) => {
      const anyOf = ['uid', 'description'].map((attribute) => ({ attribute, rule: 'equal', value }) as const);
      return (await remote.find({ ...everybody, anyOf }, 5, signal)).map(uidOf);
    };
    expect(await find('user7')).toEqual(['user7']);
    expect(await find('a (curious) * value \\ of \u00fcml\u00e4uts')).toEqual(['user7']);
    for (const attack of ['*', 'user7)(uid=*', '*)(uid=*))(|(uid=*', '\\2a', '\0', 'user\u0000', ')', 'user*']) {
      expect(await find(attack)).toEqual([]);
    }
  });

  test('passwords: right, wrong, of nobody, and the empty one that a server would take for nobody’s', async (context) => {
    if (typeof slapd === 'string') return context.skip(slapd);
    await using remote = openRemoteDirectory(serverAt(slapd));
    const user = `uid=user5,${REMOTE_PEOPLE}`;
    expect(await remote.verify(user, 'secret of 5', signal)).toBe(true);
    expect(await remote.verify(user, 'secret of 6', signal)).toBe(false);
    expect(await remote.verify(`uid=nobody,${REMOTE_PEOPLE}`, 'secret of 5', signal)).toBe(false);
    expect(await remote.verify('not a name', 'secret of 5', signal)).toBe(false);
    expect(await remote.verify(user, '', signal)).toBe(false);
    expect(await remote.verify('', 'secret of 5', signal)).toBe(false);
    // Many at once, over a few connections.
    const answers = await Promise.all(
      fixtures
        .slice(0, 60)
        .map(({ uid, userPassword }, i) =>
          remote.verify(`uid=${uid},${REMOTE_PEOPLE}`, i % 2 === 0 ? userPassword : 'wrong', signal),
        ),
    );
    expect(answers).toEqual(answers.map((_, i) => i % 2 === 0));
  });

  test('after a restart of the server what was kept open is not missed', async (context) => {
    if (typeof slapd === 'string') return context.skip(slapd);
    await using remote = openRemoteDirectory(serverAt(slapd));
    const look = async () => (await remote.find({ ...everybody, filter: '(uid=user1)' }, 1, signal)).length;
    const verify = () => remote.verify(`uid=user1,${REMOTE_PEOPLE}`, 'secret of 1', signal);
    expect([await look(), await verify()]).toEqual([1, true]);
    await slapd.stop();
    await expect(look()).rejects.toEqual(problem('reach', 'connection refused'));
    await expect(verify()).rejects.toEqual(problem('reach'));
    await slapd.start();
    expect([await look(), await verify()]).toEqual([1, true]);
  });

  test('certificates: another authority, another name, a fingerprint', async (context) => {
    if (typeof slapd === 'string') return context.skip(slapd);
    const probe = async (more: Partial<RemoteServer>) => {
      await using remote = openRemoteDirectory(serverAt(slapd as RemoteSlapd, more));
      await remote.probe(REMOTE_BASE, signal);
    };
    await expect(probe({ authorities: (await createTestAuthority()).pem })).rejects.toEqual(problem('tls'));
    await expect(probe({ authorities: null })).rejects.toEqual(problem('tls'));
    await expect(probe({ host: '127.0.0.1' })).rejects.toEqual(problem('tls', expect.stringContaining('127.0.0.1')));
    const fingerprint = await fingerprintAt(slapd.tlsPort);
    await probe({ host: '127.0.0.1', authorities: null, fingerprint });
    const other = fingerprint.replace(/^../, (pair) => (pair === '00' ? '01' : '00'));
    await expect(probe({ fingerprint: other })).rejects.toEqual(
      problem('tls', expect.stringContaining('another certificate')),
    );
  });

  test('what is refused says at which step', async (context) => {
    if (typeof slapd === 'string') return context.skip(slapd);
    const server = serverAt(slapd);
    const probe = async (more: Partial<RemoteServer>, base = REMOTE_BASE) => {
      await using remote = openRemoteDirectory({ ...server, ...more });
      await remote.probe(base, signal);
    };
    await expect(probe({ signIn: { ...READER, password: 'x' } })).rejects.toEqual(
      problem('sign-in', expect.stringContaining('invalidCredentials')),
    );
    await expect(probe({}, `ou=nowhere,${REMOTE_BASE}`)).rejects.toEqual(
      problem('search', expect.stringContaining('nowhere')),
    );
    await expect(probe({}, 'nonsense')).rejects.toEqual(problem('search', expect.stringContaining('invalidDNSyntax')));
    await expect(probe({ tls: 'starttls' })).rejects.toEqual(problem('tls'));
    await expect(all(server, { ...everybody, base: 'dc=example,dc=com' })).rejects.toEqual(problem('search'));
    await expect(all(server, { ...everybody, filter: '(uid=' })).rejects.toEqual(
      expect.objectContaining({ code: 'invalid' }),
    );
  });
});

async function fingerprintAt(port: number): Promise<string> {
  const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const certificate = socket.getPeerX509Certificate();
  socket.destroy();
  return certificate instanceof X509Certificate ? certificate.fingerprint256 : '';
}
