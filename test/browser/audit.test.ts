/** The audit log in the Server Manager: found, read, taken back. REQUIREMENTS SM6 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { accessibilityProblems, type BrowserOffice, PHONE, startBrowserOffice } from '../support/browser-office.ts';

let office: BrowserOffice;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'chief', 'alice', 'bob');
  await update('chief', { role: 'administrator' });
});
afterAll(() => office?.[Symbol.asyncDispose]());

const update = (userId: string, body: object) =>
  office.server.admin.call(ENDPOINTS['user.update'], { path: { userId }, body });
const firstNameOf = async (userId: string) =>
  (await office.server.admin.call(ENDPOINTS['user.show'], { path: { userId } })).profile.firstName;
const row = (page: Page, text: string | RegExp) => page.getByRole('row').filter({ hasText: text });

async function openAudit(query = '', options = {}) {
  const chief = await office.open(options);
  await chief.signIn('chief');
  await chief.goTo(`/msg/server/audit${query}`);
  return chief;
}

test('a change is found by its words, and taken back', async () => {
  await update('alice', { profile: { firstName: 'Alicia' } });
  await using chief = await openAudit();
  const { page } = chief;
  await row(page, 'Alicia').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('searchbox', { name: 'Search' }).fill('alicia');
  await row(page, 'User bob made.').waitFor({ state: 'detached' });
  await row(page, 'Alicia').getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('dialog').getByText('only if nothing has changed since').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Undone.').waitFor();
  await row(page, /Taken back by change \d+/).waitFor();
  await row(page, /takes back change \d+/).waitFor();
  expect(await firstNameOf('alice')).toBe('');
});

test('what has changed since is not taken back, and the page says why', async () => {
  await update('bob', { profile: { firstName: 'Robert' } });
  await update('bob', { profile: { firstName: 'Bobby' } });
  await using chief = await openAudit('?query=robert');
  const { page } = chief;
  await row(page, 'Robert').last().getByRole('button', { name: 'Undo' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Undo' }).click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await firstNameOf('bob')).toBe('Bobby');
});

test('only one thing, on a phone, in the dark, in another language', async () => {
  const options = { language: 'pl', viewport: PHONE, colours: 'dark' } as const;
  await using chief = await openAudit('?targetKind=user&target=bob', options);
  const { page } = chief;
  await page.getByText('Tylko zmiany dotyczące: użytkownik bob').waitFor();
  await row(page, 'bob').first().waitFor();
  expect(await row(page, 'alice').count()).toBe(0);
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Pokaż wszystkie' }).click();
  await row(page, 'alice').first().waitFor();
});

test('by whom, and older ones page by page', async () => {
  for (let index = 0; index < 60; index += 1) await update('alice', { profile: { office: `Room ${index}` } });
  await using chief = await openAudit();
  const { page } = chief;
  await row(page, 'Room 59').first().waitFor();
  expect(await row(page, /Room 5$/).count()).toBe(0);
  await page.getByRole('button', { name: 'Show older ones' }).click();
  await row(page, 'User alice made.').waitFor();
  await page.getByRole('textbox', { name: 'By' }).fill('nobody');
  await page.getByText('Nothing was found.').waitFor();
});
