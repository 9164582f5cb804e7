/** What an import tells beforehand, users who are there already, and passwords that the server makes. SM6 */
import { expect, test } from 'vitest';
import { openTestDirectory } from '../../../test/support/directory.ts';
import { SYSTEM } from '../access/caller.ts';
import { type ImportOptions, importUsers } from './user-import.ts';

async function openOffice() {
  const office = await openTestDirectory();
  const run = (csv: string, options: Partial<ImportOptions> = {}) =>
    importUsers(SYSTEM, office.services.users, csv, { dryRun: false, ...options });
  return Object.assign(office, { run });
}

test('each line is told with what would become of it, and which column is to blame', async () => {
  await using office = await openOffice();
  await office.users.create({ userId: 'eve', mail: 'eve@example.test', password: 'correct horse' }, { defer: true });
  const csv = [
    'sep=;',
    'Login;E-Mail;Password;Surname;Shoe size;Language',
    'ann;ann@example.test;correct horse;Ames;38;de',
    'ben;ben@elsewhere.example.org;correct horse;;;',
    'cat;cat@example.test;short;;;',
    'dan;dan@example.test;correct horse;;;xx',
    'ann;ann2@example.test;correct horse;;;',
    'eve;eve@example.test;;Evans;;',
    '',
  ].join('\r\n');
  const report = await office.run(csv, { dryRun: true, updatesExisting: true });
  expect(report).toMatchObject({
    separator: ';',
    columns: { recognised: ['userId', 'mail', 'password', 'lastName', 'language'], ignored: ['Shoe size'] },
    ...{ count: 1, updated: 1, created: [], passwords: [] },
  });
  expect(report.rows.map(({ line, userId, outcome, column }) => [line, userId, outcome, column])).toEqual([
    [3, 'ann', 'create', null],
    [4, 'ben', 'refused', 'mail'],
    [5, 'cat', 'refused', 'password'],
    [6, 'dan', 'refused', 'language'],
    [7, 'ann', 'refused', 'userId'],
    [8, 'eve', 'update', null],
  ]);
  await expect(office.users.get('ann')).rejects.toMatchObject({ code: 'not-found' });
  expect((await office.users.get('eve')).profile.lastName).toBe('');
});

test('users who are there are changed to what their lines say, and to nothing else', async () => {
  await using office = await openOffice();
  const { users, run, store } = office;
  const profile = { firstName: 'Eve', office: '7' };
  await users.create({ userId: 'eve', mail: 'eve@example.test', password: 'correct horse', profile }, { defer: true });
  const { account } = await users.get('eve');
  const verifier = async () => (await store.reader().directory.credentials(account))[0]?.verifier;
  const before = await verifier();
  const csv =
    'userId,mail,password,firstName,office,isEnabled,forwardTo\nEVE,e@example.test,another horse,,8,no,x@example.com\n';
  expect((await run(csv)).refused[0]?.failure.code).toBe('already-exists');
  expect(await run(csv, { updatesExisting: true })).toMatchObject({ count: 0, updated: 1, refused: [] });
  expect(await users.get('eve')).toMatchObject({
    ...{ userId: 'eve', localPart: 'e', isEnabled: false, profile: { firstName: 'Eve', office: '8' } },
    forwarding: { addresses: ['x@example.com'], keepsCopy: false },
  });
  expect(await verifier()).toBe(before);
  expect((await run(csv, { updatesExisting: true })).rows[0]?.outcome).toBe('unchanged');
});

test('passwords are made where there is no column of them and they are asked for', async () => {
  await using office = await openOffice();
  const csv = 'userId,mail\nann,ann@example.test\nben,ben@example.test\nben,ben2@example.test\n';
  await expect(office.run(csv)).rejects.toMatchObject({ detail: { column: 'password' } });
  const trial = await office.run(csv, { dryRun: true, generatesPasswords: true });
  expect(trial).toMatchObject({ count: 2, passwords: [] });
  const report = await office.run(csv, { generatesPasswords: true });
  expect(report.passwords.map(({ userId }) => userId)).toEqual(['ann', 'ben']);
  const [ann, ben] = report.passwords;
  expect(ann?.password).not.toBe(ben?.password);
  const attempt = { login: 'ann', service: 'admin', peerAddress: '', isTrustedPeer: true } as const;
  expect(await office.authenticator.verifyPassword(attempt, ann?.password ?? '')).toMatchObject({
    userId: 'ann',
    mustChangePassword: true,
  });
});
