import { expect, test } from 'vitest';
import { boundTo } from '../../../../test/support/bound-to.ts';
import { openTestDirectory } from '../../../../test/support/directory.ts';
import { systemClock } from '../../../base/clock.ts';
import { SYSTEM } from '../../access/caller.ts';
import type { Privilege } from '../../ports/account-policy.ts';
import { createOwnAccount, type OwnAccount } from './own-account.ts';

const PASSWORD = 'correct horse';

async function openOffice() {
  const office = await openTestDirectory();
  await office.users.create({ userId: 'ann', mail: 'ann@example.test', password: PASSWORD });
  await office.users.create({ userId: 'bob', mail: 'bob@example.test', password: PASSWORD });
  const service = createOwnAccount({ ...office, clock: systemClock });
  const own = boundTo(await office.caller('ann'), service);
  const signIn = (password: string) =>
    office.authenticator.verifyPassword(
      { login: 'ann', service: 'http', peerAddress: '192.0.2.1', isTrustedPeer: true },
      password,
    );
  return Object.assign(office, { service, own, signIn });
}

test('people change their password, profile and forwarding, and nothing else', async () => {
  await using office = await openOffice();
  const { own } = office;
  const bob = await office.users.get('bob');
  const { version: _first, changedAtMs: _madeAtMs, ...before } = await office.users.get('ann');
  await own.changePassword('another horse');
  await office.signIn('another horse');
  await own.changeProfile({ profile: { title: 'Dr', fax: '1' }, language: 'fr' });
  await own.changeForwarding({ addresses: ['bob@example.test'], keepsCopy: true });
  const { version: _version, changedAtMs: _changedAtMs, ...after } = await office.users.get('ann');
  expect(after).toEqual({
    ...before,
    profile: { ...before.profile, title: 'Dr', fax: '1' },
    language: 'fr',
    forwarding: { addresses: ['bob@example.test'], keepsCopy: true },
  });
  await own.changeForwarding(null);
  expect(await office.users.get('ann')).toMatchObject({ forwarding: null });
  expect(await office.users.get('bob')).toEqual(bob);
  // More than the types allow is passed over.
  const more = { profile: {}, role: 'administrator', storageQuota: 'none' };
  await own.changeProfile(more);
  expect(await office.users.get('ann')).toMatchObject({ role: 'user', storageQuota: 'inherit' });
  await expect(own.changeProfile({ profile: { alternateMail: 'x@example.org' } as object })).rejects.toMatchObject({
    code: 'no-permission',
    detail: { field: 'alternateMail' },
  });
  const entries = await office.store.reader().audit.list({ actor: 'ann', limit: 9 });
  expect(entries.map(({ action, target }) => `${action} ${target.name}`)).toEqual([
    'user.update ann',
    'user.update ann',
    'user.update ann',
    'user.password ann',
  ]);
});

test.each<[Privilege, (own: { [N in keyof OwnAccount]: (value: never) => Promise<unknown> }) => Promise<unknown>]>([
  ['change-password', (own) => own.changePassword('another horse' as never)],
  ['change-profile', (own) => own.changeProfile({ profile: { title: 'Dr' } } as never)],
  ['change-forwarding', (own) => own.changeForwarding(null as never)],
])('K10: without %s it is refused, from the moment at which it is withdrawn', async (privilege, change) => {
  await using office = await openOffice();
  await change(office.own);
  await office.settings.set(SYSTEM, 'withheldPrivileges', [privilege]);
  await expect(change(office.own)).rejects.toMatchObject({ code: 'no-permission', detail: { privilege } });
});

test('profile and forwarding change at once or not at all, and only what was looked at', async () => {
  await using office = await openOffice();
  const { own } = office;
  const { version } = await office.users.get('ann');
  const forwarding = { addresses: ['bob@example.test'], keepsCopy: false };
  await own.change({ profile: { title: 'Dr' }, forwarding }, version);
  expect(await office.users.get('ann')).toMatchObject({ profile: { title: 'Dr' }, forwarding });
  await expect(own.change({ profile: { title: 'Prof' } }, version)).rejects.toMatchObject({ code: 'conflict' });
  await office.settings.set(SYSTEM, 'withheldPrivileges', ['change-forwarding']);
  await expect(own.change({ profile: { title: 'Prof' }, forwarding: null })).rejects.toMatchObject({
    code: 'no-permission',
    detail: { privilege: 'change-forwarding' },
  });
  expect(await office.users.get('ann')).toMatchObject({ profile: { title: 'Dr' }, forwarding });
});

test('a one-time password may always be changed', async () => {
  await using office = await openOffice();
  await office.settings.set(SYSTEM, 'withheldPrivileges', ['change-password']);
  await office.users.setPassword('ann', 'handed out', { mustChange: true });
  await office.own.changePassword('another horse');
  expect(await office.signIn('another horse')).toMatchObject({ mustChangePassword: false });
  await expect(office.own.changePassword('yet another')).rejects.toMatchObject({ code: 'no-permission' });
});

test('an administrator of a domain is an account as well', async () => {
  await using office = await openOffice();
  await office.users.update('ann', { role: 'domain-administrator', roleDomains: ['example.test'] });
  const own = boundTo(await office.caller('ann'), office.service);
  await own.changeProfile({ profile: { title: 'Dr' } });
  expect(await office.users.get('ann')).toMatchObject({ profile: { title: 'Dr' }, role: 'domain-administrator' });
});

test('who is gone, and the server itself, has no account', async () => {
  await using office = await openOffice();
  await office.users.delete('ann');
  await expect(office.own.changeForwarding(null)).rejects.toMatchObject({ code: 'no-permission' });
  await expect(office.service.changePassword(SYSTEM, 'another horse')).rejects.toMatchObject({ code: 'no-permission' });
});
