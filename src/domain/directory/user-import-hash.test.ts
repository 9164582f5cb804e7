/** Users with the hashes of their passwords: LI7 */
import { expect, test } from 'vitest';
import { openTestDirectory } from '../../../test/support/directory.ts';
import { SYSTEM } from '../access/caller.ts';
import { importUsers } from './user-import.ts';

/** Of `correct horse`, as `openssl passwd -6` makes it. */
const SHA512 = '$6$saltsalt$hRM5XZ86KXEw9UOmjigeVqFgULtFB2sgpC9lXQDfMib3Zgw7mEiUvBJI2EplzfAqxL5Vvwp2scFtv/uamSo5z0';

test('a hash is taken as it is, ! stands for none, and what could never be verified is refused', async () => {
  await using directory = await openTestDirectory();
  const csv = [
    'userId,mail,password,passwordHash',
    `ann,ann@example.test,,${SHA512}`,
    'ben,ben@example.test,,!',
    'cat,cat@example.test,,$7$unknown',
    `dan,dan@example.test,correct horse,${SHA512}`,
    'eve,eve@example.test,correct horse,',
    'fay,fay@example.test,,',
  ].join('\n');
  for (const dryRun of [true, false]) {
    const { count, refused } = await importUsers(SYSTEM, directory.services.users, csv, { dryRun });
    expect(count).toBe(3);
    expect(refused.map(({ line, failure }) => [line, failure.detail.field])).toEqual([
      [4, 'passwordHash'],
      [5, 'passwordHash'],
      [7, 'password'],
    ]);
  }
  const verifiers = async (userId: string) => {
    const { account } = await directory.users.get(userId);
    return (await directory.store.reader().directory.credentials(account)).map(({ verifier }) => verifier);
  };
  expect(await verifiers('ann')).toEqual([SHA512]);
  expect(await verifiers('ben')).toEqual([]);
  expect(await verifiers('eve')).toEqual([expect.stringMatching(/^\$(?:sealed|argon2id)\$/)]);
});

test('a column of hashes does instead of one of passwords, and one of them is needed', async () => {
  await using directory = await openTestDirectory();
  const { users } = directory.services;
  const withHash = `userId,mail,passwordHash\nann,ann@example.test,${SHA512}\n`;
  expect(await importUsers(SYSTEM, users, withHash, { dryRun: false })).toMatchObject({ count: 1 });
  const without = 'userId,mail\nben,ben@example.test\n';
  await expect(importUsers(SYSTEM, users, without, { dryRun: false })).rejects.toThrow(/password or passwordHash/);
});
