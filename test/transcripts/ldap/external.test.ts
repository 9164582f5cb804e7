import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Logger, silentLogger } from '../../../src/base/log.ts';
import { applyOne } from '../../../src/domain/ports/store.ts';
import { EXTENSION } from '../../../src/wire/ldap/extensions.ts';
import type { BindRequest } from '../../../src/wire/ldap/request.ts';
import {
  type ClientAuthority,
  type ClientCredentials,
  createClientAuthority,
} from '../../support/client-certificates.ts';
import { LdapTestClient } from '../../support/ldap-client.ts';
import { type LdapOffice, openLdapOffice, PASSWORD, PEOPLE } from '../../support/ldap-office.ts';
import { RawClient } from '../../support/raw-client.ts';

const DAY_MS = 86_400_000;

let office: LdapOffice;
let authority: ClientAuthority;
let alice: ClientCredentials;

beforeAll(async () => {
  office = await openLdapOffice({ asksForCertificate: true });
  authority = await createClientAuthority();
  alice = await authority.issue({ names: ['alice@example.test'] });
});
beforeEach(() => trust());
afterAll(() => office[Symbol.asyncDispose]());

function trust(revocations: readonly string[] = []): void {
  office.listener.contexts.useClientAuthorities({ certificates: [authority.cert], revocations });
}

/** With StartTLS. */
async function connect(options: ConnectionOptions = {}): Promise<LdapTestClient> {
  const client = await office.connect();
  expect(await client.code({ kind: 'extended', name: EXTENSION.startTls, value: null })).toBe('success');
  await client.raw.startTls(options);
  return client;
}

const external = (credentials: string | null = null): BindRequest => ({
  kind: 'bind',
  version: 3,
  name: '',
  authentication: {
    kind: 'sasl',
    mechanism: 'EXTERNAL',
    credentials: credentials === null ? null : Buffer.from(credentials),
  },
});

async function identity(client: LdapTestClient): Promise<string> {
  const response = await client.ask({ kind: 'extended', name: EXTENSION.whoAmI, value: null });
  return response.kind === 'extended' ? Buffer.from(response.value ?? []).toString() : response.kind;
}

async function offered(client: LdapTestClient): Promise<boolean> {
  const { entries } = await client.search({ scope: 'base', attributes: ['supportedSASLMechanisms'] });
  return entries[0]?.attributes['supportedSASLMechanisms']?.includes('EXTERNAL') ?? false;
}

describe('who shows a certificate', () => {
  test.each([null, '', 'u:alice', 'u:alice@example.test', `dn:uid=alice,${PEOPLE}`])(
    'is who it says, with the identity %j',
    async (asserted) => {
      using client = await connect(alice);
      expect(await offered(client)).toBe(true);
      expect(await client.code(external(asserted))).toBe('success');
      expect(await identity(client)).toBe(`dn:uid=alice,${PEOPLE}`);
      expect(await client.find('(uid=bob)', { base: PEOPLE })).toEqual([`uid=bob,${PEOPLE}`]);
    },
  );

  test('may do so on a connection that begins with TLS', async () => {
    await using secure = await openLdapOffice({ asksForCertificate: true, security: 'implicit-tls' });
    secure.listener.contexts.useClientAuthorities({ certificates: [authority.cert], revocations: [] });
    using client = new LdapTestClient(await RawClient.openTls(secure.listener.port, alice));
    expect(await client.code(external())).toBe('success');
    expect(await identity(client)).toBe(`dn:uid=alice,${PEOPLE}`);
  });

  test('may sign in with a password instead', async () => {
    using client = await connect(alice);
    expect(await client.bind('bob', PASSWORD)).toBe('success');
    expect(await identity(client)).toBe(`dn:uid=bob,${PEOPLE}`);
  });

  test.each(['u:bob', `dn:uid=bob,${PEOPLE}`, 'u:nobody', 'bob'])('may not be %s', async (asserted) => {
    using client = await connect(alice);
    expect(await client.code(external(asserted))).toBe('insufficientAccessRights');
    expect(await identity(client)).toBe('');
  });

  test.each([
    ['nobody here', ['nobody@example.test']],
    ['somebody elsewhere', ['alice@example.org']],
    ['two people', ['alice@example.test', 'bob@example.test']],
    ['an alias', ['postmaster@example.test']],
    ['a host', [{ type: 'dns' as const, value: 'alice@example.test' }]],
    ['a host that looks like more', [{ type: 'dns' as const, value: 'x, email:alice@example.test' }]],
    ['an address with quotes', ['"alice"@example.test']],
    ['an address with more behind it', ['alice@example.test\0.example.org']],
    ['a User ID that is no address', ['alice']],
  ])('of %s is refused', async (_, names) => {
    using client = await connect(await authority.issue({ names }));
    expect(await client.code(external())).toBe('invalidCredentials');
    expect(await identity(client)).toBe('');
  });

  test('of somebody here and addresses elsewhere is that one', async () => {
    const names = ['alice@example.org', 'ALICE@EXAMPLE.TEST', { type: 'dns' as const, value: 'host.example.test' }];
    using client = await connect(await authority.issue({ names }));
    expect(await client.code(external())).toBe('success');
  });
});

