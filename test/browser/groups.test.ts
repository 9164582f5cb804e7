/** Groups in the Server Manager: members, rank, and what holds for them, told before it is changed. DI1, DI8 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { accessibilityProblems, type BrowserOffice, startBrowserOffice } from '../support/browser-office.ts';

let office: BrowserOffice;
/** Everything that an address has its own use for. */
const AWKWARD = 'Board & staff / 100%?#@example.test';

beforeAll(async () => {
  office = await startBrowserOffice(null, 'chief', 'alice', 'bob', 'carol');
  const { admin } = office.server;
  await admin.call(ENDPOINTS['user.update'], { path: { userId: 'chief' }, body: { role: 'administrator' } });
  const body = { name: AWKWARD, description: '<b>Board</b>', members: ['alice'] };
  await admin.call(ENDPOINTS['group.create'], { body });
});
afterAll(() => office?.[Symbol.asyncDispose]());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const membersOf = async (name: string) =>
  (await office.server.admin.call(ENDPOINTS['group.members'], { path: { name } })).members;

test('a group is made, filled, and tells for whom a change counts before it is made', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/groups/-new');
  await page.getByLabel('Name').fill('sales@home');
  await button(page, 'Make the group').click();
  await page.locator('[aria-invalid=true]').waitFor();
  await page.getByLabel('Name').fill('sales');
  await button(page, 'Make the group').click();
  await page.getByRole('heading', { name: 'sales@example.test', level: 1 }).waitFor();
  for (const userId of ['alice', 'bob']) {
    await page.getByRole('combobox', { name: 'Add a person' }).fill(userId);
    await page.getByRole('option', { name: new RegExp(`^${userId} `) }).click();
    await button(page, 'Add').click();
    await page.getByText(`${userId} is a member now.`).waitFor();
  }
  expect(await membersOf('sales@example.test')).toEqual(['alice', 'bob']);
  await page.getByRole('radiogroup', { name: 'Set up forwarding' }).getByText('Withhold').click();
  await page.getByText('For 2 people something would change:').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Save').first().click();
  await page.getByText('Saved.').waitFor();
  const policy = await office.server.admin.call(ENDPOINTS['policy.show'], { path: { userId: 'alice' } });
  expect(policy.privileges['change-forwarding']).toMatchObject({ value: false, source: { level: 'group' } });
  await page.getByRole('checkbox', { name: 'Select bob' }).check();
  await button(page, 'Take out').click();
  await page.getByText('1 member taken out.').waitFor();
  expect(await membersOf('sales@example.test')).toEqual(['alice']);
  await button(page, 'Undo').last().click();
  await page.getByRole('checkbox', { name: 'Select bob' }).waitFor();
});

test('a group of any name is opened, renamed and deleted, and the deletion is taken back', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/groups');
  await page.getByRole('row', { name: /Board/ }).click();
  await page.getByRole('heading', { name: AWKWARD, level: 1 }).waitFor();
  await page.getByText('<b>Board</b>').first().waitFor();
  await page.getByLabel('Rank').fill('5');
  await page.getByLabel('Name', { exact: true }).fill('Board');
  await button(page, 'Save').last().click();
  await page.getByRole('heading', { name: 'Board@example.test', level: 1 }).waitFor();
  await button(page, 'Delete').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('It has 1 member.').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('Board@example.test is deleted.').waitFor();
  await button(page, 'Undo').last().click();
  await page.getByText('Undone.').waitFor();
  await page.getByRole('row', { name: /Board@example.test/ }).waitFor();
  expect(await membersOf('Board@example.test')).toEqual(['alice']);
});

test('the fullest mailboxes stand first in the list of quotas', async () => {
  const set = (userId: string, storageQuota: string) =>
    office.server.admin.call(ENDPOINTS['quota.set'], { path: { userId }, body: { storageQuota } });
  await set('carol', '3G');
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/quotas');
  await page.getByRole('row', { name: /carol/ }).getByText('0 bytes of 3 GB').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await set('carol', '4G');
  await page.getByText('0 bytes of 4 GB').waitFor();
  await page.getByRole('row', { name: /carol/ }).click();
  await page.getByRole('tab', { name: 'Quota and privileges', selected: true }).waitFor();
});
