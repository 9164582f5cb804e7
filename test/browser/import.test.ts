/** Many users from a table, and all of them back into one. SM6, LI7 */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseCsv } from '../../src/formats/archive/csv.ts';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import {
  accessibilityProblems,
  type BrowserOffice,
  type OfficePage,
  startBrowserOffice,
} from '../support/browser-office.ts';

let office: BrowserOffice;
let chief: OfficePage;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'chief', 'alice');
  const { admin } = office.server;
  await admin.call(ENDPOINTS['user.update'], { path: { userId: 'chief' }, body: { role: 'administrator' } });
  chief = await office.open();
  await chief.signIn('chief');
});
afterAll(async () => {
  await chief?.[Symbol.asyncDispose]();
  await office?.[Symbol.asyncDispose]();
});

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const cells = (page: Page, line: string) => page.getByRole('row', { name: line }).getByRole('cell').allInnerTexts();
const show = (userId: string) => office.server.admin.call(ENDPOINTS['user.show'], { path: { userId } });

test('pasted lines are looked at one by one, and nothing is made before it is said', async () => {
  const { page } = chief;
  await chief.goTo('/msg/server/users/-import');
  await page
    .getByLabel('Or paste the lines here')
    .fill(
      [
        'userId;mail;First Name;shoe size',
        'zoe;zoe@example.test;Zoë;38',
        'alice;other@example.test;Alice;40',
        'bad id;bad@example.test;Bad;41',
        'yan;yan@nowhere.test;Yan;42',
      ].join('\n'),
    );
  await button(page, 'Preview').click();
  await page.getByRole('heading', { name: 'What would happen' }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByText('shoe size').waitFor();
  expect(await cells(page, '3 alice')).toEqual(['3', 'alice', 'Refused', 'userId', 'The User ID is taken.']);
  expect(await cells(page, '5 yan')).toEqual(['5', 'yan', 'Refused', 'mail', 'There is no domain nowhere.test.']);
  await expect(show('zoe')).rejects.toMatchObject({ code: 'not-found' });
  await page.getByLabel('Only refused lines').check();
  await page.getByRole('row', { name: '2 zoe' }).waitFor({ state: 'detached' });
  await button(page, 'Import 1 user').click();
  await page.getByText('1 user was made.').waitFor();
  await page.getByText('3 lines were refused.').waitFor();
  expect((await show('zoe')).profile.firstName).toBe('Zoë');
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, 'Download 1 password').click()]);
  const [header, made] = parseCsv(await readFile(await file.path(), 'utf8'));
  expect(header?.fields).toEqual(['userId', 'password']);
  expect(made?.fields[0]).toBe('zoe');
  await page.getByText('Keep the file safe').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('what was exported comes back unchanged', async () => {
  const { page } = chief;
  await chief.goTo('/msg/server/users');
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, 'Export').click()]);
  const csv = await readFile(await file.path());
  await chief.goTo('/msg/server/users/-import');
  await page.locator('input[type=file]').setInputFiles({ name: 'users.csv', mimeType: 'text/csv', buffer: csv });
  await page.getByLabel('Change users who are there already').check();
  await button(page, 'Preview').click();
  await page.getByText('No line can be imported.').first().waitFor();
  expect((await cells(page, 'chief'))[2]).toBe('As it is');
  expect((await cells(page, 'zoe'))[2]).toBe('As it is');
});

test('a file of Windows is read, and what is no table is refused in words', async () => {
  const { page } = chief;
  await chief.goTo('/msg/server/users/-import');
  const latin = Buffer.from(
    'userId\tmail\tlastName\tpassword\r\nuwe\tuwe@example.test\tM\u00fcller\tcorrect horse battery\r\n',
    'latin1',
  );
  await page.locator('input[type=file]').setInputFiles({ name: 'u.txt', mimeType: 'text/plain', buffer: latin });
  await button(page, 'Preview').click();
  await button(page, 'Import 1 user').click();
  await page.getByText('1 user was made.').waitFor();
  expect((await show('uwe')).profile.lastName).toBe('Müller');
  expect(await button(page, /Download/).count()).toBe(0);
  await button(page, 'Import another table').click();
  await page.getByLabel('Or paste the lines here').fill('hello\nworld');
  await button(page, 'Preview').click();
  await page.getByRole('alert').waitFor();
});
