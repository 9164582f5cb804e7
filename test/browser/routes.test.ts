/** The smart host and single routes in the Server Manager. MO3, SM5 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { accessibilityProblems, type BrowserOffice, PHONE, startBrowserOffice } from '../support/browser-office.ts';

let office: BrowserOffice;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'chief');
  const { admin } = office.server;
  await admin.call(ENDPOINTS['user.update'], { path: { userId: 'chief' }, body: { role: 'administrator' } });
});
afterAll(() => office?.[Symbol.asyncDispose]());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const routes = async () => (await office.server.admin.call(ENDPOINTS['route.list'])).routes;

test('a smart host with a password is set, never shows its password, and is deleted', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/routes');
  await button(page, 'Set up a smart host').click();
  await page.getByLabel('Goes to').fill('smtp.example.com');
  await page.getByLabel('Signs in as').fill('office');
  expect(await button(page, 'Save').isDisabled()).toBe(true);
  await page.getByLabel('Password', { exact: true }).fill('wharf-lantern-29');
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Save').click();
  const row = page.getByRole('row').filter({ hasText: 'everything else' });
  await row.getByText('smtp.example.com:587').waitFor();
  expect(await routes()).toEqual([
    { pattern: '*', host: 'smtp.example.com', port: 587, tls: 'required', userName: 'office' },
  ]);
  await button(page, 'Change: *').click();
  expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
  await button(page, 'Cancel').click();
  await button(page, 'Delete: *').click();
  await page.getByText('The password that is kept with it is gone.').waitFor();
  await button(page, 'Delete').click();
  await page.getByText('There are no routes').waitFor();
});

test('what the server refuses stands beside its field', async () => {
  await using chief = await office.open({ viewport: PHONE, colours: 'dark' });
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/routes');
  await button(page, 'New route').click();
  await page.getByLabel('Mail for').fill('example.com');
  await page.getByLabel('Goes to').fill('not a host');
  await button(page, 'Save').click();
  await page.getByRole('dialog').locator('[class*="error"]').first().waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByLabel('Goes to').fill('192.0.2.25');
  await button(page, 'Save').click();
  await page.getByText('192.0.2.25:25').waitFor();
  expect((await routes()).map(({ pattern }) => pattern)).toEqual(['example.com']);
});
