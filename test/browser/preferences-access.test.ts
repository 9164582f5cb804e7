/** What else opens an account than its password in this browser: app passwords, other sessions, tokens. PM1, DI9 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessibilityProblems, type BrowserOffice, PHONE, startBrowserOffice } from '../support/browser-office.ts';
import { TEST_PASSWORD } from '../support/server.ts';

let office: BrowserOffice;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'erin');
});
afterAll(() => office?.[Symbol.asyncDispose]());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('an app password is made, shown once, and deleted', async () => {
  await using erin = await office.open({ viewport: PHONE, colours: 'dark' });
  const { page } = erin;
  await erin.signIn('erin');
  await erin.goTo('/msg/my/app-passwords');
  await button(page, 'New app password').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Program').fill('Thunderbird');
  await dialog.getByText('Sending mail (SMTP)').click();
  await dialog.getByLabel('Your password').fill('wrong');
  await button(page, 'Make the password').click();
  await dialog.getByText('The password is wrong.').waitFor();
  await dialog.getByLabel('Your password').fill(TEST_PASSWORD);
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Make the password').click();
  const shown = await dialog.getByLabel('Password for Thunderbird').innerText();
  expect(shown.length).toBeGreaterThan(15);
  await button(page, 'Done').click();
  await page.getByRole('main').getByText('Reading mail (IMAP)', { exact: true }).waitFor();
  await button(page, 'Delete Thunderbird').click();
  await button(page, 'Delete').click();
  await page.getByText('There are none yet.').waitFor();
});

test('sessions: this one is marked, the others can be ended, and so can programs', async () => {
  await using other = await office.open();
  await other.signIn('erin');
  await using erin = await office.open();
  const { page } = erin;
  await erin.signIn('erin');
  await erin.goTo('/msg/my/sessions');
  await page.getByText('This browser', { exact: true }).waitFor();
  await button(page, 'New token').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Program').fill('mbsync');
  await dialog.getByLabel('Your password').fill(TEST_PASSWORD);
  await button(page, 'Make the token').click();
  await dialog.getByLabel('Refresh token').waitFor();
  await button(page, 'Done').click();
  await button(page, 'Sign out mbsync').click();
  await button(page, 'Sign out').click();
  await page.getByText('mbsync has been signed out.').waitFor();
  await page.getByText('There are none.').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Sign out all others').click();
  await dialog.getByText('This browser stays signed in.').waitFor();
  await dialog.getByRole('button', { name: 'Sign out all others' }).click();
  await page.getByText(/other sessions? ha(s|ve) been ended/).waitFor();
  await other.page.getByText('Your session is over').waitFor();
});
