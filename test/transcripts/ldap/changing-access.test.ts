/** Who may change what over LDAP: the same as everywhere, and told like what is not there where it is not seen. DI8, DI9 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SYSTEM } from '../../../src/domain/access/caller.ts';
import type { AccountId, DomainId } from '../../../src/domain/ports/ids.ts';
import { applyOne } from '../../../src/domain/ports/store.ts';
import { EXTENSION, formatPasswordChange } from '../../../src/wire/ldap/extensions.ts';
import type { Request } from '../../../src/wire/ldap/request.ts';
import { add, asserting, modify, remove, rename, told } from '../../support/ldap-changes.ts';
import type { LdapTestClient } from '../../support/ldap-client.ts';
import { ALIASES, type LdapOffice, openLdapOffice, PASSWORD, PEOPLE } from '../../support/ldap-office.ts';

let office: LdapOffice;
const clients = new Map<string, LdapTestClient>();
const WHO = ['anonymous', 'user', 'other', 'helper', 'manager', 'admin'] as const;

beforeAll(async () => {
  office = await openLdapOffice();
  const { store, domain } = office;
  const admin = (await office.user('admin')).account;
  const created = await applyOne(store, {
    ...({ kind: 'create-domain', name: 'example.org', description: '', postmaster: admin, dkimKeys: [] } as const),
  });
  const role = (name: 'domain-administrator' | 'help-desk', id: DomainId) => ({ role: name, roleDomains: [id] });
  await office.addUser('user', {}, PASSWORD);
  await office.addUser('other', role('domain-administrator', created.domain), PASSWORD);
  await office.addUser('helper', role('help-desk', domain.id), PASSWORD);
  await office.addUser('manager', role('domain-administrator', domain.id), PASSWORD);
  await office.addUser('hidden', { isListed: false });
  await office.addUser('listed');
  await office.addAlias('team', [await account('listed')], [{ kind: 'user', account: await account('listed') }]);
  for (const who of WHO) clients.set(who, await (who === 'anonymous' ? office.connect() : office.as(who)));
});
afterAll(async () => {
  for (const client of clients.values()) client[Symbol.dispose]();
  await office[Symbol.asyncDispose]();
});

async function account(userId: string): Promise<AccountId> {
  return (await office.user(userId)).account;
}

const named = (userId: string) => `uid=${userId},${PEOPLE}`;
const person = (userId: string) =>
  add(named(userId), { objectClass: 'inetOrgPerson', cn: userId, sn: userId, mail: `${userId}@example.test` });
const title = (userId: string) => modify(named(userId), ['replace', { title: 'Dr' }]);
const password = (userId: string): Request => ({
  ...{ kind: 'extended', name: EXTENSION.passwordModify },
  value: formatPasswordChange({
    ...{ identity: Buffer.from(named(userId)), oldPassword: null },
    newPassword: Buffer.from('correct horse battery staple'),
  }),
});

const [AUTH, NO, NONE, OK] = ['strongerAuthRequired', 'insufficientAccessRights', 'noSuchObject', 'success'];
describe.each<[string, Request, anonymous: string, user: string, other: string, helper: string, manager: string]>([
  ['a title of one who is listed', title('listed'), AUTH, NO, NO, NO, OK],
  ['a title of one who is hidden', title('hidden'), AUTH, NONE, NONE, NO, OK],
  ['a title of nobody', title('nobody'), AUTH, NONE, NONE, NONE, NONE],
  ['a title of an administrator', title('admin'), AUTH, NO, NO, NO, NO],
  ['a password of one who is listed', password('listed'), AUTH, NO, NO, OK, OK],
  ['a password of one who is hidden', password('hidden'), AUTH, NONE, NONE, OK, OK],
  ['a password of nobody', password('nobody'), AUTH, NONE, NONE, NONE, NONE],
  ['a password of an administrator', password('admin'), AUTH, NO, NO, NO, NO],
  ['another name for one who is listed', rename(named('listed'), 'uid=Listed'), AUTH, NO, NO, NO, OK],
  ['another name for one who is hidden', rename(named('hidden'), 'uid=Hidden'), AUTH, NONE, NONE, NO, OK],
  ['a role', modify(named('listed'), ['replace', { mailroomRole: 'administrator' }]), AUTH, NO, NO, NO, NO],
  ['into a domain out of reach', moved('listed'), AUTH, NO, NO, NO, NO],
  ['no administrator', remove(named('admin')), AUTH, NO, NO, NO, NO],
  ['no hidden user', remove(named('hidden')), AUTH, NONE, NONE, NO, OK],
  ['a new user', person('new'), AUTH, NO, NO, NO, OK],
  ['a user who is there', person('new'), AUTH, NO, NO, NO, 'entryAlreadyExists'],
  ['no new user', remove(named('new')), AUTH, NO, NO, NO, OK],
  ['a branch', remove(PEOPLE), AUTH, NO, NO, NO, NO],
  ['no alias', remove(`cn=team,${ALIASES}`), AUTH, NO, NO, NO, OK],
])('%s', (_, request, ...expected) => {
  test('by each', async () => {
    const codes: string[] = [];
    for (const who of WHO.slice(0, -1)) {
      const client = clients.get(who);
      if (client === undefined) throw new Error(who);
      codes.push(await client.code(request));
    }
    expect(codes).toEqual(expected);
  });
});

function moved(userId: string): Request {
  return rename(named(userId), `uid=${userId}`, { newSuperior: 'ou=people,dc=example,dc=org' });
}

test('what nobody sees cannot be asked for by a condition', async () => {
  const client = clients.get('user');
  if (client === undefined) throw new Error('nobody');
  const request = modify(named('user'), ['replace', { title: 'x' }]);
  expect(await told(client, request, asserting('(mailroomAlternateMail=*)'))).toBe('assertionFailed');
  expect(await told(client, request, asserting('(userPassword=*)'))).toBe('assertionFailed');
  expect(await told(client, title('listed'), asserting('(sn=x)'))).toBe(NO);
});

describe('oneself', () => {
  const self = async (...changes: Parameters<typeof modify> extends [string, ...infer C] ? C : never) => {
    const client = clients.get('user');
    if (client === undefined) throw new Error('nobody');
    return told(client, modify(named('user'), ...changes));
  };

  test('profile, language and forwarding', async () => {
    const changed = await self(
      ['replace', { givenName: 'Ute', sn: 'Urban', cn: 'Ute Urban', title: 'Dr', preferredLanguage: 'de' }],
      ['add', { mailroomForwardTo: 'ute@example.com' }],
    );
    expect(changed).toBe('success');
    expect(await office.user('user')).toMatchObject({
      ...{ profile: { firstName: 'Ute', lastName: 'Urban', title: 'Dr' }, language: 'de' },
      forwarding: { addresses: ['ute@example.com'], keepsCopy: false },
    });
    expect(await self(['delete', { mailroomForwardTo: [] }])).toBe('success');
    const [entry] = await office.store.reader().audit.list({ actor: 'user', limit: 1 });
    expect(entry).toMatchObject({ action: 'user.update', actor: { name: 'user', service: 'ldap' } });
  });

  test.each([
    ['mail', 'u@example.test'],
    ['mailroomRole', 'administrator'],
    ['mailroomStorageQuota', 'none'],
    ['mailroomEnabled', 'FALSE'],
    ['mailroomListed', 'FALSE'],
    ['mailroomAlternateMail', 'u@example.org'],
  ])('not %s', async (attribute, value) => {
    const before = await office.user('user');
    expect(await self(['replace', { [attribute]: value }])).toMatch(/^insufficientAccessRights/);
    expect(await self(['replace', { [attribute]: value, title: 'King' }])).toMatch(/^insufficientAccessRights/);
    expect(await office.user('user')).toEqual(before);
  });

  test('neither another name, nor leaving', async () => {
    const client = clients.get('user');
    if (client === undefined) throw new Error('nobody');
    expect(await told(client, rename(named('user'), 'uid=other2'))).toBe(NO);
    expect(await told(client, remove(named('user')))).toBe(NO);
  });

  test('K10: without the privilege it is refused, from the moment at which it is withdrawn', async () => {
    expect(await self(['replace', { title: 'a' }])).toBe('success');
    await office.settings.set(SYSTEM, 'withheldPrivileges', ['change-profile']);
    expect(await self(['replace', { title: 'b' }])).toBe(
      'insufficientAccessRights: not permitted (privilege-withheld: change-profile)',
    );
    expect(await self(['replace', { mailroomForwardTo: 'ute@example.com' }])).toBe('success');
    expect(await self(['replace', { title: 'b', mailroomForwardTo: 'x@example.com' }])).toMatch(/^insufficient/);
    expect(await office.user('user')).toMatchObject({ forwarding: { addresses: ['ute@example.com'] } });
    await office.settings.set(SYSTEM, 'withheldPrivileges', []);
  });

  test('K10: whose role is taken away has it no longer', async () => {
    await office.addUser('former', { role: 'administrator' }, PASSWORD);
    using client = await office.as('former');
    expect(await told(client, title('listed'))).toBe('success');
    const { account, version } = await office.user('former');
    await applyOne(office.store, { kind: 'update-user', account, expectVersion: version, role: 'user' });
    expect(await told(client, modify(named('listed'), ['replace', { title: 'x' }]))).toBe(NO);
  });
});

describe('a program of an administrator', () => {
  const simple = (given: string): Request => ({
    ...{ kind: 'bind', version: 3, name: named('chief') },
    authentication: { kind: 'simple', password: Buffer.from(given) },
  });
  const bearer = (token: string): Request => ({
    ...{ kind: 'bind', version: 3, name: '' },
    authentication: {
      ...{ kind: 'sasl', mechanism: 'OAUTHBEARER' },
      credentials: Buffer.from(`n,,\x01auth=Bearer ${token}\x01\x01`),
    },
  });

  test.each([
    ['an app password', async () => simple(await office.appPassword('chief')), NO],
    ['a token for this alone', async () => bearer(await office.token('chief', ['ldap'])), NO],
    ['a token for the administration, too', async () => bearer(await office.token('chief', ['ldap', 'admin'])), OK],
  ])('with %s', async (_, proof, expected) => {
    await office.addUser('subject', { isListed: false }, PASSWORD);
    await office.addUser('chief', { role: 'administrator' }, PASSWORD);
    using client = await office.connect();
    expect(await client.code(await proof())).toBe('success');
    // To himself it is himself; and it sees one who is hidden, as an administrator does.
    expect(await told(client, modify(named('chief'), ['replace', { title: 'Dr' }]))).toBe(OK);
    const codes: string[] = [];
    for (const request of [title('subject'), password('subject'), person('another'), remove(named('subject'))]) {
      codes.push(await client.code(request));
    }
    expect(codes).toEqual(codes.map(() => expected));
    for (const userId of ['subject', 'chief', 'another']) await clients.get('admin')?.code(remove(named(userId)));
  });
});