describe('a certificate does not hold', () => {
  const refused = async (credentials: ConnectionOptions) => {
    using client = await connect(credentials);
    expect(await offered(client)).toBe(false);
    expect(await client.code(external())).toBe('inappropriateAuthentication');
    // Everything else goes on.
    expect(await client.bind('alice', PASSWORD)).toBe('success');
  };

  test('without one', () => refused({}));

  test('of another authority, also one of the same name', async () => {
    const other = await createClientAuthority();
    await refused(await other.issue({ names: ['alice@example.test'] }));
  });

  test('that has expired', async () =>
    refused(await authority.issue({ names: ['alice@example.test'], isExpired: true })));

  test('that is for servers', async () =>
    refused(await authority.issue({ names: ['alice@example.test'], isServer: true })));

  test('that is revoked', async () => {
    trust([await authority.revoke([alice.serialNumber])]);
    await refused(alice);
    const another = await authority.issue({ names: ['alice@example.test'] });
    using client = await connect(another);
    expect(await client.code(external())).toBe('success');
  });

  test('where nobody knows what is revoked by now', async () => {
    trust([await authority.revoke([], true)]);
    await refused(alice);
  });

  test('where nobody may vouch for anybody', async () => {
    office.listener.contexts.useClientAuthorities(null);
    await refused(alice);
  });

  test('once it has expired on an open connection', async () => {
    using client = await connect(alice);
    expect(await client.code(external())).toBe('success');
    office.passTime(11 * DAY_MS);
    expect(await client.code(external())).toBe('inappropriateAuthentication');
    expect(await offered(client)).toBe(false);
    office.passTime(-11 * DAY_MS);
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('of a session before: none is resumed (%s)', async (maxVersion) => {
    const sessions: Buffer[] = [];
    using before = await connect({ ...alice, maxVersion });
    const socket = before.raw.socket as TLSSocket;
    const known = socket.getSession();
    if (known !== undefined) sessions.push(known);
    socket.on('session', (session: Buffer) => sessions.push(session));
    expect(await before.code(external())).toBe('success');
    expect(sessions.length).toBeGreaterThan(0);
    for (const session of sessions) {
      using client = await connect({ session, maxVersion });
      expect((client.raw.socket as TLSSocket).isSessionReused()).toBe(false);
      expect(await client.code(external())).toBe('inappropriateAuthentication');
    }
  });

  test('in the clear there is none', async () => {
    using client = await office.connect();
    expect(await client.code(external())).toBe('inappropriateAuthentication');
  });
});

test('why a certificate does not hold is in the log', async () => {
  const problems: unknown[] = [];
  const log: Logger = { ...silentLogger, info: ({ problem }) => problem !== undefined && problems.push(problem) };
  await using secure = await openLdapOffice({ asksForCertificate: true, security: 'implicit-tls', log });
  secure.listener.contexts.useClientAuthorities({ certificates: [authority.cert], revocations: [] });
  const other = await createClientAuthority('Another');
  const names = ['alice@example.test'];
  for (const credentials of [
    alice,
    {},
    await authority.issue({ names, isExpired: true }),
    await authority.issue({ names, isServer: true }),
    await other.issue({ names }),
  ]) {
    using client = new LdapTestClient(await RawClient.openTls(secure.listener.port, credentials));
    // The handshake is over for both sides once something has been answered.
    expect(await identity(client)).toBe('');
  }
  expect(problems).toEqual(['CERT_HAS_EXPIRED', 'INVALID_PURPOSE', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']);
});

test('whoever is switched off is refused, and sees nothing any more', async () => {
  const account = await office.addUser('carol');
  const credentials = await authority.issue({ names: ['carol@example.test'] });
  using client = await connect(credentials);
  expect(await client.code(external())).toBe('success');
  expect(await identity(client)).toBe(`dn:uid=carol,${PEOPLE}`);
  await applyOne(office.store, { kind: 'update-user', account, expectVersion: null, isEnabled: false });
  expect((await client.search({ base: PEOPLE })).result.code).toBe('insufficientAccessRights');
  expect(await client.code(external())).toBe('invalidCredentials');
});
