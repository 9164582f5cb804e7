/** Users in the Server Manager: found, made, changed. SM3, DI2 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import type { userPatchSchema } from '../../src/wire/admin/schemas.ts';
import { accessibilityProblems, type BrowserOffice, PHONE, startBrowserOffice } from '../support/browser-office.ts';

let office: BrowserOffice;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'chief', 'helper', 'alice', 'bob', 'carol');
  await update('chief', { role: 'administrator' });
  await update('helper', { role: 'help-desk', roleDomains: ['example.test'] });
  await update('alice', { profile: { firstName: 'Alice', lastName: 'Archer' } });
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

test('somebody is found by a part of his name, opened, and the list is as it was on the way back', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/users');
  await row(page, 'bob').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('searchbox', { name: 'Search' }).fill('arch');
  await row(page, 'bob').waitFor({ state: 'detached' });
  await row(page, 'alice').press('Enter');
  await heading(page, 'Alice Archer').waitFor();
  await page.goBack();
  await row(page, 'alice').waitFor();
  expect(await page.getByRole('searchbox', { name: 'Search' }).inputValue()).toBe('arch');
  expect(await row(page, 'bob').count()).toBe(0);
});

test('a user is made of a name; what is taken is said at its field', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/users/-new');
  await page.getByLabel('First name').fill('Jörg');
  await page.getByLabel('Last name').fill('Weiß');
  expect(await page.getByLabel('User ID').inputValue()).toBe('joerg.weiss');
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Make the user').click();
  await page.getByText('First password of joerg.weiss').waitFor();
  const password = await page.locator('code').first().innerText();
  expect((await show('joerg.weiss')).mail).toBe('joerg.weiss@example.test');
  await button(page, 'Make another').click();
  await page.getByLabel('User ID').fill('alice');
  await button(page, 'Make the user').click();
  await page.getByText('The User ID is taken.').waitFor();
  expect(await page.locator(':focus').inputValue()).toBe('alice');

  await using joerg = await office.open();
  await joerg.goTo('/msg');
  await joerg.page.locator('input[name=username]').fill('joerg.weiss');
  await joerg.page.locator('input[name=password]').fill(password);
  await joerg.page.locator('button[type=submit]').click();
  await joerg.page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
});

test('a change is saved, refused in words, and taken back', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/users/alice');
  await page.getByLabel('Office').fill('Room 7');
  await button(page, 'Save').click();
  await page.getByText('Saved.').waitFor();
  expect((await show('alice')).profile.office).toBe('Room 7');
  await button(page, 'Undo').click();
  await page.getByText('Undone.').waitFor();
  expect((await show('alice')).profile.office).toBe('');
  await expect.poll(() => page.getByLabel('Office').inputValue()).toBe('');
  await page.getByLabel('Mail address', { exact: true }).fill('alice@nowhere.test');
  await button(page, 'Save').click();
  await page.getByText('There is no domain nowhere.test.').waitFor();
  await page.getByLabel('Mail address', { exact: true }).fill('alice@example.test');
  await page.getByLabel('User ID').fill('alice.archer');
  await button(page, 'Save').click();
  await expect.poll(() => page.url()).toContain('/users/alice.archer');
  await page.getByLabel('User ID').fill('alice');
  await button(page, 'Save').click();
  await expect.poll(() => page.url()).toMatch(/users\/alice$/);
});

test('aliases are joined and left, mail is forwarded, and limits tell who decides', async () => {
  await using chief = await office.open({ viewport: PHONE });
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/users/alice?tab=mail');
  await page.getByText('No alias leads here.').waitFor();
  await page.getByRole('combobox', { name: 'Make a member of' }).fill('pre');
  await page.getByRole('option', { name: 'press@example.test' }).click();
  await button(page, 'Add').click();
  await page.getByRole('link', { name: 'press@example.test' }).waitFor();
  // On a phone the news lies over what is to be pressed next.
  const close = () => page.getByRole('status').getByRole('button', { name: 'Close' }).last().click();
  await close();
  await button(page, 'Take out: press@example.test').click();
  await page.getByText('No alias leads here.').waitFor();
  await close();
  const forward = page.getByRole('combobox', { name: 'Forward to' });
  await forward.fill('nonsense');
  await button(page, 'Save').first().click();
  await page.getByText('“nonsense” is no mail address').waitFor();
  await forward.press('Backspace');
  await forward.fill('alice@example.org');
  await button(page, 'Save').first().click();
  await page.getByText('Saved.').waitFor();
  expect((await show('alice')).forwarding).toEqual({ addresses: ['alice@example.org'], keepsCopy: true });
  await close();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('tab', { name: 'Quota and privileges' }).click();
  await page.getByText('decided by the server').first().waitFor();
  await page.getByRole('combobox', { name: 'Storage' }).click();
  await page.getByRole('option', { name: 'A limit' }).click();
  await page.getByLabel('Size').fill('1.5');
  await page.getByRole('radiogroup', { name: 'Make aliases' }).getByText('Withhold').click();
  await button(page, 'Save').click();
  await page.getByText('0 bytes of 1.5 GB').waitFor();
  await page.getByText('withheld – decided by the user').waitFor();
  expect((await show('alice')).storageQuota).toBe(1.5 * 1024 ** 3);
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('a help desk sees people and helps them in, and changes nothing else', async () => {
  await using helper = await office.open();
  const { page } = helper;
  await helper.signIn('helper');
  await helper.goTo('/msg/server/users');
  await row(page, 'carol').waitFor();
  for (const hidden of ['Import', 'New user']) expect(await page.getByRole('link', { name: hidden }).count()).toBe(0);
  expect(await page.getByRole('checkbox').count()).toBe(0);
  await row(page, 'carol').click();
  await heading(page, 'carol').waitFor();
  expect(await page.getByLabel('First name').isDisabled()).toBe(true);
  expect(await page.getByRole('tab', { name: 'Archive or delete' }).count()).toBe(0);
  await page.getByRole('tab', { name: 'Access' }).click();
  await button(page, 'Set a new password').waitFor();
  expect(await page.getByRole('heading', { name: 'Role' }).count()).toBe(0);
});
