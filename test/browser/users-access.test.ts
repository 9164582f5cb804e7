/** How users are let in, helped in, and kept out, in the Server Manager. DI9 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { accessibilityProblems, type BrowserOffice, startBrowserOffice } from '../support/browser-office.ts';

let office: BrowserOffice;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'chief', 'alice');
  const { admin } = office.server;
  await admin.call(ENDPOINTS['user.update'], { path: { userId: 'chief' }, body: { role: 'administrator' } });
  await admin.call(ENDPOINTS['domain.create'], { body: { name: 'example.org' } });
});
afterAll(() => office?.[Symbol.asyncDispose]());

const path = { userId: 'alice' };
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const section = (page: Page, name: string) =>
  page.locator('section').filter({ has: page.getByRole('heading', { name, level: 2, exact: true }) });

test('a password is set: refused where it is weak, shown once, and all sessions end', async () => {
  await using alice = await office.open();
  await alice.signIn('alice');
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/users/alice?tab=access');
  await button(page, 'Set a new password').click();
  await page.getByLabel('New password').fill('alice123');
  await button(page, 'Set the password').click();
  await page.getByText('among those that everybody tries first').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Propose one').click();
  await button(page, 'Set the password').click();
  await page.getByText('New password of alice').waitFor();
  const password = await page.locator('code').first().innerText();
  expect(password).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
  await alice.page.getByText('Your session is over.').waitFor();
});

test('sessions are seen and ended', async () => {
  await office.server.admin.call(ENDPOINTS['user.password'], { path, body: { password: 'wharf-lantern-29-mist' } });
  await using alice = await office.open();
  await alice.signIn('alice', 'wharf-lantern-29-mist');
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/users/alice?tab=access');
  const sessions = section(page, 'Sessions');
  await sessions.getByText('Web page').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await sessions.getByRole('button', { name: /^End: / }).click();
  await page.getByText('1 session ended.').waitFor();
  await sessions.getByText('Nowhere.').waitFor();
  await alice.page.getByText('Your session is over.').waitFor();
});

test('app passwords are made, shown once, and deleted', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/users/alice?tab=access');
  await button(page, 'New app password').click();
  await page.getByLabel('Program or device').fill('Thunderbird');
  await page.getByLabel('Address book (LDAP)').uncheck();
  await button(page, 'Make the password').click();
  await page.getByText('The new app password').waitFor();
  await section(page, 'App passwords').getByText('imap, pop3, submission').waitFor();
  await button(page, 'Delete: Thunderbird').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('App password deleted.').waitFor();
  const { appPasswords } = await office.server.admin.call(ENDPOINTS['user.app-passwords'], { path });
  expect(appPasswords).toEqual([]);
});

test('a user is kept out and let in again, and gets a role in a domain', async () => {
  await using chief = await office.open();
  const { page } = chief;
  const show = () => office.server.admin.call(ENDPOINTS['user.show'], { path });
  await chief.signIn('chief');
  await chief.goTo('/msg/server/users/alice?tab=access');
  await button(page, 'Disable').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
  await page.getByText('alice can no longer sign in.').waitFor();
  expect((await show()).isEnabled).toBe(false);
  await button(page, 'Let sign in again').click();
  await page.getByText('alice can sign in again.').waitFor();
  const role = section(page, 'Role');
  await role.getByRole('combobox', { name: 'Role' }).click();
  await page.getByRole('option', { name: 'Domain administrator' }).click();
  expect(await button(page, 'Save').isDisabled()).toBe(true);
  await role.getByRole('combobox', { name: 'In these domains' }).click();
  await page.getByRole('option', { name: 'example.org' }).click();
  await page.keyboard.press('Escape');
  await button(page, 'Save').click();
  await page.getByText('Saved.').waitFor();
  expect(await show()).toMatchObject({ role: 'domain-administrator', roleDomains: ['example.org'] });
  await page.getByRole('tab', { name: 'Activity' }).click();
  await page.getByText('User alice changed.').first().waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
});
