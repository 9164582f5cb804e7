import { describe, expect, test } from 'vitest';
import { openTestDirectory } from '../../../test/support/directory.ts';
import { SYSTEM } from '../access/caller.ts';
import { type PolicyChange, previewPolicy } from './preview-policy.ts';

const PASSWORD = 'correct horse';

async function openOffice() {
  const office = await openTestDirectory();
  await office.domains.create('example.org');
  for (const mail of ['ann@example.test', 'bob@example.test', 'carl@example.org', 'old@example.test']) {
    await office.users.create({ userId: mail.split('@')[0] ?? '', mail, password: PASSWORD });
  }
  const role = 'domain-administrator';
  const roleDomains = ['example.test'];
  await office.users.create({ userId: 'dora', mail: 'dora@example.test', password: PASSWORD, role, roleDomains });
  await office.users.archive('old');
  await office.groups.create({
    name: 'sales@example.test',
    policy: { messageQuota: 50 },
    members: ['bob', 'carl', 'dora'],
  });
  const preview = (change: PolicyChange, by = SYSTEM) => previewPolicy(office, by, change);
  const touched = async (change: PolicyChange, by = SYSTEM) => {
    const { count, users } = await preview(change, by);
    expect(count).toBe(users.length);
    return users.map(({ userId }) => userId);
  };
  return Object.assign(office, { preview, touched });
}

describe('a change of a level touches those for whom nothing narrower speaks', () => {
  test('of the server', async () => {
    await using office = await openOffice();
    expect(await office.preview({ level: 'server', messageCount: 9, withheld: ['change-junk'] })).toEqual({
      count: 5,
      users: [
        { userId: 'admin', before: { 'change-junk': true }, after: { 'change-junk': false } },
        {
          userId: 'ann',
          before: { messageCount: null, 'change-junk': true },
          after: { messageCount: 9, 'change-junk': false },
        },
        ...['bob', 'carl', 'dora'].map((userId) => ({
          userId,
          before: { 'change-junk': true },
          after: { 'change-junk': false },
        })),
      ],
    });
    expect(await office.touched({ level: 'server', storageBytes: null })).toEqual([]);
  });

  test('of a domain, a group and a user', async () => {
    await using office = await openOffice();
    const policy = { messageQuota: 70 };
    expect(await office.touched({ level: 'domain', name: 'example.test', policy })).toEqual(['ann']);
    expect(await office.touched({ level: 'group', name: 'sales@example.test', policy })).toEqual([
      'bob',
      'carl',
      'dora',
    ]);
    expect(await office.preview({ level: 'user', name: 'bob', policy })).toEqual({
      count: 1,
      users: [{ userId: 'bob', before: { messageCount: 50 }, after: { messageCount: 70 } }],
    });
    expect(await office.touched({ level: 'user', name: 'bob', policy: { messageQuota: 50 } })).toEqual([]);
    const open = { messageQuota: 'inherit' } as const;
    expect(await office.touched({ level: 'group', name: 'sales@example.test', policy: open })).toHaveLength(3);
  });

  test('and is as it is told, once it is made', async () => {
    await using office = await openOffice();
    const policy = { storageQuota: 5, privileges: { 'change-profile': false } };
    const { users } = await office.preview({ level: 'group', name: 'sales@example.test', policy });
    await office.groups.update('sales@example.test', { policy });
    for (const { userId, after } of users) {
      const { storageBytes, privileges } = await office.policies.of(await office.users.get(userId));
      expect(after).toEqual({ storageBytes: storageBytes.value, 'change-profile': privileges['change-profile'].value });
    }
  });
});

test('who does not reach all sees what he could change', async () => {
  await using office = await openOffice();
  const dora = await office.caller('dora');
  const policy = { messageQuota: 70 };
  expect(await office.touched({ level: 'group', name: 'sales@example.test', policy }, dora)).toEqual(['bob', 'dora']);
  for (const [change, code] of [
    [{ level: 'server', messageCount: 1 }, 'no-permission'],
    [{ level: 'domain', name: 'example.test', policy }, 'no-permission'],
    [{ level: 'domain', name: 'example.org', policy }, 'not-found'],
    [{ level: 'user', name: 'carl', policy }, 'not-found'],
    [{ level: 'user', name: 'dora', policy }, 'no-permission'],
    [{ level: 'group', name: 'sales@example.org', policy }, 'not-found'],
  ] as const) {
    await expect(office.preview(change, dora)).rejects.toMatchObject({ code });
  }
});

test('of many the first are shown, and all are counted', async () => {
  await using office = await openOffice();
  const names = Array.from({ length: 230 }, (_, index) => `user${String(index).padStart(3, '0')}`);
  const requests = names.map((userId) => ({ userId, mail: `${userId}@example.org`, password: PASSWORD }));
  await office.users.createMany(requests, { defer: true });
  const { count, users } = await office.preview({ level: 'server', messageCount: 9 });
  expect(count).toBe(231);
  expect(users.map(({ userId }) => userId)).toEqual(['ann', ...names.slice(0, 19)]);
});
