/** The box that finds everything, by the keyboard alone, and the domain that lists are narrowed to. SM1, SM2 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { accessibilityProblems, type BrowserOffice, PHONE, startBrowserOffice } from '../support/browser-office.ts';

let office: BrowserOffice;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'chief', 'alice', 'bob');
  const { admin } = office.server;
  const update = (userId: string, body: object) => admin.call(ENDPOINTS['user.update'], { path: { userId }, body });
  await update('chief', { role: 'administrator' });
  await update('alice', { profile: { firstName: 'Alice', lastName: 'Archer' } });
  await admin.call(ENDPOINTS['domain.create'], { body: { name: 'example.net' } });
  const carol = { userId: 'carol', mail: 'carol@example.net', password: 'correct horse battery' };
  await admin.call(ENDPOINTS['user.create'], { body: carol });
});
afterAll(() => office?.[Symbol.asyncDispose]());

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 });
const box = (page: Page) => page.getByRole('combobox', { name: 'Words to search with' });
/** The box has the keyboard. */
const ready = (page: Page) => box(page).and(page.locator(':focus')).waitFor();

test('a person, a setting and a screen are found and opened without the mouse', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await heading(page, 'Dashboard').waitFor();
  await page.keyboard.press('/');
  await ready(page);
  await page.keyboard.type('archer');
  await page.getByRole('option', { name: /alice/ }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await heading(page, 'Alice Archer').waitFor();

  await page.keyboard.press('Control+k');
  await page.getByRole('group', { name: 'Found before' }).getByRole('option', { name: 'alice' }).waitFor();
  await ready(page);
  await page.keyboard.type('audit lo');
  await page.getByRole('option', { name: 'Audit log Server Manager' }).waitFor();
  // Screens are the last group. A list that comes while one types begins at its first again.
  const isMarked = () => page.getByRole('option', { name: 'Audit log Server Manager', selected: true }).isVisible();
  for (let presses = 0; presses < 3 && !(await isMarked()); presses += 1) await page.keyboard.press('ArrowUp');
  expect(await isMarked()).toBe(true);
  await page.keyboard.press('Enter');
  await heading(page, 'Audit log').waitFor();

  await page.keyboard.press('Control+k');
  await ready(page);
  await page.keyboard.type('maxMessage');
  await page.getByRole('group', { name: 'Settings' }).getByRole('option').first().waitFor();
  await page.keyboard.press('Escape');
  await box(page).waitFor({ state: 'detached' });
});

test('a slash in a field is a slash; nothing is found for nonsense', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/users');
  await page.getByRole('searchbox', { name: 'Search' }).fill('');
  await page.getByRole('searchbox', { name: 'Search' }).press('/');
  expect(await page.getByRole('searchbox', { name: 'Search' }).inputValue()).toBe('/');
  await page.keyboard.press('Control+k');
  await box(page).fill('qqqqqqqq');
  await page.getByText('Nothing was found.').last().waitFor();
});

test('people without a role find their own screens only', async () => {
  await using alice = await office.open({ language: 'de', viewport: PHONE, colours: 'dark' });
  const { page } = alice;
  await alice.signIn('alice');
  await page.getByRole('button', { name: 'Suchen' }).click();
  const words = page.getByRole('combobox');
  await words.fill('passw');
  await page.getByRole('option').first().waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await words.fill('warteschlange');
  await page.getByText('Nichts gefunden.').waitFor();
  await words.fill('bob');
  await page.getByText('Nichts gefunden.').waitFor();
});

test('the chosen domain narrows the lists, and is remembered', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/users');
  const row = (userId: string) => page.getByRole('row').filter({ has: page.getByText(userId, { exact: true }) });
  await row('carol').waitFor();
  await page.getByRole('banner').getByRole('combobox', { name: 'Domain' }).click();
  await page.getByRole('option', { name: 'example.net' }).click();
  await row('bob').waitFor({ state: 'detached' });
  await row('carol').waitFor();
  await chief.goTo('/msg/server/users');
  await row('carol').waitFor();
  expect(await row('bob').count()).toBe(0);
  await chief.goTo('/msg/server/users?domain=example.test');
  await row('bob').waitFor();
  expect(await row('carol').count()).toBe(0);
  expect(await page.getByRole('banner').getByRole('combobox', { name: 'Domain' }).inputValue()).toBe('example.test');
});
