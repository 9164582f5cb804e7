/** A privilege that is withdrawn is gone from pages that are open, at once; and it comes back like that. DI8, K10 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { accessibilityProblems, type BrowserOffice, startBrowserOffice } from '../support/browser-office.ts';

let office: BrowserOffice;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'alice');
});
afterAll(() => office?.[Symbol.asyncDispose]());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const link = (page: Page, name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true });
const give = (privilege: string, isGiven: boolean | null) =>
  office.server.admin.call(ENDPOINTS['user.update'], {
    path: { userId: 'alice' },
    body: { privileges: { [privilege]: isGiven } },
  });

test('a form that is half typed says politely that it can no longer be saved', async () => {
  await using alice = await office.open();
  const { page } = alice;
  await alice.signIn('alice');
  await alice.goTo('/msg/my/profile');
  await page.getByLabel('Office').fill('Room 7');
  await give('change-profile', false);
  await page
    .getByText('Your administrator has just withdrawn this from you. What you have typed can no longer be saved.')
    .waitFor();
  expect(await button(page, 'Save').isDisabled()).toBe(true);
  expect(await page.getByLabel('Office').inputValue()).toBe('Room 7');
  expect(await accessibilityProblems(page)).toEqual([]);
  await give('change-profile', null);
  await expect.poll(() => button(page, 'Save').isEnabled()).toBe(true);
});

test.each([
  ['change-forwarding', 'forwarding', 'Forwarding'],
  ['change-password', 'password', 'Password'],
])('%s: the screen goes from the menu, and says so where it is open', async (privilege, path, label) => {
  await using alice = await office.open();
  const { page } = alice;
  await alice.signIn('alice');
  await alice.goTo(`/msg/my/${path}`);
  await link(page, label).waitFor();
  await give(privilege, false);
  await page
    .getByText('Your administrator has just withdrawn this from you. What you had typed here was not saved.')
    .waitFor();
  expect(await link(page, label).count()).toBe(0);
  expect(await accessibilityProblems(page)).toEqual([]);
  await alice.goTo(`/msg/my/${path}`);
  await page.getByText('Your administrator keeps this to himself.').waitFor();
  await give(privilege, null);
  await link(page, label).waitFor();
});

test('create-aliases: the button goes, and so does the form', async () => {
  await using alice = await office.open();
  const { page } = alice;
  await alice.signIn('alice');
  await alice.goTo('/msg/my/aliases');
  await button(page, 'New alias').waitFor();
  await give('create-aliases', false);
  await expect.poll(() => button(page, 'New alias').count()).toBe(0);
  await alice.goTo('/msg/my/aliases/new');
  await page.getByText('Your administrator keeps this to himself.').waitFor();
  await give('create-aliases', null);
  await button(page, 'Make the alias').waitFor();
});
