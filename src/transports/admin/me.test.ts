/** What people do for themselves: with their privileges, and never with more. DI8, K10 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAdminApi } from '../../../test/support/admin-api.ts';
import { PRIVILEGES } from '../../domain/ports/account-policy.ts';
import { privilegeSchema } from '../../wire/admin/privilege-schemas.ts';

const PASSWORD = 'correct horse battery';
let api: Awaited<ReturnType<typeof openAdminApi>>;

beforeAll(async () => {
  api = await openAdminApi();
  for (const userId of ['ann', 'bob', 'carl']) {
    await api.directory.users.create({ userId, mail: `${userId}@example.test`, password: PASSWORD });
  }
});
afterAll(() => api[Symbol.asyncDispose]());

const as = (who: string) => (method: string, path: string, body?: unknown) =>
  api.send(method, `/api/v1/me${path}`, body, who);
const ann = as('ann');

test('the API knows the privileges that there are', () => {
  expect(privilegeSchema.options).toEqual(PRIVILEGES);
});

test('one’s own account, without what is the administrators’', async () => {
  await api.directory.users.update('ann', { profile: { alternateMail: 'ann@example.com' } });
  const { status, body } = await ann('PATCH', '', { profile: { title: 'clerk' }, language: 'de' });
  expect(status).toBe(200);
  expect(body).toMatchObject({ userId: 'ann', mail: 'ann@example.test', language: 'de', profile: { title: 'clerk' } });
  expect(body.privileges).toMatchObject({ 'change-password': true });
  expect(JSON.stringify(body)).not.toContain('example.com');
  expect(await ann('PATCH', '', { profile: { alternateMail: 'x@example.com' } })).toMatchObject({ status: 400 });
  expect(await ann('PATCH', '', { role: 'administrator' })).toMatchObject({ status: 400 });
});

describe('the password', () => {
  test('is changed by who knows the present one', async () => {
    const next = `${PASSWORD} staple`;
    expect(await ann('PUT', '/password', { present: 'wrong horse', password: next })).toMatchObject({
      status: 401,
      // The session itself is good: what was typed is not.
      body: { error: { code: 'authentication-failed', detail: { field: 'present', reason: 'wrong-password' } } },
    });
    expect(await ann('PUT', '/password', { present: PASSWORD, password: 'ann' })).toMatchObject({ status: 400 });
    expect(await ann('PUT', '/password', { present: PASSWORD, password: next })).toMatchObject({ status: 200 });
    expect(await ann('PUT', '/password', { present: PASSWORD, password: next })).toMatchObject({ status: 401 });
  });

  test('one that was made for a program does not do', async () => {
    const { account } = await api.directory.users.get('bob');
    const made = await api.directory.credentials.forPassword('a password of a program', []);
    const credential = { ...made, kind: 'app-password', label: 'mail program' } as const;
    await api.directory.store.apply([{ kind: 'set-credential', account, credential }]);
    const change = { present: 'a password of a program', password: `${PASSWORD} staple` };
    expect(await as('bob')('PUT', '/password', change)).toMatchObject({ status: 401 });
    expect(await as('bob')('PUT', '/password', { ...change, present: PASSWORD })).toMatchObject({ status: 200 });
  });
});

test('the space that one’s mail takes, and may take', async () => {
  await api.directory.users.update('ann', { storageQuota: 2048 });
  const nothing = { storageBytes: 0, messageCount: 0 };
  expect(await ann('GET', '/quota')).toMatchObject({
    body: { storageLimitBytes: 2048, messageLimit: null, ...nothing },
  });
});

test('K10: a privilege that was withdrawn is gone at once', async () => {
  const forwarding = { addresses: ['carl@example.com'], keepsCopy: true };
  expect(await as('carl')('PUT', '/forwarding', { forwarding })).toMatchObject({ status: 200, body: { forwarding } });
  const privileges = Object.fromEntries(PRIVILEGES.map((name) => [name, false]));
  await api.directory.users.update('carl', { privileges });
  for (const [method, path, body] of [
    ['PUT', '/forwarding', { forwarding: null }],
    ['PATCH', '', { profile: { title: 'clerk' } }],
    ['PUT', '/password', { present: PASSWORD, password: `${PASSWORD} staple` }],
    ['POST', '/aliases', { mail: 'club@example.test', members: ['carl'] }],
  ] as const) {
    expect(await as('carl')(method, path, body), path).toMatchObject({
      status: 403,
      body: { error: { code: 'no-permission', detail: { reason: 'privilege-withheld' } } },
    });
  }
  expect((await as('carl')('GET', '')).body.forwarding).toEqual(forwarding);
});

test('aliases, as far as their membership goes', async () => {
  const made = await ann('POST', '/aliases', {
    mail: 'club@example.test',
    members: ['ann'],
    membership: 'self-service',
  });
  expect(made).toMatchObject({ status: 200, body: { mail: 'club@example.test', owners: ['ann'] } });
  const bob = as('bob');
  expect(await bob('PATCH', '/aliases/club@example.test', { addMembers: ['bob'] })).toMatchObject({ status: 200 });
  expect(await bob('PATCH', '/aliases/club@example.test', { removeMembers: ['ann'] })).toMatchObject({
    status: 403,
    body: { error: { detail: { reason: 'only-yourself' } } },
  });
  expect(await bob('GET', '/aliases')).toMatchObject({ body: { aliases: [{ members: ['ann', 'bob'] }] } });
  expect(await bob('DELETE', '/aliases/club@example.test')).toMatchObject({ status: 403 });
  expect(await ann('DELETE', '/aliases/club@example.test')).toMatchObject({ status: 200 });
});
