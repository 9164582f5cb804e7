import { expect, test } from 'vitest';
import { openTestDirectory } from '../../../test/support/directory.ts';
import type { LoginAttempt } from './principal.ts';

const ADDRESS = 'bob@example.test';

async function openOffice() {
  const office = await openTestDirectory();
  const account = await office.users.create({ userId: 'bob', mail: ADDRESS, password: 'correct horse' });
  const attempt = (login: string): LoginAttempt => {
    return { login, service: 'ldap', peerAddress: '192.0.2.7', isTrustedPeer: false };
  };
  return Object.assign(office, {
    account,
    byPassword: (password: string) => office.authenticator.verifyPassword(attempt('bob'), password),
    byCertificate: (...addresses: string[]) =>
      office.authenticator.verifyCertificate(attempt(addresses[0] ?? ''), addresses),
  });
}

test('who has the addresses of a certificate has signed in, without a credential', async () => {
  await using office = await openOffice();
  const { account } = office;
  const expected = {
    account,
    userId: 'bob',
    role: 'user',
    roleDomains: [],
    credential: null,
    mustChangePassword: false,
  };
  expect(await office.byCertificate(ADDRESS)).toMatchObject(expected);
  expect(await office.byCertificate('somebody@example.org', ADDRESS)).toMatchObject(expected);
});

test('who is switched off or archived has not, nor has nobody', async () => {
  await using office = await openOffice();
  const refused = { code: 'authentication-failed' };
  await expect(office.byCertificate('nobody@example.test')).rejects.toMatchObject(refused);
  await expect(office.byCertificate()).rejects.toMatchObject(refused);
  await office.users.update('bob', { isEnabled: false });
  await expect(office.byCertificate(ADDRESS)).rejects.toMatchObject(refused);
  await office.users.update('bob', { isEnabled: true });
  await office.byCertificate(ADDRESS);
  await office.users.archive('bob');
  await expect(office.byCertificate(ADDRESS)).rejects.toMatchObject(refused);
});

test('wrong passwords of others do not keep the holder of a certificate out', async () => {
  await using office = await openOffice();
  const told: string[] = [];
  for (let tries = 0; tries < 200; tries += 1) {
    await office.byPassword('wrong').catch(({ code }: { code: string }) => told.push(code));
  }
  expect(told.at(-1)).toBe('too-many');
  await expect(office.byPassword('correct horse')).rejects.toMatchObject({ code: 'too-many' });
  expect(await office.byCertificate(ADDRESS)).toMatchObject({ userId: 'bob' });
});

test('certificates of nobody count, and are refused unheard in the end', async () => {
  await using office = await openOffice();
  const told: string[] = [];
  for (let tries = 0; tries < 200; tries += 1) {
    await office.byCertificate(`nobody${tries}@example.test`).catch(({ code }: { code: string }) => told.push(code));
  }
  expect(told.at(0)).toBe('authentication-failed');
  expect(told.at(-1)).toBe('too-many');
});
