import { expect, test } from 'vitest';
import { openTestDirectory } from '../../../../test/support/directory.ts';
import type { Reach } from '../../../domain/access/caller.ts';
import type { Group, Role } from '../../../domain/ports/directory.ts';
import type { AccountId } from '../../../domain/ports/ids.ts';
import type { DirectoryReader } from '../../../domain/ports/reader.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import { valuesOf } from './entry.ts';
import { NEEDS_ALL } from './entry-context.ts';
import { groupEntry } from './group-entry.ts';

const MEMBER = DIRECTORY_SCHEMA.attribute('member');

/** Members of a group of `count`, as an administrator of everything or a member is shown them, and how many were looked up. */
async function shown(
  count: number,
  role: Role = 'administrator',
): Promise<{ readonly members: readonly string[]; readonly lookedUp: number }> {
  await using office = await openTestDirectory();
  await office.groups.create({ name: 'everybody@example.test' });
  const reader = office.store.reader().directory;
  const [group] = (await reader.listGroups(null, { limit: 1 })) as [Group];
  const admin = await reader.findUser('admin');
  if (admin === null || MEMBER === null) throw new Error('nobody administers');
  let lookedUp = 0;
  const crowd: Pick<DirectoryReader, 'groupMembers' | 'user'> = {
    async groupMembers(_, after, limit) {
      const first = (after ?? 0) + 1;
      return Array.from({ length: Math.min(limit, count - first + 1) }, (__, index) => (first + index) as AccountId);
    },
    async user(account) {
      lookedUp += 1;
      return { ...admin, account, userId: `u${account}` };
    },
  };
  const directory = new Proxy(reader, {
    get: (target, name: keyof DirectoryReader) => Reflect.get(name in crowd ? crowd : target, name),
  });
  const caller = {
    actor: { account: null, name: '', service: '', address: '' },
    reach: role === 'administrator' ? EVERYTHING : ONESELF,
  } as const;
  const entry = await groupEntry(group, {
    directory,
    viewer: { kind: 'user', caller, role, mustChangePassword: false },
    needs: NEEDS_ALL,
    breathe: async () => {},
    isInGroup: async () => true,
  });
  return { members: entry === null ? [] : valuesOf(entry, MEMBER), lookedUp };
}

const EVERYTHING = { domains: 'all', isOfPlainUsers: false, account: null } as const;
const ONESELF: Reach = { domains: new Set(), isOfPlainUsers: true, account: 3 as AccountId };

test.each([0, 1, 499, 500, 501, 1000, 1234])('a group of %d shows all of its members', async (count) => {
  const { members } = await shown(count);
  expect(new Set(members).size).toBe(count);
});

test('a group of more than anybody reads shows none, and stops looking', async () => {
  const { members } = await shown(20_000);
  expect(members).toHaveLength(20_000);
  expect(await shown(1_000_000)).toEqual({ members: [], lookedUp: 20_500 });
});

test('whoever is only a member costs one look-up, however many there are', async () => {
  const { members, lookedUp } = await shown(1_000_000, 'user');
  expect([members.map((name) => name.split(',')[0]), lookedUp]).toEqual([['uid=u3'], 1]);
});
