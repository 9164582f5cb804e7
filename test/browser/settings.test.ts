/** Settings in the Server Manager: found, changed by a control of their kind, refused, put back. SM5 */
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

const rowOf = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.locator('code').getByText(name, { exact: true }) });
const valueOf = async (name: string) =>
  (await office.server.admin.call(ENDPOINTS['settings.get'], { path: { name } })).value;

test('a duration is changed in its unit, marked, and put back', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/settings?group=junk');
  const row = rowOf(page, 'greylistDelayMs');
  await row.getByText('5 minutes').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await row.getByRole('button', { name: 'Change' }).click();
  await row.getByRole('textbox').first().fill('7');
  expect(await accessibilityProblems(page)).toEqual([]);
  await row.getByRole('button', { name: 'Save' }).click();
  await row.getByText('7 minutes').waitFor();
  expect(await valueOf('greylistDelayMs')).toBe(7 * 60_000);
  await row.getByText('Default: 5 minutes').waitFor();
  await row.getByRole('button', { name: 'Reset' }).click();
  await row.getByText('5 minutes').waitFor();
  expect(await valueOf('greylistDelayMs')).toBe(5 * 60_000);
  const toast = page.getByRole('status').filter({ hasText: 'greylistDelayMs has its default again.' });
  await toast.getByRole('button', { name: 'Undo' }).click();
  await row.getByText('7 minutes').waitFor();
});

test('what the server cannot use is refused beside the field, and Escape leaves it as it is', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/settings?query=trustedNetworks');
  const row = rowOf(page, 'trustedNetworks');
  await row.getByRole('button', { name: 'Change' }).click();
  await row.getByRole('textbox').fill('192.0.2.0/24\nnot a network\n');
  await row.getByRole('button', { name: 'Save' }).click();
  await row.getByText('“not a network” is neither an IP address nor a network').waitFor();
  await row.getByRole('textbox').press('Escape');
  await row.getByText('127.0.0.0/8').waitFor();
  expect(await valueOf('trustedNetworks')).toEqual(['127.0.0.0/8', '::1/128']);
});

test('is found by words in the language of the reader', async () => {
  await using chief = await office.open({ language: 'de-CH', viewport: PHONE, colours: 'dark' });
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/settings');
  await page.getByPlaceholder('Name, Beschreibung oder Wert').fill('kürzestes passwort');
  const row = rowOf(page, 'minPasswordLength');
  await row.getByText('Kürzestes Passwort, das gewählt werden darf.').waitFor();
  expect(await page.locator('code').getByText('junkScore').count()).toBe(0);
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('a limit is taken away and a choice is made', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/settings?query=defaultStorageQuota');
  const quota = rowOf(page, 'defaultStorageQuota');
  await quota.getByText('No limit', { exact: true }).waitFor();
  await quota.getByRole('button', { name: 'Change' }).click();
  await quota.getByLabel('No limit').uncheck();
  await quota.getByRole('textbox').first().fill('500');
  await quota.getByRole('button', { name: 'Save' }).click();
  await quota.getByText('500 MB').waitFor();
  expect(await valueOf('defaultStorageQuota')).toBe(500 * 1024 * 1024);
  await chief.goTo('/msg/server/settings?query=dmarcReports');
  const reports = rowOf(page, 'dmarcReports');
  await reports.getByRole('button', { name: 'Change' }).click();
  await reports.getByText('On', { exact: true }).click();
  await reports.getByRole('button', { name: 'Save' }).click();
  await reports.getByText('Changed').waitFor();
  expect(await valueOf('dmarcReports')).toBe('on');
});
