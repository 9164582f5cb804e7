/** Users who are changed together, and those who leave. SM3, DI5 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import type { userPatchSchema } from '../../src/wire/admin/schemas.ts';
import { accessibilityProblems, type BrowserOffice, startBrowserOffice } from '../support/browser-office.ts';

let office: BrowserOffice;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'chief', 'bob', 'carol', 'dave', 'erin');
  await update('chief', { role: 'administrator' });
  const { admin } = office.server;
  const alias = { mail: 'press@example.test', owners: ['bob'], members: ['bob', 'carol'] };
  await admin.call(ENDPOINTS['alias.create'], { body: alias });
});
afterAll(() => office?.[Symbol.asyncDispose]());

type Patch = z.input<typeof userPatchSchema>;

const update = (userId: string, body: Patch) =>
  office.server.admin.call(ENDPOINTS['user.update'], { path: { userId }, body });
const show = (userId: string) => office.server.admin.call(ENDPOINTS['user.show'], { path: { userId } });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const row = (page: Page, userId: string) =>
  page.getByRole('row').filter({ has: page.getByText(userId, { exact: true }) });
const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 });

test('several are changed together, and those that are refused are told', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/users');
  const choose = async (action: string, ...userIds: string[]) => {
    for (const userId of userIds) await page.getByRole('checkbox', { name: `Select ${userId}`, exact: true }).check();
    await button(page, 'Change…').click();
    await page.getByRole('menuitem', { name: action }).click();
  };
  await choose('Disable', 'dave', 'erin');
  await button(page, 'Disable').click();
  await page.getByText('Done for 2 users.').waitFor();
  expect([(await show('dave')).isEnabled, (await show('erin')).isEnabled]).toEqual([false, false]);
  await choose('Delete', 'bob', 'dave');
  await page.getByText('Nobody else owns the alias press@example.test.').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Delete for good').click();
  await page.getByText('Refused for 1 user:').waitFor();
  await page.getByRole('dialog').getByText('Nobody else owns the alias press@example.test.').waitFor();
  await page.keyboard.press('Escape');
  await row(page, 'dave').waitFor({ state: 'detached' });
  await row(page, 'bob').waitFor();
});

test('who leaves is archived, comes back, and is deleted when somebody takes over', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/users/bob?tab=removal');
  await button(page, 'Archive').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
  await page.getByText('bob is archived.').waitFor();
  expect((await show('bob')).archivedAt).not.toBeNull();
  await button(page, 'Restore').click();
  await page.getByText('bob is back.').waitFor();
  await button(page, 'Delete for good').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Nobody else owns the alias press@example.test.').waitFor();
  const confirm = dialog.getByRole('button', { name: 'Delete for good' });
  expect(await confirm.isDisabled()).toBe(true);
  await dialog.getByLabel('Type “bob” to confirm').fill('bob');
  await confirm.click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByRole('combobox', { name: 'Hand over to' }).fill('caro');
  await page.getByRole('option', { name: /carol/ }).click();
  await confirm.click();
  await heading(page, 'Users').waitFor();
  const alias = await office.server.admin.call(ENDPOINTS['alias.show'], { path: { mail: 'press@example.test' } });
  expect(alias.owners).toEqual(['carol']);
});
