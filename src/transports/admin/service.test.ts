/** Requests and answers. Who may do what is in test/transcripts/admin/authorisation.test.ts. */
import { describe, expect, test } from 'vitest';
import { openAdminApi } from '../../../test/support/admin-api.ts';

describe('requests', () => {
  test('a user is made, listed, changed and deleted', async () => {
    await using api = await openAdminApi();
    const user = { userId: 'bob', mail: 'bob@example.test', password: 'correct horse', storageQuota: '500M' };
    expect(await api.send('POST', '/api/v1/users', user)).toMatchObject({
      status: 200,
      body: { userId: 'bob', storageQuota: 524_288_000 },
    });
    expect(await api.send('POST', '/api/v1/users', user)).toMatchObject({
      status: 409,
      body: { error: { code: 'already-exists' } },
    });
    expect(await api.send('GET', '/api/v1/users?query=BOB')).toMatchObject({ body: { users: [{ userId: 'bob' }] } });
    expect(await api.send('PATCH', '/api/v1/users/bob', { isEnabled: false })).toMatchObject({
      body: { isEnabled: false, storageQuota: 524_288_000 },
    });
    expect(await api.send('GET', '/api/v1/quotas/bob')).toMatchObject({
      body: { storageLimitBytes: 524_288_000, storageBytes: 0 },
    });
    expect(await api.send('PUT', '/api/v1/quotas/bob', { storageQuota: 'none' })).toMatchObject({
      body: { storageLimitBytes: null },
    });
    expect(await api.send('DELETE', '/api/v1/users/bob')).toMatchObject({ status: 200 });
    expect(await api.send('GET', '/api/v1/users/bob')).toMatchObject({
      status: 404,
      body: { error: { detail: { kind: 'user' } } },
    });
  });

  test('a refused value comes with what a client needs to say so in its own language', async () => {
    await using api = await openAdminApi();
    const detailOf = async (method: string, path: string, body?: unknown) => {
      const { status, body: answer } = await api.send(method, path, body);
      return { status, ...answer.error?.detail };
    };
    expect(await detailOf('PUT', '/api/v1/settings/maxReceivedHops', { value: '9' })).toEqual({
      status: 400,
      field: 'maxReceivedHops',
      problem: 'too-small',
      min: '10',
      reason: 'maxReceivedHops cannot be less than 10.',
    });
    expect(await detailOf('GET', '/api/v1/users?limit=abc')).toMatchObject({ field: 'limit', problem: 'not-a-number' });
    expect(await detailOf('PUT', '/api/v1/quotas/admin', { storageQuota: 'much' })).toMatchObject({
      ...{ field: 'storageQuota', problem: 'not-a-quota' },
    });
    const user = { userId: 'bob', mail: 'bob@example.test', role: 'boss', colour: 'red' };
    expect(await detailOf('POST', '/api/v1/users', user)).toMatchObject({
      status: 400,
      reasons: [
        { field: 'password', reason: 'password is missing.' },
        {
          field: 'role',
          reason: 'role takes one of these values: user, help-desk, domain-administrator, administrator.',
        },
        { field: 'body', reason: 'There is no such field: colour.' },
      ],
    });
  });

  test('a catch-all is shown as an address', async () => {
    await using api = await openAdminApi();
    expect(await api.send('PATCH', '/api/v1/domains/example.test', { catchAll: 'admin@example.test' })).toMatchObject({
      body: { catchAll: 'admin@example.test' },
    });
    expect(await api.send('PATCH', '/api/v1/domains/example.test', { catchAll: null })).toMatchObject({
      body: { catchAll: null },
    });
  });

  test.each([
    ['a field that does not exist', 'PATCH', '/api/v1/users/admin', { isAdministrator: true }],
    ['a prototype', 'PATCH', '/api/v1/users/admin', '{"__proto__":{"role":"administrator"}}'],
    ['something else than JSON', 'POST', '/api/v1/users', 'userId=bob'],
    ['a value of another type', 'POST', '/api/v1/domains', { name: 7 }],
    ['a query that does not exist', 'GET', '/api/v1/users?colour=red', undefined],
    ['a page that is too large', 'GET', '/api/v1/users?limit=100000', undefined],
  ])('%s is refused', async (_, method, path, body) => {
    await using api = await openAdminApi();
    expect(await api.send(method, path, body)).toMatchObject({ status: 400, body: { error: { code: 'invalid' } } });
  });

  test.each([
    ['no such endpoint', 'GET', '/api/v1/secrets', 404],
    ['outside of the API', 'GET', '/etc/passwd', 404],
    ['a path that climbs', 'GET', '/api/v1/users/..%2f..%2fetc', 404],
    ['no path', 'GET', '//', 404],
    ['a broken escape', 'GET', '/api/v1/users/%ff', 404],
    ['another method', 'PUT', '/api/v1/users', 501],
  ])('%s', async (_, method, path, status) => {
    await using api = await openAdminApi();
    expect((await api.send(method, path, method === 'GET' ? undefined : {})).status).toBe(status);
  });

  test('a body above the limit is refused while it comes', async () => {
    await using api = await openAdminApi();
    const answer = await api
      .send('POST', '/api/v1/users', { userId: 'x'.repeat(300_000) })
      .catch((error: Error) => error);
    if (answer instanceof Error) expect(String(answer.cause)).toMatch(/closed|EPIPE|ECONNRESET/);
    else expect(answer.status).toBe(413);
  });
});
