/** Junk mail on one screen: block lists, and whom somebody welcomes. SM5 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { accessibilityProblems, type BrowserOffice, startBrowserOffice } from '../support/browser-office.ts';

let office: BrowserOffice;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'chief', 'alice');
  const { admin } = office.server;
  await admin.call(ENDPOINTS['user.update'], { path: { userId: 'chief' }, body: { role: 'administrator' } });
});
afterAll(() => office?.[Symbol.asyncDispose]());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const lists = async () =>
  (await office.server.admin.call(ENDPOINTS['settings.get'], { path: { name: 'dnsBlockLists' } })).value;

test('a block list is refused, added and removed', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/junk');
  const section = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Block lists' }) });
  await section.getByLabel('List (DNS zone)').fill('nodots');
  await section.getByRole('button', { name: 'Add' }).click();
  await section.getByText('is no block list').waitFor();
  await section.getByLabel('List (DNS zone)').fill('zen.example.org');
  await section.getByRole('button', { name: 'Add' }).click();
  await section.getByText('3 points').waitFor();
  expect(await lists()).toEqual(['zen.example.org score=3']);
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Remove: zen.example.org').click();
  await section.getByText('No list is asked.').waitFor();
  expect(await lists()).toEqual([]);
});

test('a sender is welcomed for somebody', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/junk');
  await page.getByRole('combobox', { name: 'For whom' }).click();
  await page.getByRole('option', { name: /^alice/ }).click();
  await page.getByLabel('Sender').fill('no body@');
  const section = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Welcome senders' }) });
  await section.getByRole('button', { name: 'Add' }).click();
  await section.getByRole('alert').waitFor();
  await page.getByLabel('Sender').fill('bob@example.org');
  await section.getByRole('button', { name: 'Add' }).click();
  await button(page, 'Remove: bob@example.org').waitFor();
  const { welcomeSenders } = await office.server.admin.call(ENDPOINTS['user.show'], { path: { userId: 'alice' } });
  expect(welcomeSenders).toEqual(['bob@example.org']);
});
