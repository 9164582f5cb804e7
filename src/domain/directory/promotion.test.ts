/** What was opened for somebody before he had a role is not good for what he may do with it. SECURITY "session" */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTestDirectory, type TestDirectory } from '../../../test/support/directory.ts';
import { SYSTEM } from '../access/caller.ts';
import type { Role } from '../ports/directory.ts';
import type { Session } from '../ports/sessions.ts';
import { createUndo } from './undo/undo.ts';

const PASSWORD = 'correct horse battery';

let office: TestDirectory;

beforeEach(async () => {
  office = await openTestDirectory();
  await office.domains.create('example.org');
  await office.users.create({ userId: 'ann', mail: 'ann@example.test', password: PASSWORD });
});
afterEach(() => office[Symbol.asyncDispose]());

const open = async (kind: Session['kind'] = 'token') => {
  const { account } = await office.users.get('ann');
  return office.sessions.open({
    ...{ account, kind, credential: null, client: 'sync', address: '', services: ['admin'] },
  });
};
const isGood = async (secret: string) =>
  (await office.sessions.verify(secret, { services: ['admin'], address: '' })) !== null;
const lastEntry = async () => {
  const [entry] = await office.store.reader().audit.list({ limit: 1 });
  if (entry === undefined) throw new Error('nothing was written down');
  return entry;
};

test('tokens and browsers end with it, and the audit log tells whose', async () => {
  const [token, browser] = [await open(), await open('web')];
  expect([await isGood(token.secret), await isGood(browser.secret)]).toEqual([true, true]);
  await office.users.update('ann', { role: 'administrator' });
  expect([await isGood(token.secret), await isGood(browser.secret)]).toEqual([false, false]);
  await expect(office.sessions.refresh(token.refreshSecret ?? '', '')).rejects.toMatchObject({
    code: 'authentication-failed',
  });
  expect(await lastEntry()).toMatchObject({
    ...{ action: 'user.update', before: { role: 'user', clients: ['sync', 'sync'] }, after: { role: 'administrator' } },
  });
});

describe('it is the larger role that ends them', () => {
  const [TEST, ORG] = ['example.test', 'example.org'];
  test.each<[Role, string[], Role, string[], boolean]>([
    ['user', [], 'help-desk', [TEST], true],
    ['help-desk', [TEST], 'domain-administrator', [TEST], true],
    ['domain-administrator', [TEST], 'administrator', [], true],
    ['help-desk', [TEST], 'help-desk', [TEST, ORG], true],
    ['domain-administrator', [TEST], 'help-desk', [ORG], true],
    ['domain-administrator', [TEST, ORG], 'domain-administrator', [ORG, TEST], false],
    ['domain-administrator', [TEST, ORG], 'domain-administrator', [ORG], false],
    ['administrator', [], 'help-desk', [ORG], false],
    ['help-desk', [TEST], 'user', [], false],
  ])('%s of %j to %s of %j: %s', async (role, roleDomains, next, nextDomains, isOver) => {
    await office.users.update('ann', { role, roleDomains });
    const { secret } = await open();
    await office.users.update('ann', { role: next, roleDomains: nextDomains });
    expect(await isGood(secret)).toBe(!isOver);
  });
});

test('taking it back, and that back, is possible with sessions that have ended', async () => {
  await open();
  await office.users.update('ann', { role: 'administrator' });
  const undo = createUndo({ ...office.services, store: office.store, settings: office.settings });
  const undone = await undo.undo(SYSTEM, (await lastEntry()).id);
  expect((await office.users.get('ann')).role).toBe('user');
  const { secret } = await open();
  await undo.undo(SYSTEM, undone);
  expect((await office.users.get('ann')).role).toBe('administrator');
  expect(await isGood(secret)).toBe(false);
});

test('other changes leave them alone', async () => {
  const { secret } = await open();
  await office.users.update('ann', { profile: { title: 'clerk' }, mail: 'ann@example.org' });
  expect(await isGood(secret)).toBe(true);
  expect((await lastEntry()).before).not.toHaveProperty('clients');
});
