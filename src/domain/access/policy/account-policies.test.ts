import { describe, expect, test } from 'vitest';
import { openTestDirectory } from '../../../../test/support/directory.ts';
import { openTestMailboxes } from '../../../../test/support/mailboxes.ts';
import { SYSTEM } from '../caller.ts';
import { createAccountPolicies } from './account-policies.ts';
import { mustHavePrivilege } from './must-have-privilege.ts';

async function openOffice() {
  const office = await openTestDirectory();
  await office.users.create({ userId: 'bob', mail: 'bob@example.test', password: 'correct horse' });
  const policyOfBob = async () => office.policies.of(await office.users.get('bob'));
  return Object.assign(office, { policyOfBob });
}

describe('what holds for an account', () => {
  test('K11: a changed default holds at once for users who were there before', async () => {
    await using office = await openOffice();
    expect((await office.policyOfBob()).storageBytes).toEqual({ value: null, source: { level: 'server' } });
    await office.settings.set(SYSTEM, 'defaultStorageQuota', '500M');
    expect((await office.policyOfBob()).storageBytes.value).toBe(500 * 1024 * 1024);
    await office.settings.set(SYSTEM, 'withheldPrivileges', ['change-junk']);
    expect((await office.policyOfBob()).privileges['change-junk'].value).toBe(false);
  });

  test('K11: asked for while the default changes, the old answer is not kept', async () => {
    await using office = await openOffice();
    const bob = await office.users.get('bob');
    // Every commit, also that of the setting, has bob's policy computed before the setting's new value can be read.
    using _ = { [Symbol.dispose]: office.store.feed.subscribe(() => void office.policies.of(bob)) };
    await office.settings.set(SYSTEM, 'defaultMessageQuota', 5);
    expect((await office.policies.of(bob)).messageCount.value).toBe(5);
  });

  test('domain, group and user, each narrower than the one before, and back again', async () => {
    await using office = await openOffice();
    const quota = async () => (await office.policyOfBob()).messageCount;
    await office.domains.update('example.test', { accountPolicy: { messageQuota: 30 } });
    expect(await quota()).toEqual({ value: 30, source: { level: 'domain', name: 'example.test' } });
    await office.groups.create({ name: 'sales@example.test', policy: { messageQuota: 20 }, members: ['bob'] });
    expect(await quota()).toEqual({ value: 20, source: { level: 'group', name: 'sales@example.test' } });
    await office.groups.create({ name: 'first@example.test', rank: 1, policy: { messageQuota: 'none' } });
    expect((await quota()).value).toBe(20);
    await office.groups.update('first@example.test', { addMembers: ['bob'] });
    expect((await quota()).value).toBeNull();
    await office.users.update('bob', { messageQuota: 10 });
    expect(await quota()).toEqual({ value: 10, source: { level: 'user' } });
    await office.users.update('bob', { messageQuota: 'inherit' });
    await office.groups.delete('first@example.test');
    await office.groups.update('sales@example.test', { removeMembers: ['bob'] });
    expect((await quota()).value).toBe(30);
  });

  test('is computed once, until something changes', async () => {
    await using office = await openOffice();
    let reads = 0;
    const { store } = office;
    const counting = { feed: store.feed, reader: () => (reads++, store.reader()) };
    using policies = createAccountPolicies({ store: counting, settings: office.settings });
    const bob = await office.users.get('bob');
    const first = policies.of(bob);
    expect(first).toBeInstanceOf(Promise);
    await first;
    expect(policies.of(bob)).not.toBeInstanceOf(Promise);
    expect(reads).toBe(1);
    await office.users.update('bob', { messageQuota: 1 });
    expect(await policies.of(await office.users.get('bob'))).toMatchObject({ messageCount: { value: 1 } });
    // A reader may be ahead of the feed.
    const next = { ...bob, version: bob.version + 2, messageQuota: 2 };
    expect(await policies.of(next)).toMatchObject({ messageCount: { value: 2 } });
  });

  test('K10: a privilege that is withdrawn is gone at once, for who is signed in as well', async () => {
    await using office = await openOffice();
    const asked = async () => mustHavePrivilege(office.policies, await office.users.get('bob'), 'change-profile');
    await asked();
    await office.groups.create({ name: 'guests@example.test', members: ['bob'] });
    await office.groups.update('guests@example.test', { policy: { privileges: { 'change-profile': false } } });
    await expect(asked()).rejects.toMatchObject({
      code: 'no-permission',
      detail: { reason: 'privilege-withheld', privilege: 'change-profile' },
    });
    await office.users.update('bob', { privileges: { 'change-profile': true } });
    await asked();
    await office.users.update('bob', { privileges: { 'change-profile': null } });
    await expect(asked()).rejects.toMatchObject({ code: 'no-permission' });
  });
});

test('K11: an open mailbox counts against the quota that holds now', async () => {
  await using office = await openTestMailboxes();
  expect((await office.bob.quota()).limits).toEqual({ storageBytes: null, messageCount: null });
  await office.settings.set(SYSTEM, 'defaultMessageQuota', 0);
  expect((await office.bob.quota()).limits).toEqual({ storageBytes: null, messageCount: 0 });
  await expect(office.bob.startAppend('INBOX')).rejects.toMatchObject({ code: 'over-quota' });
});
