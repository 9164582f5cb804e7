import { expect, test } from 'vitest';
import type { Alias, AliasMember, User } from '../ports/directory.ts';
import type { AccountId, AliasId } from '../ports/ids.ts';
import type { DirectoryReader } from '../ports/reader.ts';
import { expandAlias } from './expand.ts';
import { MAX_EXPANSION } from './expansion-walk.ts';

/** A directory of aliases by number; every account exists, odd ones are switched off. */
function directoryOf(aliases: ReadonlyMap<number, readonly AliasMember[]>): DirectoryReader {
  const directory: Pick<DirectoryReader, 'alias' | 'user'> = {
    alias: async (id) => {
      const members = aliases.get(id);
      return members === undefined
        ? null
        : ({ id, localPart: `a${id}`, domainName: 'example.test', members } as unknown as Alias);
    },
    user: async (account) =>
      ({
        account,
        userId: `u${account}`,
        isEnabled: account % 2 === 0,
        archivedAtMs: null,
        forwarding: null,
        welcomeSenders: [],
      }) as unknown as User,
  };
  return directory as DirectoryReader;
}

const user = (account: number): AliasMember => ({ kind: 'user', account: account as AccountId });
const alias = (id: number): AliasMember => ({ kind: 'alias', alias: id as AliasId });
const users = (count: number) => Array.from({ length: count }, (_, i) => user(i));
const expand = (aliases: [number, readonly AliasMember[]][]) =>
  expandAlias(directoryOf(new Map(aliases)), 1 as AliasId, async () => null);

test('as many as may be', async () => {
  const { users: reached, copies, passedOver, isTooLarge } = await expand([[1, users(MAX_EXPANSION)]]);
  expect([reached.length, isTooLarge]).toEqual([MAX_EXPANSION, false]);
  expect([copies.length, passedOver.length]).toEqual([MAX_EXPANSION / 2, MAX_EXPANSION / 2]);
  expect(copies[0]).toMatchObject({
    account: 0,
    userId: 'u0',
    mailbox: null,
    via: 'a1@example.test',
    decision: 'alias',
  });
});

test('more than may be: the walk ends', async () => {
  expect((await expand([[1, users(MAX_EXPANSION + 1)]])).isTooLarge).toBe(true);
  const chain = Array.from({ length: MAX_EXPANSION + 2 }, (_, i): [number, AliasMember[]] => [i + 1, [alias(i + 2)]]);
  expect((await expand(chain)).isTooLarge).toBe(true);
});

test('others have their turn meanwhile', async () => {
  let turns = 0;
  const count = () => {
    turns += 1;
    timer = setImmediate(count);
  };
  let timer = setImmediate(count);
  await expand([[1, users(5000)]]);
  clearImmediate(timer);
  expect(turns).toBeGreaterThan(10);
});

test('the same alias by two ways is no loop, and is read once', async () => {
  const diamond = await expand([
    [1, [alias(2), alias(3)]],
    [2, [alias(4)]],
    [3, [alias(4)]],
    [4, users(2)],
  ]);
  expect(diamond.isLooping).toBe(false);
  expect(diamond.users).toHaveLength(2);
});

test('members that are gone are passed over', async () => {
  expect(await expand([[1, [alias(9)]]])).toMatchObject({ users: [], isLooping: false, hasRemote: false });
  expect(await expand([])).toMatchObject({ users: [], copies: [] });
});

test('an address that nobody can read counts as one elsewhere', async () => {
  expect((await expand([[1, [{ kind: 'remote', address: 'no address' }]]])).hasRemote).toBe(true);
});
