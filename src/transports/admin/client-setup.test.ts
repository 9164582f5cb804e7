import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAdminApi } from '../../../test/support/admin-api.ts';

const PASSWORD = 'correct horse battery';

let api: Awaited<ReturnType<typeof openAdminApi>>;

beforeAll(async () => {
  api = await openAdminApi();
  const { domains, users } = api.directory;
  await domains.create('example.org');
  const role = { role: 'domain-administrator', roleDomains: ['example.org'] } as const;
  await users.create({ userId: 'otto', mail: 'otto@example.org', password: PASSWORD, ...role });
});
afterAll(() => api[Symbol.asyncDispose]());

const ask = (subject: string, who: string) =>
  api.send('GET', `/api/v1/client-setup/${encodeURIComponent(subject)}`, undefined, who);

test('settings of a domain, and of an address, are for who reaches the domain', async () => {
  for (const subject of ['example.org', 'nobody@example.org'])
    expect((await ask(subject, 'otto')).status, subject).toBe(200);
  for (const subject of ['example.test', 'nobody@example.test', 'nobody@example.com', 'x@', '@', 'a b']) {
    expect([400, 404], subject).toContain((await ask(subject, 'otto')).status);
  }
  const [there, notThere] = await Promise.all(
    ['admin@example.test', 'admin@example.nono'].map((subject) => ask(subject, 'otto')),
  );
  expect(there?.status).toBe(404);
  expect(JSON.stringify(there).replaceAll('example.test', 'X')).toBe(
    JSON.stringify(notThere).replaceAll('example.nono', 'X'),
  );
});
