import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SYSTEM } from '../../../src/domain/access/caller.ts';
import { EXTENSION } from '../../../src/wire/ldap/extensions.ts';
import type { BindRequest } from '../../../src/wire/ldap/request.ts';
import { LdapTestClient } from '../../support/ldap-client.ts';
import { type LdapOffice, openLdapOffice, PASSWORD, PEOPLE } from '../../support/ldap-office.ts';

let office: LdapOffice;

beforeAll(async () => {
  office = await openLdapOffice();
});
afterAll(() => office[Symbol.asyncDispose]());

const whoAmI = { kind: 'extended', name: EXTENSION.whoAmI, value: null } as const;

async function identity(client: LdapTestClient): Promise<string> {
  const response = await client.ask(whoAmI);
  if (response.kind !== 'extended') throw new Error(response.kind);
  return Buffer.from(response.value ?? []).toString();
}

const simple = (name: string, password: string, version = 3): BindRequest => ({
  kind: 'bind',
  version,
  name,
  authentication: { kind: 'simple', password: Buffer.from(password) },
});
const sasl = (mechanism: string, credentials: string | null): BindRequest => ({
  kind: 'bind',
  version: 3,
  name: '',
  authentication: { kind: 'sasl', mechanism, credentials: credentials === null ? null : Buffer.from(credentials) },
});

describe('simple bind', () => {
  test.each([
    'alice',
    'ALICE',
    'alice@example.test',
    `uid=alice,${PEOPLE}`,
    'UID = Alice , OU=People,DC=Example,DC=Test',
    `0.9.2342.19200300.100.1.1=alice,${PEOPLE}`,
  ])('as %s', async (name) => {
    using client = await office.connect();
    expect(await client.bind(name, PASSWORD)).toBe('success');
    expect(await identity(client)).toBe(`dn:uid=alice,${PEOPLE}`);
  });

  test.each([
    ['a wrong password', simple('alice', 'wrong'), 'invalidCredentials'],
    ['nobody', simple('nobody', PASSWORD), 'invalidCredentials'],
    ['the name of no entry', simple(`uid=nobody,${PEOPLE}`, PASSWORD), 'invalidCredentials'],
    ['the name of another kind of entry', simple('dc=example,dc=test', PASSWORD), 'invalidCredentials'],
    ['a password without a name', simple('', PASSWORD), 'invalidCredentials'],
    ['a name without a password', simple('alice', ''), 'unwillingToPerform'],
    ['version 2', simple('alice', PASSWORD, 2), 'protocolError'],
    ['a password that is not UTF-8', simpleOctets('alice', Uint8Array.of(0xff)), 'protocolError'],
    ['injection', simple('*)(uid=*', PASSWORD), 'invalidCredentials'],
    ['more injection', simple('admin)(|(uid=*', PASSWORD), 'invalidCredentials'],
    ['NUL', simple('alice\0', PASSWORD), 'invalidCredentials'],
  ])('%s is refused, and leaves the client anonymous', async (_, request, code) => {
    using client = await office.as('alice');
    expect(await client.code(request)).toBe(code);
    expect(await identity(client)).toBe('');
  });

  test('anonymous', async () => {
    using client = await office.as('alice');
    expect(await client.bind('', '')).toBe('success');
    expect(await identity(client)).toBe('');
  });

  test('ends the connection after five wrong passwords', async () => {
    using client = await office.connect();
    for (let tries = 0; tries < 5; tries += 1) expect(await client.bind('bob', 'wrong')).toBe('invalidCredentials');
    expect(await client.ended()).toBe('');
  });

  test('needs TLS', async () => {
    await using strict = await openLdapOffice({ settings: { cleartextAuthFrom: [] } });
    using client = await strict.connect();
    expect(await client.bind('alice', PASSWORD)).toBe('confidentialityRequired');
    expect(await client.code(sasl('PLAIN', `\0alice\0${PASSWORD}`))).toBe('confidentialityRequired');
    expect(await client.code({ kind: 'extended', name: EXTENSION.startTls, value: null })).toBe('success');
    await client.raw.startTls();
    expect(await client.bind('alice', PASSWORD)).toBe('success');
  });
});

