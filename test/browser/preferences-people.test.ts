/** Colleagues and aliases, as everybody finds and joins them. PM3 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { accessibilityProblems, type BrowserOffice, PHONE, startBrowserOffice } from '../support/browser-office.ts';

let office: BrowserOffice;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'alice', 'bob', 'carol');
  const { admin } = office.server;
  const profile = { firstName: 'Bob', lastName: 'Baker', office: 'Room 12', workPhone: '+49 30 555' };
  await admin.call(ENDPOINTS['user.update'], { path: { userId: 'bob' }, body: { profile } });
  const make = (name: string, membership: 'open' | 'self-service' | 'closed') =>
    admin.call(ENDPOINTS['alias.create'], {
      body: { mail: `${name}@example.test`, description: `For ${name}`, membership, owners: ['bob'], members: ['bob'] },
    });
  await make('lunch', 'self-service');
  await make('board', 'closed');
  await make('everything', 'open');
});
afterAll(() => office?.[Symbol.asyncDispose]());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const membersOf = async (mail: string) =>
  (await office.server.admin.call(ENDPOINTS['alias.show'], { path: { mail } })).members;

test('people are found by a part of their name, and shown with their aliases', async () => {
  await using alice = await office.open();
  const { page } = alice;
  await alice.signIn('alice');
  await alice.goTo('/msg/my/people');
  await page.getByText(/[345] people/).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByLabel('Find by any part').fill('bak');
  await page.getByText('1 person').waitFor();
  await page.getByRole('cell', { name: 'Bob Baker' }).click();
  await page.getByRole('heading', { name: 'Bob Baker' }).waitFor();
  await page.getByText('Room 12').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('link', { name: 'lunch@example.test' }).click();
  await page.getByRole('heading', { name: 'lunch@example.test' }).waitFor();
  await alice.goTo('/msg/my/people/nobody%40example.test');
  await page.getByText('There is nobody with this address').waitFor();
});

test('an alias is joined and left, each with a way back', async () => {
  await using alice = await office.open();
  const { page } = alice;
  await alice.signIn('alice');
  await alice.goTo('/msg/my/aliases');
  await page.getByText('You own none, and are a member of none.').waitFor();
  await button(page, 'Join lunch@example.test').click();
  await page.getByText('You get the mail of lunch@example.test from now on.').waitFor();
  expect(await button(page, 'Join board@example.test').count()).toBe(0);
  expect(await membersOf('lunch@example.test')).toEqual(['bob', 'alice']);
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Leave lunch@example.test').click();
  await page.getByText('You no longer get the mail of lunch@example.test.').waitFor();
  expect(await membersOf('lunch@example.test')).toEqual(['bob']);
  await button(page, 'Undo').last().click();
  await page.getByRole('link', { name: 'lunch@example.test' }).waitFor();
  expect(await membersOf('lunch@example.test')).toEqual(['bob', 'alice']);
});

test('members of an open alias are everybody’s to change, of a closed one they are only seen', async () => {
  await using carol = await office.open({ viewport: PHONE });
  const { page } = carol;
  await carol.signIn('carol');
  await carol.goTo('/msg/my/aliases/of/board%40example.test');
  await page.getByText('You do not get the mail of this alias.').waitFor();
  expect(await page.getByRole('combobox', { name: 'Add members' }).count()).toBe(0);
  expect(await button(page, 'Delete the alias').count()).toBe(0);
  await carol.goTo('/msg/my/aliases/of/everything%40example.test');
  const field = page.getByRole('combobox', { name: 'Add members' });
  await field.fill('ali');
  await page.getByRole('option', { name: 'alice@example.test' }).click();
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Add').click();
  await page.getByText('Added: alice').waitFor();
  expect(await membersOf('everything@example.test')).toEqual(['bob', 'alice']);
  await field.fill('nobody@example.test');
  await field.press('Enter');
  await button(page, 'Add').click();
  await page.getByRole('alert').waitFor();
});

test('an alias is made, changed, renamed and deleted by its owner', async () => {
  await using alice = await office.open();
  const { page } = alice;
  await alice.signIn('alice');
  await alice.goTo('/msg/my/aliases');
  await button(page, 'New alias').click();
  const address = page.getByLabel('Address', { exact: true });
  await address.fill('postmaster');
  await button(page, 'Make the alias').click();
  await page.locator('[id$=-error]').waitFor();
  await address.fill('choir');
  await page.getByLabel('Description').fill('We sing');
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Make the alias').click();
  await page.getByRole('heading', { name: 'choir@example.test' }).waitFor();
  expect(await membersOf('choir@example.test')).toEqual(['alice']);
  await page.getByRole('combobox', { name: 'Add owners' }).fill('bob');
  await page.getByRole('option', { name: 'bob@example.test' }).click();
  await page.locator('section', { hasText: 'Owners' }).last().getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('Added: bob').waitFor();
  await address.fill('singers@example.test');
  await button(page, 'Save').click();
  await page.getByRole('heading', { name: 'singers@example.test' }).waitFor();
  await button(page, 'Delete the alias').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('goes back to its senders').waitFor();
  await dialog.getByRole('button', { name: 'Delete the alias' }).click();
  await page.getByText('The alias singers@example.test has been deleted.').waitFor();
  await page.getByRole('heading', { name: 'Aliases', exact: true }).waitFor();
});
