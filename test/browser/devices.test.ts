/** "Set up a device": settings, files, and the link for a telephone. PM2, CA4 */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessibilityProblems, type BrowserOffice, PHONE, startBrowserOffice } from '../support/browser-office.ts';
import { scanPicture } from '../support/scan-picture.ts';
import { TEST_PASSWORD } from '../support/server.ts';

let office: BrowserOffice;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'alice');
});
afterAll(() => office?.[Symbol.asyncDispose]());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('the settings are there, each program has its steps, and a file can be had', async () => {
  await using alice = await office.open();
  const { page } = alice;
  await alice.signIn('alice');
  await alice.goTo('/msg/my/devices');
  await page.getByRole('heading', { name: 'Set up a device' }).waitFor();
  await page.getByRole('cell', { name: String(office.server.ports.imaps), exact: true }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('combobox', { name: 'Program' }).click();
  await page.getByRole('option', { name: 'Outlook', exact: false }).click();
  const download = page.waitForEvent('download');
  await button(page, 'Download the file for Outlook').click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/\.prf$/i);
  expect(await readFile(await file.path(), 'utf16le')).toContain('IMAPServer=mail.example.test');
});

test('a telephone gets a link, after the password: shown as a picture, and good once', async () => {
  await using alice = await office.open({ viewport: PHONE, colours: 'dark' });
  const { page } = alice;
  await alice.signIn('alice');
  await alice.goTo('/msg/my/devices');
  await button(page, 'Show the picture').click();
  const dialog = page.getByRole('dialog');
  await page.getByLabel('Name of the device').fill('my telephone');
  await page.getByLabel('Your password', { exact: true }).fill('wrong password');
  await dialog.getByRole('button', { name: 'Show the picture' }).click();
  await page.getByText('The password is wrong', { exact: false }).waitFor();
  await page.getByLabel('Your password', { exact: true }).fill(TEST_PASSWORD);
  await dialog.getByRole('button', { name: 'Show the picture' }).click();
  await page.getByText('Good once, until', { exact: false }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  const url = await dialog.locator('code').innerText();
  expect(url).toMatch(/^https:\/\//);
  expect(await scanPicture(page)).toBe(url);
  await button(page, 'Done').click();
  await dialog.waitFor({ state: 'detached' });
});