describe('SASL', () => {
  test.each([
    ['PLAIN', `\0alice\0${PASSWORD}`, 'success', 'alice'],
    ['PLAIN', `u:alice\0alice\0${PASSWORD}`, 'success', 'alice'],
    ['PLAIN', `dn:uid=alice,${PEOPLE}\0alice@example.test\0${PASSWORD}`, 'success', 'alice'],
    ['PLAIN', `u:bob\0alice\0${PASSWORD}`, 'insufficientAccessRights', null],
    ['PLAIN', '\0alice\0wrong', 'invalidCredentials', null],
    ['PLAIN', 'alice', 'protocolError', null],
    ['LOGIN', 'alice', 'authMethodNotSupported', null],
    ['EXTERNAL', '', 'inappropriateAuthentication', null],
    ['GSSAPI', null, 'authMethodNotSupported', null],
  ])('%s with %j: %s', async (mechanism, credentials, code, userId) => {
    using client = await office.connect();
    expect(await client.code(sasl(mechanism, credentials))).toBe(code);
    expect(await identity(client)).toBe(userId === null ? '' : `dn:uid=${userId},${PEOPLE}`);
  });

  test('PLAIN in two messages', async () => {
    using client = await office.connect();
    expect(await client.code(sasl('PLAIN', null))).toBe('saslBindInProgress');
    expect(await client.code(sasl('PLAIN', `\0alice\0${PASSWORD}`))).toBe('success');
  });

  test.each([
    ['another mechanism', sasl('SCRAM-SHA-256', 'n,,n=alice,r=x'), 'saslBindInProgress'],
    ['a simple bind', simple('alice', PASSWORD), 'success'],
  ])('%s gives an exchange up', async (_, request, code) => {
    using client = await office.connect();
    expect(await client.code(sasl('PLAIN', null))).toBe('saslBindInProgress');
    expect(await client.code(request)).toBe(code);
  });

  test('another operation gives an exchange up', async () => {
    using client = await office.connect();
    expect(await client.code(sasl('PLAIN', null))).toBe('saslBindInProgress');
    expect(await identity(client)).toBe('');
    expect(await client.code(sasl('PLAIN', `\0alice\0${PASSWORD}`))).toBe('success');
  });

  test('SCRAM-SHA-256: both sides prove themselves', async () => {
    using client = await office.connect();
    const { proof, serverSignature } = await beginScram(client, 'alice', PASSWORD);
    const response = await client.ask(sasl('SCRAM-SHA-256', proof));
    expect(response).toMatchObject({ kind: 'bind', result: { code: 'success' } });
    if (response.kind !== 'bind') throw new Error(response.kind);
    expect(Buffer.from(response.saslCredentials ?? []).toString()).toBe(`v=${serverSignature}`);
    expect(await identity(client)).toBe(`dn:uid=alice,${PEOPLE}`);
  });

  test('SCRAM-SHA-256 with a wrong password', async () => {
    using client = await office.connect();
    const { proof } = await beginScram(client, 'alice', 'wrong');
    expect(await client.code(sasl('SCRAM-SHA-256', proof))).toBe('invalidCredentials');
  });
});

describe('StartTLS', () => {
  const startTls = { kind: 'extended', name: EXTENSION.startTls, value: null } as const;

  test('makes the client anonymous, and can be done once', async () => {
    using client = await office.as('alice');
    expect(await client.code(startTls)).toBe('success');
    await client.raw.startTls();
    expect(await identity(client)).toBe('');
    expect(await client.code(startTls)).toBe('operationsError');
  });

  test('what comes along with it in the clear is dropped', async () => {
    using client = await office.connect();
    const injected = { kind: 'extended', name: EXTENSION.whoAmI, value: null } as const;
    client.raw.socket.cork();
    client.send(startTls);
    client.send(injected);
    client.raw.socket.uncork();
    expect((await client.next()).messageId).toBe(1);
    await client.raw.startTls();
    // The next that is answered is what comes next inside.
    expect(await client.bind('alice', PASSWORD)).toBe('success');
  });

  test('with a value is malformed', async () => {
    using client = await office.connect();
    expect(await client.code({ ...startTls, value: Buffer.from('x') })).toBe('protocolError');
  });

  test('does not exist where there is no TLS', async () => {
    await using plain = await openLdapOffice({ security: 'none' });
    using client = await plain.connect();
    expect(await client.code(startTls)).toBe('protocolError');
  });

  test('a listener that begins with TLS', async () => {
    await using secure = await openLdapOffice({ security: 'implicit-tls', settings: { cleartextAuthFrom: [] } });
    using client = await LdapTestClient.openTls(secure.listener.port);
    expect(await client.bind('alice', PASSWORD)).toBe('success');
    expect(await client.code(startTls)).toBe('operationsError');
  });
});

test('a session ends when what was proved holds no longer', async () => {
  using client = await office.as('bob');
  office.endSessions('bob');
  expect(await client.ended()).toBe('');
});

function simpleOctets(name: string, password: Uint8Array): BindRequest {
  return { kind: 'bind', version: 3, name, authentication: { kind: 'simple', password } };
}

/** RFC 5802 section 3 */
async function beginScram(client: LdapTestClient, login: string, password: string) {
  const bare = `n=${login},r=rOprNGfwEbeRWgbNEkqO`;
  const response = await client.ask(sasl('SCRAM-SHA-256', `n,,${bare}`));
  if (response.kind !== 'bind') throw new Error(response.kind);
  expect(response.result.code).toBe('saslBindInProgress');
  const serverFirst = Buffer.from(response.saslCredentials ?? []).toString();
  const fields = new Map(serverFirst.split(',').map((part) => [part[0], part.slice(2)]));
  const salt = Buffer.from(fields.get('s') ?? '', 'base64');
  const salted = pbkdf2Sync(password, salt, Number(fields.get('i')), 32, 'sha256');
  const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const clientKey = hmac(salted, 'Client Key');
  const withoutProof = `c=biws,r=${fields.get('r')}`;
  const message = [bare, serverFirst, withoutProof].join(',');
  const signature = hmac(createHash('sha256').update(clientKey).digest(), message);
  const proof = clientKey.map((octet, index) => octet ^ (signature[index] ?? 0));
  return {
    proof: `${withoutProof},p=${Buffer.from(proof).toString('base64')}`,
    serverSignature: hmac(hmac(salted, 'Server Key'), message).toString('base64'),
  };
}

test('names of entries do not tell who exists: their failures count with those of the User ID', async () => {
  await using strict = await openLdapOffice();
  await strict.settings.set(SYSTEM, 'authFailuresPerAccount', 3);
  const fail = async (login: string) => {
    using client = await strict.connect();
    return await client.bind(login, 'wrong');
  };
  for (const who of ['alice', 'ghost']) {
    const told: string[] = [];
    for (const login of [`uid=${who},${PEOPLE}`, who, `${who}@example.test`, who, `UID=${who},${PEOPLE}`]) {
      told.push(await fail(login));
    }
    const [wrong, refused] = ['invalidCredentials', 'unwillingToPerform'];
    expect(told, who).toEqual([wrong, wrong, wrong, refused, refused]);
  }
});
