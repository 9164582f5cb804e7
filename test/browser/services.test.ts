/** Services in the Server Manager: their state, and stopping, starting and restarting them. SM5 */
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

const rowOf = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.locator('code').getByText(name, { exact: true }) });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function openServices(chief: Awaited<ReturnType<BrowserOffice['open']>>): Promise<void> {
  await chief.signIn('chief');
  await chief.goTo('/msg/server/services');
  await rowOf(chief.page, 'imap').waitFor();
}

test('a service is stopped, which says who notices, and started again', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await openServices(chief);
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Stop: Fetching by simple mail programs').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('It stays stopped until somebody starts it').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Stop', exact: true }).click();
  await rowOf(page, 'pop3').getByText('Stopped').waitFor();
  expect(await rowOf(page, 'pop3').getByText('(closed)').count()).toBe(2);
  await button(page, 'Start: Fetching by simple mail programs').click();
  await rowOf(page, 'pop3').getByText('Running').waitFor();
});

test('what happens elsewhere shows by itself, and a stopped service is started', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await openServices(chief);
  await office.server.admin.call(ENDPOINTS['service.stop'], { path: { name: 'ldap' } });
  await rowOf(page, 'ldap').getByText('Stopped').waitFor();
  await button(page, 'Start: Address book').click();
  await rowOf(page, 'ldap').getByText('Running').waitFor();
  await page.getByText('“Address book” runs.').waitFor();
});

test('a restart is asked for, all are checked, and the web is left alone', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await openServices(chief);
  await button(page, 'Restart: Reading by mail programs').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restart', exact: true }).click();
  await page.getByText('“Reading by mail programs” was restarted.').waitFor();
  await button(page, 'Check now').click();
  await page.getByText('All that should run was spoken to.').waitFor();
  expect(await rowOf(page, 'web').getByRole('button').count()).toBe(0);
});

test('is not for everybody', async () => {
  await using alice = await office.open();
  await alice.signIn('alice');
  await alice.goTo('/msg/server/services');
  await alice.page.waitForURL('**/msg/my**');
});
