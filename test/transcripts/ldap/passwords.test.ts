/** Passwords over LDAP: RFC 3062, and userPassword, which is written and never read. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SYSTEM } from '../../../src/domain/access/caller.ts';
import { applyOne } from '../../../src/domain/ports/store.ts';
import { BerReader } from '../../../src/wire/ldap/ber-reader.ts';
import { context } from '../../../src/wire/ldap/ber-tag.ts';
import { EXTENSION, formatPasswordChange } from '../../../src/wire/ldap/extensions.ts';
import type { ExtendedRequest } from '../../../src/wire/ldap/request.ts';
import { add, answer, modify, resultOf, told } from '../../support/ldap-changes.ts';
import type { LdapTestClient } from '../../support/ldap-client.ts';
import { ALIASES, type LdapOffice, openLdapOffice, PASSWORD, PEOPLE } from '../../support/ldap-office.ts';

const NEXT = 'quite another horse';
const whoAmI = { kind: 'extended', name: EXTENSION.whoAmI, value: null } as const;

let office: LdapOffice;
let admin: LdapTestClient;
let made = 0;
/** Of each test its own, with PASSWORD. */
let userId: string;

beforeAll(async () => {
  office = await openLdapOffice();
  admin = await office.as('admin');
});
beforeEach(async () => {
  made += 1;
  userId = `user${made}`;
  await office.addUser(userId, {}, PASSWORD);
});
afterAll(async () => {
  admin[Symbol.dispose]();
  await office[Symbol.asyncDispose]();
});

interface Given {
  readonly identity?: string;
  readonly old?: string;
  readonly next?: string | Uint8Array;
}

function passwordModify({ identity, old, next }: Given): ExtendedRequest {
  const octets = (given: string | Uint8Array | undefined) => (given === undefined ? null : Buffer.from(given));
  const change = { identity: octets(identity), oldPassword: octets(old), newPassword: octets(next) };
  return { kind: 'extended', name: EXTENSION.passwordModify, value: formatPasswordChange(change) };
}

const named = (user: string) => `uid=${user},${PEOPLE}`;
const replaced = (name: string, ...userPassword: string[]) => modify(name, ['replace', { userPassword }]);

async function signsIn(user: string, password: string): Promise<boolean> {
  using client = await office.connect();
  return (await client.bind(user, password)) === 'success';
}

async function identity(client: LdapTestClient): Promise<string> {
  const response = await client.ask(whoAmI);
  return response.kind === 'extended' ? Buffer.from(response.value ?? []).toString() : response.kind;
}

