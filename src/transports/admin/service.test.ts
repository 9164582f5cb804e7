/** Requests and answers. Who may do what is in test/transcripts/admin/authorisation.test.ts. */
import { request } from 'node:http';
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
  ])('%s', async (_, method, path, status) => {
    await using api = await openAdminApi();
    expect((await api.send(method, path, method === 'GET' ? undefined : {})).status).toBe(status);
  });

  test('another method is told which there are', async () => {
    await using api = await openAdminApi();
    const answer = await api.request('PUT', '/api/v1/users', {}, 'administrator');
    expect([answer.status, answer.headers.get('allow')?.split(', ').sort()]).toEqual([405, ['GET', 'HEAD', 'POST']]);
    expect(await answer.json()).toMatchObject({ error: { code: 'unsupported' } });
  });

  test('HEAD is answered as GET is, without the body', async () => {
    await using api = await openAdminApi();
    const [head, got] = await Promise.all(
      ['HEAD', 'GET'].map((method) => api.request(method, '/api/v1/users', undefined, 'administrator')),
    );
    expect([head?.status, await head?.text()]).toEqual([200, '']);
    expect(head?.headers.get('content-length')).toBe(got?.headers.get('content-length'));
    expect((await api.request('HEAD', '/api/v1/users', undefined, null)).status).toBe(401);
  });

  test.each([
    ['lists', `{"value":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['objects', `{"value":${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}}`],
    ['a few too many', `{"value":${'['.repeat(64)}${']'.repeat(64)}}`],
  ])('a body of values within values is refused: %s', async (_, body) => {
    await using api = await openAdminApi();
    const answer = await api.send('PUT', '/api/v1/settings/defaultLanguage', body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid', detail: { field: 'body' } } } });
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

describe('who is thrown out while a body is on its way', () => {
  /** Head and all but the last octet of the body; the rest when it is asked for. */
  async function begin(base: string, method: string, path: string, body: string) {
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
    const headers = { 'content-type': 'application/json', 'content-length': body.length, 'x-test-caller': 'root' };
    const sent = request(`${base}/api/v1${path}`, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    }).on('error', reject);
    await new Promise<void>((written) => sent.write(body.slice(0, -1), () => written()));
    return { answer: promise, finish: () => sent.end(body.slice(-1)) };
  }

  test.each([
    ['demoted', 403],
    ['deleted', 401],
  ])('has nothing of it: %s', async (what, status) => {
    await using api = await openAdminApi();
    const { users } = api.directory;
    const root = {
      userId: 'root',
      mail: 'root@example.test',
      password: 'correct horse',
      role: 'administrator',
    } as const;
    await users.create(root);
    const eve = { userId: 'eve', mail: 'eve@example.test', password: 'correct horse', role: 'administrator' };
    const { answer, finish } = await begin(api.base, 'POST', '/users', JSON.stringify(eve));
    // Whatever is looked at when the head is there has been looked at.
    await expect.poll(() => api.identified).toContain('root');
    if (what === 'deleted') await users.delete('root');
    else await users.update('root', { role: 'user' });
    finish();
    expect((await answer).status).toBe(status);
    await expect(users.get('eve')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('a stream of events has no body to wait for', async () => {
    await using api = await openAdminApi();
    await api.directory.users.create({ userId: 'root', mail: 'root@example.test', password: 'correct horse' });
    const { answer } = await begin(api.base, 'GET', '/events', '{}');
    expect(await answer).toMatchObject({ status: 400, text: expect.stringContaining('invalid') });
  });
});
