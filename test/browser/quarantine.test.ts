/** Quarantine in the Server Manager. REQUIREMENTS MI10 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { accessibilityProblems, type BrowserOffice, startBrowserOffice } from '../support/browser-office.ts';
import { INFECTED, sendMail, startStandInScanner } from '../support/mail-under-way.ts';
import type { StandInFilter } from '../support/stand-in-filter.ts';

let office: BrowserOffice;
let scanner: StandInFilter;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'chief', 'alice');
  const role = { role: 'administrator' } as const;
  await office.server.admin.call(ENDPOINTS['user.update'], { path: { userId: 'chief' }, body: role });
  scanner = await startStandInScanner(office.server);
});
afterAll(async () => {
  await scanner?.[Symbol.asyncDispose]();
  await office?.[Symbol.asyncDispose]();
});

const keepAside = (from: string, subject = 'Bill') =>
  sendMail(office.server, { from, to: 'alice@example.test', subject, text: INFECTED });
const kept = async () => (await office.server.admin.call(ENDPOINTS['quarantine.list'])).messages;
const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const inDialog = (page: Page, name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true });

test('what a scanner found is looked at, and released: it arrives', async () => {
  const queueId = await keepAside('one@example.org', 'Bill <script>alert(1)</script>');
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/quarantine');
  await row(page, 'one@example.org').filter({ hasText: 'scan: Test-Signature' }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await row(page, 'one@example.org').press('Enter');
  await page.getByText('Subject: Bill <script>alert(1)</script>').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Release').click();
  await page.getByText('the filters are not asked again').waitFor();
  await inDialog(page, 'Release').click();
  await page.getByText('1 message delivered.').waitFor();
  await page.getByText('Nothing is in quarantine.').waitFor();
  await chief.goTo(`/msg/server/trace?text=${queueId}`);
  await page.getByText('Arrived', { exact: true }).waitFor();
});

test('several are deleted together, after a question', async () => {
  await keepAside('two@example.org');
  await keepAside('three@example.org');
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/quarantine');
  await row(page, 'three@example.org').waitFor();
  await page.getByRole('checkbox', { name: 'Select all in view' }).check();
  await button(page, 'Delete').click();
  await page.getByRole('dialog', { name: 'Delete 2 messages?' }).waitFor();
  await page.keyboard.press('Escape');
  expect(await kept()).toHaveLength(2);
  await button(page, 'Delete').click();
  await inDialog(page, 'Delete').click();
  await page.getByText('2 messages deleted.').waitFor();
  expect(await kept()).toEqual([]);
});

test('one that is no longer there is said to be gone', async () => {
  await using chief = await office.open();
  await chief.signIn('chief');
  await chief.goTo('/msg/server/quarantine/4711');
  await chief.page.getByText('This message is no longer in quarantine.').waitFor();
});
