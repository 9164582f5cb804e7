/** Domains in the Server Manager: made, changed, renamed, deleted; their DNS records, keys and reports. SM2, DI4 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { accessibilityProblems, type BrowserOffice, PHONE, startBrowserOffice } from '../support/browser-office.ts';

let office: BrowserOffice;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'chief', 'regent', 'alice');
  const { admin } = office.server;
  const update = (userId: string, body: { role: 'administrator' | 'domain-administrator'; roleDomains?: string[] }) =>
    admin.call(ENDPOINTS['user.update'], { path: { userId }, body });
  await update('chief', { role: 'administrator' });
  await update('regent', { role: 'domain-administrator', roleDomains: ['example.test'] });
  await create('empty.example');
});
afterAll(() => office?.[Symbol.asyncDispose]());

const create = (name: string) => office.server.admin.call(ENDPOINTS['domain.create'], { body: { name } });
const show = (name: string) => office.server.admin.call(ENDPOINTS['domain.show'], { path: { name } });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const row = (page: Page, text: string) => page.getByRole('row').filter({ has: page.getByText(text, { exact: true }) });
const field = (page: Page, name: string) => page.getByRole('combobox', { name, exact: true });
const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 });
const inDialog = (page: Page, name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true });

test('a domain is made, and its DNS records are shown with what DNS says', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/domains');
  await page.getByRole('row').filter({ hasText: 'First domain' }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('link', { name: 'New domain' }).click();
  await page.getByRole('textbox', { name: 'Domain' }).fill('example.test');
  await button(page, 'Make the domain').click();
  await page.getByText(/is taken|exists/).waitFor();
  await page.getByRole('textbox', { name: 'Domain' }).fill('example.org');
  await button(page, 'Make the domain').click();
  await heading(page, 'example.org').waitFor();
  await page.getByText('v=spf1 mx -all').first().waitFor();
  await button(page, 'Copy the name example.org').first().waitFor();
  await page.getByText(/DNS gave no answer for \d+ needed records/).waitFor();
  await button(page, 'Check again').click();
  await page.getByText(/DNS gave no answer for \d+ needed records/).waitFor();
  const download = page.waitForEvent('download');
  await button(page, 'Download').click();
  expect((await download).suggestedFilename()).toBe('example.org.zone');
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('synonyms, catch-all and the rules for origin are changed; a catch-all that nobody has is refused', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/domains/example.test');
  await field(page, 'Catch-all').fill('nobody@example.test');
  await button(page, 'Save').first().click();
  await page
    .getByText(/nobody@example\.test/)
    .last()
    .waitFor();
  expect((await show('example.test')).catchAll).toBeNull();
  await field(page, 'Catch-all').fill('ali');
  await page.getByRole('option', { name: 'alice@example.test' }).click();
  await field(page, 'Synonyms').fill('example.net');
  await field(page, 'Synonyms').press('Enter');
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Save').first().click();
  await page.getByText('Saved.').waitFor();
  expect(await show('example.test')).toMatchObject({ catchAll: 'alice@example.test', synonyms: ['example.net'] });
  await button(page, 'Undo').click();
  await page.getByText('Undone.').waitFor();
  expect(await show('example.test')).toMatchObject({ catchAll: null, synonyms: [] });
  await page.getByRole('combobox', { name: 'DMARC fails' }).click();
  await page.getByRole('option', { name: 'File it in the junk folder' }).click();
  await button(page, 'Save').last().click();
  await page.getByText('Saved.').last().waitFor();
  expect((await show('example.test')).policy.dmarc).toBe('junk');
});

test('before a domain is renamed it is said what follows', async () => {
  await create('old.example');
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/domains/old.example');
  await page.getByLabel('New name').fill('new.example');
  await button(page, 'Rename').click();
  await page.getByText('1 alias gets the new name.').waitFor();
  await page.getByRole('checkbox', { name: 'old.example goes on to mean this domain' }).uncheck();
  await page.getByText('Mail to addresses in old.example is refused here from then on').waitFor();
  await page.getByRole('checkbox', { name: 'old.example goes on to mean this domain' }).check();
  await inDialog(page, 'Rename').click();
  await heading(page, 'new.example').waitFor();
  expect((await show('new.example')).synonyms).toEqual(['old.example']);
});

test('a domain with people stays and says so; an empty one goes when its name is typed', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/domains/example.test');
  await button(page, 'Delete').click();
  await page.getByText('Cannot be deleted, since these are still in it:').waitFor();
  expect(await inDialog(page, 'Delete').isDisabled()).toBe(true);
  await page.keyboard.press('Escape');
  await chief.goTo('/msg/server/domains');
  await page.getByRole('checkbox', { name: 'Select empty.example' }).check();
  await button(page, 'Delete').click();
  await page.getByLabel('Type “empty.example” to confirm').fill('empty.example');
  await inDialog(page, 'Delete').click();
  await page.getByText('empty.example is deleted.').waitFor();
  await row(page, 'empty.example').waitFor({ state: 'detached' });
});

test('new keys are made, published, used', async () => {
  await create('keys.example');
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/domains/keys.example?tab=keys');
  await page.getByText('signs', { exact: true }).first().waitFor();
  await button(page, 'Make new keys').click();
  await page.getByText('new, does not sign yet').first().waitFor();
  await page.getByRole('region', { name: 'Records in DNS' }).getByText('v=DKIM1', { exact: false }).first().waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Have the new keys sign').click();
  await page.getByText('The new keys sign now.').waitFor();
  await page.getByText('no longer signs, still published').first().waitFor();
});

test('a limit for the domain says for whom it would count; reports are told where there are some', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/domains/example.test?tab=limits');
  await page.getByRole('combobox', { name: 'Storage' }).click();
  await page.getByRole('option', { name: 'A limit' }).click();
  await page.getByText(/For \d+ people something would change/).waitFor();
  await button(page, 'Save').click();
  await page.getByText('Saved.').waitFor();
  expect((await show('example.test')).accountPolicy.storageQuota).toBe(1024 ** 3);
  await page.getByRole('tab', { name: 'Reports' }).click();
  await page.getByText('Nobody has sent a report in this time.', { exact: false }).waitFor();
});

test('who manages one domain sees that one, and changes what is his', async () => {
  await using regent = await office.open({ viewport: PHONE, colours: 'dark' });
  const { page } = regent;
  await regent.signIn('regent');
  await regent.goTo('/msg/server/domains');
  await page.getByRole('row').filter({ hasText: 'example.test' }).waitFor();
  expect(await page.getByRole('row').count()).toBe(2);
  expect(await page.getByRole('link', { name: 'New domain' }).count()).toBe(0);
  await page.getByRole('row').filter({ hasText: 'example.test' }).click();
  await field(page, 'Catch-all').waitFor();
  expect(await field(page, 'Catch-all').isDisabled()).toBe(true);
  expect(await page.getByLabel('New name').count()).toBe(0);
  expect(await button(page, 'Delete').count()).toBe(0);
  await page.getByRole('tab', { name: 'DNS' }).click();
  await page.getByText('v=spf1 mx -all').first().waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
});