describe('one’s own', () => {
  test.each<[string, Given]>([
    ['as who is signed in', { next: NEXT }],
    ['by User ID', { identity: 'USER', next: NEXT }],
    ['by name', { identity: 'NAME', next: NEXT }],
    ['by identity', { identity: 'u:USER', next: NEXT }],
    ['by identity as a name', { identity: 'dn:NAME', next: NEXT }],
    ['by address', { identity: 'USER@example.test', next: NEXT }],
    ['with the old one', { old: PASSWORD, next: NEXT }],
  ])('%s, and the session goes on', async (_, given) => {
    using client = await office.as(userId);
    const request = given.identity?.replace('NAME', named(userId)).replace('USER', userId);
    expect(await told(client, passwordModify({ ...given, ...(request && { identity: request }) }))).toBe('success');
    expect(await identity(client)).toBe(`dn:${named(userId)}`);
    expect([await signsIn(userId, NEXT), await signsIn(userId, PASSWORD)]).toEqual([true, false]);
    expect(await told(client, passwordModify({ next: PASSWORD }))).toBe('success');
    const [entry] = await office.store.reader().audit.list({ actor: userId, limit: 1 });
    expect(entry).toMatchObject({ action: 'user.password', before: {}, after: {}, actor: { service: 'ldap' } });
  });

  test('others who are signed in with the old one are let go', async () => {
    using client = await office.as(userId);
    using other = await office.as(userId);
    expect(await told(client, passwordModify({ next: NEXT }))).toBe('success');
    expect(await other.ended()).toBe('');
    expect(await identity(client)).toBe(`dn:${named(userId)}`);
  });

  test('made by the server', async () => {
    using client = await office.as(userId);
    const { response } = await answer(client, { ...whoAmI, name: EXTENSION.passwordModify });
    if (response.kind !== 'extended') throw new Error(response.kind);
    const password = new BerReader(response.value ?? Buffer.alloc(0)).constructed().text(context(0));
    expect(response.name ?? null).toBeNull();
    expect([await signsIn(userId, password), await signsIn(userId, PASSWORD)]).toEqual([true, false]);
  });

  test.each<[string, Given, string]>([
    ['a wrong old one', { old: 'wrong', next: NEXT }, 'invalidCredentials: not the old password'],
    ['a simple one', { next: 'password' }, 'constraintViolation: userPassword: not acceptable (password-is-common)'],
    ['an empty one', { next: '' }, 'unwillingToPerform: new password value is empty'],
    [
      'a hash',
      { next: '{SSHA}abcd' },
      'constraintViolation: userPassword: the password itself is wanted, and no hash of it',
    ],
    ['no text', { next: Uint8Array.of(0xff) }, 'constraintViolation: userPassword: not UTF-8'],
    ['nobody', { identity: 'nobody', next: NEXT }, 'noSuchObject'],
    ['injection', { identity: '*)(uid=*', next: NEXT }, 'noSuchObject'],
    ['an alias', { identity: `cn=postmaster,${ALIASES}`, next: NEXT }, 'noSuchObject'],
    ['somebody else', { identity: 'bob', next: NEXT }, 'insufficientAccessRights'],
    ['the administrator', { identity: 'admin', next: NEXT }, 'insufficientAccessRights'],
    ['the administrator, by his password', { identity: 'admin', old: 'x', next: NEXT }, 'insufficientAccessRights'],
  ])('refuses %s', async (_, given, expected) => {
    using client = await office.as(userId);
    const message = await answer(client, passwordModify(given));
    const { code, message: text = '' } = resultOf(message);
    expect(text === '' ? code : `${code}: ${text}`).toBe(expected);
    expect(message.response).toMatchObject({ value: null });
    expect(await signsIn(userId, PASSWORD)).toBe(true);
  });

  test('is not given to who has a password that was made for a program', async () => {
    const { account } = await office.user(userId);
    const verifier = (await office.store.reader().directory.credentials(account))[0]?.verifier ?? '';
    await office.setPassword(userId, NEXT);
    await applyOne(office.store, {
      ...({ kind: 'set-credential', account } as const),
      credential: {
        ...({
          kind: 'app-password',
          label: 'phone',
          verifier,
          scram: null,
          mustChange: false,
          services: null,
        } as const),
        ...{ createdAtMs: 0, expiresAtMs: null },
      },
    });
    using client = await office.as(userId);
    const next = 'a third horse, a third';
    expect(await told(client, passwordModify({ next }))).toBe('unwillingToPerform: the old password is needed');
    expect(await told(client, replaced(named(userId), next))).toBe('unwillingToPerform: the old password is needed');
    expect(await told(client, passwordModify({ old: PASSWORD, next }))).toBe(
      'invalidCredentials: not the old password',
    );
    expect(await told(client, passwordModify({ old: NEXT, next }))).toBe('success');
    expect([await signsIn(userId, PASSWORD), await signsIn(userId, next)]).toEqual([true, true]);
  });

  test('with a one-time password nothing else is possible', async () => {
    await office.setPassword(userId, NEXT, { mustChange: true });
    using client = await office.connect();
    expect(await client.bind(userId, NEXT)).toBe('success');
    const title = modify(named(userId), ['replace', { title: 'Dr' }]);
    expect(await told(client, title)).toBe('insufficientAccessRights: the password has to be changed first');
    expect(await told(client, passwordModify({ next: PASSWORD }))).toBe('success');
    expect(await told(client, title)).toBe('success');
  });

  test('needs the privilege', async () => {
    using client = await office.as(userId);
    await office.settings.set(SYSTEM, 'withheldPrivileges', ['change-password']);
    expect(await told(client, passwordModify({ next: NEXT }))).toBe(
      'insufficientAccessRights: not permitted (privilege-withheld: change-password)',
    );
    await office.settings.set(SYSTEM, 'withheldPrivileges', []);
    expect(await identity(client)).toBe(`dn:${named(userId)}`);
  });

  test('by Modify', async () => {
    using client = await office.as(userId);
    expect(await told(client, replaced(named(userId), NEXT))).toBe('success');
    const exchange = (old: string, next: string) =>
      modify(named(userId), ['delete', { userPassword: old }], ['add', { userPassword: next }]);
    expect(await told(client, exchange('wrong', PASSWORD))).toBe('invalidCredentials: not the old password');
    expect(await told(client, exchange(NEXT, PASSWORD))).toBe('success');
    expect(await signsIn(userId, PASSWORD)).toBe(true);
  });
});

