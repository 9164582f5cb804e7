/** Aliases in the Server Manager: made, changed, changed together, deleted and brought back. SM4, DI3 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { accessibilityProblems, type BrowserOffice, PHONE, startBrowserOffice } from '../support/browser-office.ts';

let office: BrowserOffice;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'chief', 'helper', 'alice', 'bob', 'carol');
  const { admin } = office.server;
  const roles = [
    ['chief', { role: 'administrator' }],
    ['helper', { role: 'help-desk', roleDomains: ['example.test'] }],
  ] as const;
  for (const [userId, body] of roles)
    await admin.call(ENDPOINTS['user.update'], {
      path: { userId },
      body: body.role === 'help-desk' ? { role: body.role, roleDomains: [...body.roleDomains] } : { role: body.role },
    });
  await make('press', 'alice', 'bob');
  await make('team', 'alice', 'carol');
  await make('all', 'chief', 'team@example.test');
});
afterAll(() => office?.[Symbol.asyncDispose]());

const make = (name: string, owner: string, ...members: string[]) =>
  office.server.admin.call(ENDPOINTS['alias.create'], {
    body: { mail: `${name}@example.test`, owners: [owner], members },
  });
const show = (name: string) =>
  office.server.admin.call(ENDPOINTS['alias.show'], { path: { mail: `${name}@example.test` } });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const row = (page: Page, text: string) => page.getByRole('row').filter({ has: page.getByText(text, { exact: true }) });
const field = (page: Page, name: string) => page.getByRole('combobox', { name, exact: true });
const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 });

async function paste(page: Page, label: string, text: string): Promise<void> {
  await field(page, label).focus();
  await page.evaluate(`{
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', ${JSON.stringify(text)});
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(event);
  }`);
}

test('an alias is made of people who are found and addresses that are pasted; a name that is taken is said', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/aliases');
  await row(page, 'press@example.test').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('link', { name: 'New alias' }).click();
  await page.getByLabel('Address: before the @').fill('press');
  await field(page, 'Members').fill('ali');
  await page.getByRole('option', { name: 'alice' }).click();
  await paste(page, 'Members', 'Bob Brewer <bob@example.test>\r\ncarol\r\nfax@example.org');
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Make the alias').click();
  await page.getByText('The mail address is taken.').first().waitFor();
  await page.getByLabel('Address: before the @').fill('sales');
  await button(page, 'Make the alias').click();
  await heading(page, 'sales@example.test').waitFor();
  const { members: made, owners, membership } = await show('sales');
  expect(made.toSorted()).toEqual(['alice', 'bob', 'carol', 'fax@example.org']);
  expect({ owners, membership }).toEqual({ owners: ['chief'], membership: 'open' });
});

test('members come and go, with a way back; who is nobody is refused in words', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/aliases/press%40example.test');
  await paste(page, 'Add members', 'carol, nobody');
  await page.locator('form').filter({ hasText: 'Add members' }).getByRole('button', { name: 'Add' }).click();
  await page.getByRole('alert').getByText('nobody').waitFor();
  expect((await show('press')).members).toEqual(['bob']);
  await chief.goTo('/msg/server/aliases/press%40example.test');
  await paste(page, 'Add members', 'carol;elsewhere@example.org');
  await page.locator('form').filter({ hasText: 'Add members' }).getByRole('button', { name: 'Add' }).click();
  await page.getByText('2 members added.').waitFor();
  await row(page, 'Address elsewhere').waitFor();
  await page.getByRole('checkbox', { name: 'Select bob' }).check();
  await button(page, 'Take out').first().click();
  await page.getByText('1 member taken out.').waitFor();
  expect((await show('press')).members).toEqual(['carol', 'elsewhere@example.org']);
  await button(page, 'Undo').last().click();
  await page.getByText('Undone.').waitFor();
  await row(page, 'bob').waitFor();
});

test('owners, description, membership and address are changed', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/aliases/team%40example.test');
  await field(page, 'Add an owner').fill('bob');
  await page.getByRole('option', { name: /^bob/ }).click();
  await page.locator('form').filter({ hasText: 'Add an owner' }).getByRole('button', { name: 'Add' }).click();
  await button(page, 'Take the owner alice out').click();
  await button(page, 'Take the owner bob out').waitFor({ state: 'detached' });
  await page.getByLabel('Description').fill('The team');
  await page.getByRole('combobox', { name: 'Membership' }).click();
  await page.getByRole('option', { name: 'Closed' }).click();
  await page.getByLabel('Address', { exact: true }).fill('crew@example.test');
  await button(page, 'Save').click();
  await heading(page, 'crew@example.test').waitFor();
  expect(await show('crew')).toMatchObject({ owners: ['bob'], description: 'The team', membership: 'closed' });
});

test('several get a member at once, and it is told which were refused', async () => {
  await make('one', 'alice', 'bob');
  await make('two', 'alice', 'bob');
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/aliases');
  await page.getByRole('checkbox', { name: 'Select one@example.test' }).check();
  await page.getByRole('checkbox', { name: 'Select postmaster@example.test' }).check();
  await page.getByText('2 selected').waitFor();
  await button(page, 'Delete').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('Refused for 1 alias:').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  await row(page, 'one@example.test').waitFor({ state: 'detached' });
  await page.getByRole('checkbox', { name: 'Select two@example.test' }).check();
  await button(page, 'Add members').click();
  await field(page, 'Members').fill('carol');
  await field(page, 'Members').press('Enter');
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('Done for 1 alias.').last().waitFor();
  expect((await show('two')).members).toEqual(['bob', 'carol']);
});

test('an alias that others need stays, another is deleted and brought back', async () => {
  await make('gone', 'alice', 'bob');
  await make('inner', 'alice', 'bob');
  await make('outer', 'alice', 'inner@example.test');
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/aliases/inner%40example.test');
  await button(page, 'Delete').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('alert').getByText('outer@example.test').waitFor();
  await page.keyboard.press('Escape');
  await chief.goTo('/msg/server/aliases/gone%40example.test');
  await button(page, 'Delete').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('gone@example.test is deleted.').waitFor();
  await button(page, 'Undo').click();
  await row(page, 'gone@example.test').waitFor();
});

test('the help desk looks and changes nothing; on a telephone, in the dark', async () => {
  await using helper = await office.open({ viewport: PHONE, colours: 'dark' });
  const { page } = helper;
  await helper.signIn('helper');
  await helper.goTo('/msg/server/aliases');
  await row(page, 'press@example.test').waitFor();
  expect(await page.getByRole('link', { name: 'New alias' }).count()).toBe(0);
  expect(await page.getByRole('checkbox').count()).toBe(0);
  await row(page, 'press@example.test').click();
  await heading(page, 'press@example.test').waitFor();
  await page.getByLabel('Description').waitFor();
  expect(await button(page, 'Delete').count()).toBe(0);
  expect(await field(page, 'Add members').count()).toBe(0);
  expect(await page.getByLabel('Description').isDisabled()).toBe(true);
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
});
