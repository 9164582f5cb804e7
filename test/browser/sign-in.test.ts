/** Signing in with a browser, and what of the account can be seen then. SM1, PM1 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessibilityProblems, type BrowserOffice, startBrowserOffice } from '../support/browser-office.ts';

let office: BrowserOffice;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'alice');
});
afterAll(() => office?.[Symbol.asyncDispose]());

test('a wrong password is refused in words, the right one opens the preferences', async () => {
  await using alice = await office.open();
  const { page } = alice;
  await alice.goTo('/msg');
  await page.getByLabel('User ID').fill('alice');
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('alert').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await alice.signIn('alice');
  expect(page.url()).toContain('/msg/my');
  await page.getByRole('button', { name: 'Account of alice' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

test('in German, in the dark', async () => {
  await using page = await office.open({ language: 'de-CH', colours: 'dark' });
  await page.goTo('/msg');
  await page.page.getByRole('button', { name: 'Anmelden', exact: true }).waitFor();
  expect(await accessibilityProblems(page.page)).toEqual([]);
});
