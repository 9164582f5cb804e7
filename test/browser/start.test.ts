/** The first steps on a fresh server: from the one-time password of `admin` to a message that arrives. SM1, MO5 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { accessibilityProblems, type BrowserOffice, PHONE, startBrowserOffice } from '../support/browser-office.ts';
import { TEST_PASSWORD } from '../support/server.ts';

let office: BrowserOffice;

beforeAll(async () => {
  office = await startBrowserOffice(null);
});
afterAll(() => office?.[Symbol.asyncDispose]());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const step = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`\\d\\. ${name}`) });
const settled = async () => {
  const path = { name: 'firstStepsSettled' };
  return (await office.server.admin.call(ENDPOINTS['settings.get'], { path })).value;
};

test('from the first sign-in to a message that arrives', async () => {
  await using admin = await office.open();
  const { page } = admin;
  const once = (await readFile(join(office.server.dataDir, 'initial-admin-password'), 'utf8')).trim();
  await admin.goTo('/msg');
  await page.locator('input[name=username]').fill('admin');
  await page.locator('input[name=password]').fill(once);
  await page.locator('button[type=submit]').click();
  await page.getByLabel('Present password', { exact: true }).fill(once);
  await page.getByLabel('New password', { exact: true }).fill(TEST_PASSWORD);
  await page.getByLabel('New password once more', { exact: true }).fill(TEST_PASSWORD);
  await button(page, 'Change the password').click();

  await page.getByRole('heading', { name: 'First steps', level: 1 }).waitFor();
  await page.getByText('This name does not exist on the Internet.', { exact: false }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Next').click();

  await page.getByText('The domain is called example.test, which nobody can reach.', { exact: false }).waitFor();
  expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Domain');
  await page.getByLabel('Your domain').fill('office.corp');
  await button(page, 'Rename').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
  await page.getByText('The domain is called office.corp.').waitFor();
  await button(page, 'Next').click();

  await page.getByText(/DNS gave no answer for \d+ needed records/).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'I’ll do it later').click();
  await page.getByRole('heading', { name: 'In use' }).waitFor();
  await button(page, 'I’ll do it later').click();

  await page.getByLabel('First name').first().fill('Alice');
  await page.getByLabel('Last name').first().fill('Archer');
  await page.getByLabel('User ID').nth(1).fill('admin');
  await button(page, 'Make 2 users').click();
  await page.getByText('1 user was made.').waitFor();
  await page.getByRole('alert').getByText('The User ID is taken.').waitFor();
  await button(page, 'Copy the password of alice.archer').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Next').click();

  const to = page.getByRole('combobox', { name: 'To' });
  expect(await to.inputValue()).toBe('admin@office.corp');
  await to.fill('nobody@office.corp');
  await to.press('Escape');
  await button(page, 'Send').click();
  await page.getByText('The message to nobody@office.corp was refused.', { exact: false }).waitFor();
  await page.getByText('there is no such address here', { exact: false }).first().waitFor();
  await to.fill('alice.archer@office.corp');
  await to.press('Escape');
  await button(page, 'Send').click();
  await page.getByText('Filed in INBOX of alice.archer', { exact: false }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Finish').click();
  await page.getByRole('heading', { name: 'Dashboard', level: 1 }).waitFor();
  expect(await settled()).toEqual(['host', 'domain', 'dns', 'certificate', 'users', 'test', 'closed']);
});

test('each step is there again later, on a telephone as well', async () => {
  await using admin = await office.open({ viewport: PHONE, colours: 'dark' });
  const { page } = admin;
  await admin.signIn('admin');
  await page.getByRole('heading', { name: 'Dashboard', level: 1 }).waitFor();
  await admin.goTo('/msg/server/start');
  await step(page, 'People').filter({ hasText: 'Done' }).waitFor();
  await step(page, 'DNS').filter({ hasText: 'Later' }).waitFor();
  await step(page, 'Certificate').press('Enter');
  await page.getByRole('heading', { name: 'In use' }).waitFor();
  await button(page, 'Back').click();
  await page.getByText('v=spf1 mx -all').first().waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
});
