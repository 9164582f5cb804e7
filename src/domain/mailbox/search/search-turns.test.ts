import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { AccountId } from '../../ports/ids.ts';
import { SearchTurns } from './search-turns.ts';

const [ALICE, BOB, CAROL] = [1, 2, 3] as AccountId[];

/** Work that says when it begins, and goes on until it is told to end. */
function createWorks() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    begun,
    work: (name: string) => () => {
      begun.push(name);
      return new Promise<void>((resolve) => ends.set(name, resolve));
    },
    async end(name: string) {
      ends.get(name)?.();
      await nextTurn();
    },
  };
}

test('one search of each account runs, the others follow in their order', async () => {
  const turns = new SearchTurns();
  const { begun, work, end } = createWorks();
  const all = ['a1', 'a2', 'a3'].map((name) => turns.search(ALICE, work(name)));
  all.push(turns.search(BOB, work('b1')));
  await nextTurn();
  expect(begun).toEqual(['a1', 'b1']);
  await end('a1');
  expect(begun).toEqual(['a1', 'b1', 'a2']);
  await end('b1');
  await end('a2');
  expect(begun).toEqual(['a1', 'b1', 'a2', 'a3']);
  await end('a3');
  await Promise.all(all);
});

test('a search that waits can be given up', async () => {
  const turns = new SearchTurns();
  const { begun, work, end } = createWorks();
  const client = new AbortController();
  const first = turns.search(ALICE, work('first'));
  const second = turns.search(ALICE, work('second'), client.signal);
  const third = turns.search(ALICE, work('third'));
  client.abort(new Error('gone'));
  await expect(second).rejects.toThrow('gone');
  await end('first');
  await end('third');
  await Promise.all([first, third]);
  expect(begun).toEqual(['first', 'third']);
});

test('an account cannot make its searches pile up', async () => {
  const turns = new SearchTurns();
  const { work } = createWorks();
  const client = new AbortController();
  const many = Array.from({ length: 101 }, () => turns.search(ALICE, work('x'), client.signal));
  await expect(turns.search(ALICE, work('one more'))).rejects.toMatchObject({ code: 'unavailable' });
  const waiting = many.slice(1).map((search) => expect(search).rejects.toThrow());
  client.abort();
  await Promise.all(waiting);
});

test('two read at once, and who comes again stands behind those who wait', async () => {
  const turns = new SearchTurns();
  const { begun, work, end } = createWorks();
  const search = (account: AccountId, name: string) =>
    turns.search(account, async () => {
      await turns.read(work(`${name}1`));
      await turns.read(work(`${name}2`));
    });
  const all = [search(ALICE, 'a'), search(BOB, 'b'), search(CAROL, 'c')];
  await nextTurn();
  expect(begun).toEqual(['a1', 'b1']);
  await end('a1');
  expect(begun).toEqual(['a1', 'b1', 'c1']);
  await end('b1');
  await end('c1');
  expect(begun).toEqual(['a1', 'b1', 'c1', 'a2', 'b2']);
  await end('a2');
  expect(begun.at(-1)).toBe('c2');
  for (const name of ['b2', 'c2']) await end(name);
  await Promise.all(all);
});
