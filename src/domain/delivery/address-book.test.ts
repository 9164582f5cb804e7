import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Office, openOffice } from '../../../test/support/smtp-office.ts';
import { parseMailAddress } from '../../formats/address/mail-address.ts';
import { SYSTEM } from '../access/caller.ts';
import type { Change, ChangeBatch } from '../ports/changes.ts';
import { applyOne, type Store } from '../ports/store.ts';
import { AddressBook, type Resolution } from './address-book.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office[Symbol.asyncDispose]());

/** Asks twice: whether the second answer came without a look into the store. */
async function isKept(address: string): Promise<boolean> {
  using book = new AddressBook(office.store, office.settings, 'mail.example.test');
  const first = await book.resolve(parseMailAddress(address));
  const second = book.resolve(parseMailAddress(address));
  expect(await second).toEqual(first);
  return !(second instanceof Promise);
}

describe('memory', () => {
  test.each(['alice@example.test', 'alice@mail.example.test', 'postmaster@example.test', 'abuse@example.test'])(
    'keeps %s, of which there are as many as the directory has',
    async (address) => {
      expect(await isKept(address)).toBe(true);
    },
  );

  test.each([
    'alice+made-up@example.test',
    'postmaster+made-up@example.test',
    'nobody@example.test',
    'alice@example.org',
  ])('does not keep %s, of which a stranger can make up any number', async (address) => {
    expect(await isKept(address)).toBe(false);
  });
});

/** User IDs of the copies that an answer asks for. */
function reachedBy(resolution: Resolution): string {
  if (resolution.kind !== 'alias' && resolution.kind !== 'user') return resolution.kind;
  return resolution.expansion.copies.map(({ userId }) => userId).join(' ');
}

describe('answers are never older than the store', () => {
  const openBook = () => new AddressBook(office.store, office.settings, 'mail.example.test');

  test.each(['team@example.test', 'team+x@example.test'])('members of an alias, asked for as %s', async (address) => {
    const account = async (userId: string) => ({ kind: 'user', account: await office.account(userId) }) as const;
    const alias = await office.addAlias('team', [await account('alice')]);
    using book = openBook();
    const ask = async () => reachedBy(await book.resolve(parseMailAddress(address)));
    expect(await ask()).toBe('alice');
    await applyOne(office.store, {
      kind: 'update-alias',
      alias,
      expectVersion: null,
      members: [await account('bob')],
    });
    expect(await ask()).toBe('bob');
    await applyOne(office.store, {
      kind: 'update-user',
      account: (await account('bob')).account,
      expectVersion: null,
      isEnabled: false,
    });
    expect(await ask()).toBe('');
    await applyOne(office.store, {
      kind: 'update-user',
      account: (await account('bob')).account,
      expectVersion: null,
      isEnabled: true,
    });
    await applyOne(office.store, { kind: 'delete-alias', expectVersion: null, alias });
    expect(await ask()).toBe('unknown');
  });

  test('a catch-all, and by what the copy came', async () => {
    using book = openBook();
    const ask = () => book.resolve(parseMailAddress('whoever@example.test'));
    expect(await ask()).toEqual({ kind: 'unknown' });
    const target = { kind: 'user', account: await office.account('bob') } as const;
    const catchAll = { kind: 'update-domain', expectVersion: null, domain: office.domain.id } as const;
    await applyOne(office.store, { ...catchAll, catchAll: target });
    expect(await ask()).toMatchObject({
      kind: 'user',
      isCatchAll: true,
      expansion: { copies: [{ userId: 'bob', via: 'catch-all' }] },
    });
    await applyOne(office.store, { ...catchAll, catchAll: null });
    expect(await ask()).toEqual({ kind: 'unknown' });
  });

  test('the delimiter of sub-addresses', async () => {
    using book = openBook();
    const ask = async (address: string) => reachedBy(await book.resolve(parseMailAddress(address)));
    expect(await ask('alice+x@example.test')).toBe('alice');
    await office.settings.set(SYSTEM, 'recipientDelimiter', '-');
    expect([await ask('alice+x@example.test'), await ask('alice-x@example.test')]).toEqual(['unknown', 'alice']);
    await office.settings.reset(SYSTEM, 'recipientDelimiter');
  });

  test('what was read while a change came in is given once, and not kept', async () => {
    let hear: (batch: ChangeBatch) => void = () => {};
    const feed = {
      subscribe(listener: typeof hear) {
        hear = listener;
        return () => {};
      },
    };
    // A store whose changes are told of when the test says so.
    const store = { reader: () => office.store.reader(), feed } as unknown as Store;
    using book = new AddressBook(store, office.settings, 'mail.example.test');
    const change: Change = { kind: 'domain-changed', domain: office.domain.id };
    const tell = () => hear({ position: office.store.feed.position, changes: [change] });

    const address = parseMailAddress('alice@example.test');
    const whileChanging = book.resolve(address);
    tell();
    expect(reachedBy(await whileChanging)).toBe('alice');
    const again = book.resolve(address);
    expect(again).toBeInstanceOf(Promise);
    expect(reachedBy(await again)).toBe('alice');
    expect(book.resolve(address)).not.toBeInstanceOf(Promise);

    // What an alias leads to, too.
    const members = async (userId: string) => [{ kind: 'user', account: await office.account(userId) } as const];
    const alias = await office.addAlias('crew', await members('alice'));
    const crew = parseMailAddress('crew@example.test');
    const before = book.resolve(crew);
    tell();
    expect(reachedBy(await before)).toBe('alice');
    await applyOne(office.store, { kind: 'update-alias', alias, expectVersion: null, members: await members('bob') });
    expect(reachedBy(await book.resolve(crew))).toBe('bob');

    // And the list of domains.
    tell();
    const elsewhere = parseMailAddress('postmaster@example.org');
    const first = book.resolve(elsewhere);
    tell();
    expect(reachedBy(await first)).toBe('foreign');
    await applyOne(office.store, {
      kind: 'create-domain',
      name: 'example.org',
      description: '',
      postmaster: await office.account('admin'),
      dkimKeys: [],
    });
    expect(reachedBy(await book.resolve(elsewhere))).toBe('admin');
  });
});