describe('of others', () => {
  test('an administrator sets one', async () => {
    expect(await told(admin, passwordModify({ identity: userId, next: NEXT }))).toBe('success');
    expect([await signsIn(userId, NEXT), await signsIn(userId, PASSWORD)]).toEqual([true, false]);
    expect(await told(admin, replaced(named(userId), PASSWORD))).toBe('success');
    expect(await signsIn(userId, PASSWORD)).toBe(true);
  });

  test('one that the server makes is to be changed', async () => {
    const { response } = await answer(admin, passwordModify({ identity: userId }));
    if (response.kind !== 'extended') throw new Error(response.kind);
    const password = new BerReader(response.value ?? Buffer.alloc(0)).constructed().text(context(0));
    using client = await office.connect();
    expect(await client.bind(userId, password)).toBe('success');
    const title = modify(named(userId), ['replace', { title: 'Dr' }]);
    expect(await told(client, title)).toBe('insufficientAccessRights: the password has to be changed first');
  });

  test('who has none gets one by adding it', async () => {
    const adding = (name: string) => modify(named(name), ['add', { userPassword: NEXT }]);
    expect(await told(admin, adding(userId))).toBe('constraintViolation: userPassword: multiple values provided');
    await office.addUser(`${userId}b`);
    expect(await told(admin, adding(`${userId}b`))).toBe('success');
    expect(await signsIn(`${userId}b`, NEXT)).toBe(true);
  });

  test.each<[string, Parameters<typeof modify> extends [string, ...infer C] ? C : never, string]>([
    ['two', [['replace', { userPassword: ['a1 b2 c3 d4', 'e5 f6 g7 h8'] }]], 'constraintViolation: '],
    ['none', [['replace', { userPassword: [] }]], 'unwillingToPerform: '],
    ['taken away', [['delete', { userPassword: [] }]], 'unwillingToPerform: '],
    ['a hash', [['replace', { userPassword: '{SSHA}uVhMJpzRPNSJ9vVAzSbrzLQ7oTNyYWx0' }]], 'constraintViolation: '],
    ['counted up', [['increment', { userPassword: '1' }]], 'unwillingToPerform: '],
    ['with others', [['replace', { userPassword: NEXT, title: 'Dr' }]], 'unwillingToPerform: '],
    ['with an option', [['replace', { 'userPassword;x-y': NEXT }]], 'undefinedAttributeType: '],
  ])('not %s', async (_, changes, expected) => {
    expect((await told(admin, modify(named(userId), ...changes))).slice(0, expected.length)).toBe(expected);
    expect([await signsIn(userId, PASSWORD), (await office.user(userId)).profile.title]).toEqual([true, '']);
  });

  test('of what is no person', async () => {
    expect(await told(admin, replaced(`cn=postmaster,${ALIASES}`, NEXT))).toMatch(/^objectClassViolation/);
    expect(await told(admin, replaced(PEOPLE, NEXT))).toMatch(/^unwillingToPerform/);
  });

  test('is in no entry, and in no answer', async () => {
    const { entries } = await admin.search({ base: PEOPLE, attributes: ['*', '+', 'userPassword'] });
    expect(JSON.stringify(entries)).not.toMatch(/password|argon/i);
    const compare = { kind: 'compare', name: named(userId), attribute: 'userPassword' } as const;
    expect(await admin.code({ ...compare, value: Buffer.from(PASSWORD) })).toBe('insufficientAccessRights');
  });
});

test('strangers change nothing', async () => {
  using client = await office.connect();
  expect(await told(client, passwordModify({ identity: userId, old: PASSWORD, next: NEXT }))).toBe(
    'strongerAuthRequired: modifications require authentication',
  );
  expect(await client.code({ kind: 'extended', name: EXTENSION.passwordModify, value: Buffer.from('x') })).toBe(
    'protocolError',
  );
});

test('wrong old passwords count like failed sign-ins', async () => {
  await using guessed = await openLdapOffice({ settings: { trustedNetworks: [] } });
  await guessed.settings.set(SYSTEM, 'authFailuresPerAddressMinute', 5);
  using client = await guessed.as('alice');
  const told = new Set<string>();
  for (let tries = 0; tries < 7; tries += 1) {
    const { code, message = '' } = resultOf(
      await answer(client, passwordModify({ old: `wrong ${tries}`, next: NEXT })),
    );
    told.add(`${code}: ${message}`);
  }
  expect([...told]).toEqual([
    'invalidCredentials: not the old password',
    'unwillingToPerform: too many failed attempts, try again later',
  ]);
});

test('nobody gives a password away to who listens', async () => {
  await using plain = await openLdapOffice();
  using client = await plain.as('admin');
  plain.listener.set('cleartextAuthFrom', []);
  const values = { objectClass: 'inetOrgPerson', cn: 'x', sn: 'x', mail: 'x@example.test', userPassword: NEXT };
  for (const request of [
    passwordModify({ identity: 'bob', next: NEXT }),
    replaced(named('bob'), NEXT),
    add(named('x'), values),
  ]) {
    expect(await told(client, request)).toBe('confidentialityRequired: begin TLS first');
  }
});
