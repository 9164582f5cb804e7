/** The remote directory in the Server Manager: tried, connected, compared, let go. DI7 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { accessibilityProblems, type BrowserOffice, startBrowserOffice } from '../support/browser-office.ts';
import { READER, REMOTE_BASE, type RemoteSlapd, startRemoteSlapd } from '../support/peers/remote-slapd.ts';

const PEOPLE = [
  { uid: 'ann', sn: 'Archer', mail: 'ann@example.test', userPassword: 'password of ann' },
  { uid: 'foreign', sn: 'Foreign', mail: 'foreign@example.org', userPassword: 'password of foreign' },
];

/** Of who is not there, the server says so. */
const AWAY = /\b503\b/;

let office: BrowserOffice;
let slapd: RemoteSlapd | string;

beforeAll(async () => {
  [office, slapd] = await Promise.all([startBrowserOffice(null, 'chief'), startRemoteSlapd('openldap', PEOPLE)]);
  const { admin } = office.server;
  await admin.call(ENDPOINTS['user.update'], { path: { userId: 'chief' }, body: { role: 'administrator' } });
});
afterAll(async () => {
  await office?.[Symbol.asyncDispose]();
  if (typeof slapd === 'object') await slapd[Symbol.asyncDispose]();
});

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('one that cannot be reached is told of, and nothing is changed', async () => {
  await using chief = await office.open({ provokes: AWAY });
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/directory');
  await page.getByLabel('Address', { exact: true }).fill('ldaps://127.0.0.1:1');
  expect(await button(page, 'Try it').isDisabled()).toBe(true);
  await page.getByLabel('Where people are (base)').fill(REMOTE_BASE);
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Try it').click();
  await page.getByRole('alert').waitFor();
  expect((await office.server.admin.call(ENDPOINTS['directory.show'])).state).toBe('none');
});

test('is tried, connected, compared and let go', async (context) => {
  if (typeof slapd === 'string') return context.skip(slapd);
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/directory');
  await page.getByLabel('Address', { exact: true }).fill(`ldaps://localhost:${slapd.tlsPort}`);
  await page.getByLabel('Where people are (base)').fill(REMOTE_BASE);
  await page.getByLabel('Reader', { exact: true }).fill(READER.name);
  await page.getByLabel('Password of the reader').fill(READER.password);
  await page.getByLabel('Somebody to try').fill('ann');
  await page.getByLabel('His password').fill('password of ann');
  await page.getByText('Certificate, filter and attributes').click();
  await page.getByLabel('Authorities that may vouch for it').fill(slapd.authority);
  await button(page, 'Try it').click();
  await page.getByText('It works. Nothing is changed yet.').waitFor();
  await page.getByText('there is no domain example.org here').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Connect now').click();
  await page.getByText('The remote directory says who exists now.').waitFor();
  await office.server.admin.call(ENDPOINTS['user.show'], { path: { userId: 'ann' } });
  await button(page, 'Compare now').click();
  await page.getByText('Everybody was compared.').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Disconnect').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Disconnect', exact: true }).click();
  await page.getByText('These have no password here yet:').waitFor();
  await page.getByRole('dialog').getByText('ann', { exact: true }).waitFor();
  expect((await office.server.admin.call(ENDPOINTS['directory.show'])).state).toBe('ended');
});
