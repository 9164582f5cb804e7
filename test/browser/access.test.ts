/** Privileges of the server, domains, groups and people in one table. DI8 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { accessibilityProblems, type BrowserOffice, startBrowserOffice } from '../support/browser-office.ts';

let office: BrowserOffice;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'chief', 'alice', 'keeper');
  const { admin } = office.server;
  await admin.call(ENDPOINTS['user.update'], { path: { userId: 'chief' }, body: { role: 'administrator' } });
  await admin.call(ENDPOINTS['user.update'], {
    path: { userId: 'keeper' },
    body: { role: 'domain-administrator', roleDomains: ['example.test'] },
  });
  await admin.call(ENDPOINTS['group.create'], { body: { name: 'sales@example.test', members: ['alice'] } });
});
afterAll(() => office?.[Symbol.asyncDispose]());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const choose = (page: Page, privilege: string, choice: string) =>
  page.getByRole('radiogroup', { name: privilege }).getByText(choice, { exact: true }).click();

test('a group withholds something, after it was said for whom that counts', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/access?user=alice');
  await button(page, 'Change: sales@example.test').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Change: sales@example.test').click();
  await choose(page, 'Set up forwarding', 'Withhold');
  await page.getByText('For 1 person something would change:').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Save').click();
  const alice = page.getByRole('row').filter({ hasText: 'the group sales@example.test' });
  await alice.getByText('withheld').waitFor();
  await button(page, 'Undo').click();
  await alice.waitFor({ state: 'detached' });
});

test('the whole server gives or withholds, and one person is excepted', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/access?user=alice');
  await button(page, 'Change: The whole server').click();
  expect(await page.getByRole('dialog').getByText('Inherit', { exact: true }).count()).toBe(0);
  await choose(page, 'Make aliases', 'Withhold');
  await button(page, 'Save').click();
  const aliases = page.getByRole('row').filter({ hasText: 'Make aliases' }).last();
  await aliases.getByText('withheld').waitFor();
  await button(page, 'Change for this person only').click();
  await choose(page, 'Make aliases', 'Give');
  await button(page, 'Save').click();
  await aliases.getByText('the user').waitFor();
  await aliases.getByText('given').waitFor();
  const { privileges } = await office.server.admin.call(ENDPOINTS['user.show'], { path: { userId: 'alice' } });
  expect(privileges).toEqual({ 'create-aliases': true });
});

test('a domain administrator changes groups of the domain, and neither the domain nor the server', async () => {
  await using keeper = await office.open();
  const { page } = keeper;
  await keeper.signIn('keeper');
  await keeper.goTo('/msg/server/access');
  await button(page, 'Change: sales@example.test').waitFor();
  expect(await button(page, 'Change: example.test').count()).toBe(0);
  expect(await page.getByText('The whole server').count()).toBe(0);
});
