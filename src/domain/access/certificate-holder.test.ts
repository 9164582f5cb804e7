import { expect, test } from 'vitest';
import { openTestDirectory } from '../../../test/support/directory.ts';
import { certificateHolder } from './certificate-holder.ts';

const password = 'correct horse battery';

test('whose certificate it is', async () => {
  await using office = await openTestDirectory();
  await office.users.create({ userId: 'alice', mail: 'Alice.A@example.test', password });
  await office.users.create({ userId: 'bob', mail: 'bob@example.test', password });
  await office.aliases.create({ mail: 'team@example.test', owners: ['alice'], members: ['alice'] });
  const holder = async (...addresses: string[]) =>
    (await certificateHolder(office.store.reader(), addresses))?.userId ?? null;

  expect(await holder('alice.a@EXAMPLE.test')).toBe('alice');
  expect(await holder('alice.a@example.test', 'alice@example.org')).toBe('alice');
  expect(await holder('alice.a@example.test', 'ALICE.A@example.test')).toBe('alice');
  expect(await holder()).toBeNull();
  expect(await holder('alice')).toBeNull();
  expect(await holder('alice@example.test')).toBeNull();
  expect(await holder('team@example.test')).toBeNull();
  expect(await holder('team@example.test', 'bob@example.test')).toBe('bob');
  expect(await holder('alice.a@example.test', 'bob@example.test')).toBeNull();
  expect(await holder('not an address', 'bob@example.test')).toBe('bob');
  expect(await holder(...Array<string>(21).fill('bob@example.test'))).toBeNull();
});
