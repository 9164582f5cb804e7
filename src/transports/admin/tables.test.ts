/** Tables, search, many at once, and the way back: as the API tells them. SM2 to SM6 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAdminApi } from '../../../test/support/admin-api.ts';

let api: Awaited<ReturnType<typeof openAdminApi>>;

beforeAll(async () => {
  api = await openAdminApi();
  const { users, aliases, groups } = api.directory;
  for (const userId of ['ann', 'bob', 'eve']) {
    const profile = { firstName: userId.toUpperCase(), lastName: 'Meier' };
    await users.create({ userId, mail: `${userId}@example.test`, password: 'correct horse', profile }, { defer: true });
  }
  const members = ['ann', 'bob', ...Array.from({ length: 12 }, (_, n) => `x${n}@example.com`)];
  await aliases.create({ mail: 'team@example.test', description: 'All of us', owners: ['ann'], members });
  await groups.create({ name: 'staff@example.test', members: ['ann', 'bob'] });
});
afterAll(() => api[Symbol.asyncDispose]());

const get = async (path: string, who = 'admin') => {
  const { status, body } = await api.send('GET', `/api/v1${path}`, undefined, who);
  expect(status, JSON.stringify(body)).toBe(200);
  return body as Record<string, never>;
};

describe('tables', () => {
  test('a row of a user', async () => {
    const { users, total, revision } = await get('/users?sort=name&direction=descending&offset=1&limit=1');
    expect(users).toEqual([
      {
        ...{ userId: 'bob', firstName: 'BOB', lastName: 'Meier', mail: 'bob@example.test', domain: 'example.test' },
        ...{ role: 'user', state: 'enabled', isListed: true, isMirrored: false, hasSecondFactor: false },
        ...{ storageBytes: 0, storageLimitBytes: null, messageCount: 0, lastSignInAt: null },
        createdAt: expect.any(String) as unknown,
      },
    ]);
    expect([total, typeof revision]).toEqual([4, 'string']);
  });

  test('a row of an alias names the first of many', async () => {
    const { aliases } = await get('/aliases?query=team');
    expect(aliases).toMatchObject([{ owners: ['ann'], ownerCount: 1, memberCount: 14, domain: 'example.test' }]);
    expect((aliases as { members: string[] }[])[0]?.members).toHaveLength(10);
    expect((await get('/aliases?owner=ann')).total).toBe(1);
  });

  test('rows of groups, domains and quotas', async () => {
    expect((await get('/groups')).groups).toMatchObject([{ name: 'staff@example.test', memberCount: 2 }]);
    expect((await get('/domains')).domains).toMatchObject([
      { name: 'example.test', userCount: 4, archivedCount: 0, aliasCount: 2, groupCount: 1 },
    ]);
    expect((await get('/quotas?sort=share&query=eve')).quotas).toMatchObject([{ userId: 'eve', firstName: 'EVE' }]);
  });

  test.each([
    '/users?sort=password',
    '/users?limit=501',
    '/users?offset=-1',
    '/aliases?direction=up',
    '/search?query=',
  ])('%s', async (path) => {
    const { status } = await api.send('GET', `/api/v1${path}`);
    expect(status).toBe(path === '/search?query=' ? 200 : 400);
  });
});

test('the search tells where the words are', async () => {
  const { hits, totals } = await get('/search?query=meier%20bo');
  expect(hits).toEqual([
    { kind: 'user', name: 'bob', title: 'BOB Meier', matched: { field: 'name', value: 'BOB Meier' } },
  ]);
  expect(totals).toEqual({ user: 1, alias: 0, group: 0, domain: 0, setting: 0 });
});

test('people and aliases, for everybody', async () => {
  const { users } = await get('/me/find-users?query=ann', 'eve');
  expect(users).toMatchObject([{ userId: 'ann', mail: 'ann@example.test', aliases: ['team@example.test'] }]);
  expect(JSON.stringify(users)).not.toContain('alternateMail');
  const { aliases } = await get('/me/find-aliases?query=team', 'eve');
  expect(aliases).toMatchObject([{ mail: 'team@example.test', isMember: false, mayJoin: true, mayLeave: false }]);
});

test('many at once, and each told by itself', async () => {
  const body = { userIds: ['eve', 'nobody'], action: { kind: 'quota', storageQuota: '1G' } };
  expect(await api.send('POST', '/api/v1/users/bulk', body)).toMatchObject({
    status: 200,
    body: {
      outcomes: [
        { userId: 'eve', error: null },
        { userId: 'nobody', error: { code: 'not-found' } },
      ],
    },
  });
  const wrong = { userIds: ['eve'], action: { kind: 'quota', handOverTo: 'bob' } };
  expect((await api.send('POST', '/api/v1/users/bulk', wrong)).status).toBe(400);
});

test('a change is taken back, once', async () => {
  await api.send('PATCH', '/api/v1/aliases/team@example.test', { description: 'Some of us' }, 'admin');
  const { entries } = await get('/audit?limit=1&text=some%20team&action=alias.update');
  const [entry] = entries as { id: number }[];
  expect(entry).toMatchObject({ canUndo: true, undoneBy: null, undoes: null });
  const undone = await api.send('POST', `/api/v1/audit/${entry?.id}/undo`, {}, 'admin');
  expect(undone).toMatchObject({ status: 200, body: { undoes: entry?.id, after: { description: 'All of us' } } });
  expect((await get(`/audit?limit=1&before=${(entry?.id ?? 0) + 1}`)).entries).toMatchObject([
    { canUndo: false, undoneBy: undone.body.id },
  ]);
  expect(await api.send('POST', `/api/v1/audit/${entry?.id}/undo`, {}, 'admin')).toMatchObject({ status: 409 });
});

test('pages of the audit log lead from one to the next', async () => {
  const seen: number[] = [];
  let next: number | null = null;
  do {
    const page = await get(`/audit?limit=3${next === null ? '' : `&before=${next}`}`);
    seen.push(...(page.entries as { id: number }[]).map(({ id }) => id));
    next = page.next as number | null;
  } while (next !== null);
  expect(seen).toEqual([...seen].sort((a, b) => b - a));
  expect(new Set(seen).size).toBe(seen.length);
  const { entries } = await get('/audit?limit=1000');
  expect((entries as unknown[]).length).toBe(seen.length);
});

test('a file is read by its octets, and comes back as it was written', async () => {
  const file = Buffer.from('userId;mail;password;lastName\ngus;gus@example.test;correct horse;M\xfcller\n', 'latin1');
  const send = (body: unknown) => api.send('POST', '/api/v1/users/import', body);
  expect(await send({ file: file.toString('base64') })).toMatchObject({
    status: 200,
    body: { encoding: 'windows-1252', separator: ';', created: 1, rows: [{ line: 2, outcome: 'create' }] },
  });
  expect((await api.directory.users.get('gus')).profile.lastName).toBe('Müller');
  expect((await send({})).status).toBe(400);
  expect((await send({ csv: '', file: '' })).status).toBe(400);
});

test('the records of a domain as a zone file', async () => {
  const { zone } = await get('/domains/example.test/dns');
  expect(zone).toMatch(/^example\.test\. IN MX 10 \S+\.\nexample\.test\. IN TXT "v=spf1 mx -all"\n/);
});
