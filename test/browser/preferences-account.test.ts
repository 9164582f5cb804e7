/** What everybody sees and changes of his own account. PM1 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { accessibilityProblems, type BrowserOffice, startBrowserOffice } from '../support/browser-office.ts';
import { TEST_PASSWORD } from '../support/server.ts';

let office: BrowserOffice;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'alice', 'bob', 'carol', 'dave');
});
afterAll(() => office?.[Symbol.asyncDispose]());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const show = (userId: string) => office.server.admin.call(ENDPOINTS['user.show'], { path: { userId } });

test('the overview says what needs attention, and how much space is used', async () => {
  const { admin } = office.server;
  await admin.call(ENDPOINTS['quota.set'], { path: { userId: 'alice' }, body: { storageQuota: '2G' } });
  const forwarding = { addresses: ['alice@example.com'], keepsCopy: false };
  await admin.call(ENDPOINTS['user.update'], { path: { userId: 'alice' }, body: { forwarding } });
  await using alice = await office.open();
  const { page } = alice;
  await alice.signIn('alice');
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await page.getByText('Your mail goes to alice@example.com, and nothing of it stays here.').waitFor();
  await page.getByText('Whoever knows your password has your account').waitFor();
  await page.getByText(/^0 .* of 2 GB \(0%\)$/).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('main').getByRole('link', { name: 'Second factor' }).click();
  await page.getByRole('heading', { name: 'Second factor', exact: true }).waitFor();
});

test('a profile is changed, and what the server refuses stands at its field', async () => {
  await using bob = await office.open();
  const { page } = bob;
  await bob.signIn('bob');
  await bob.goTo('/msg/my/profile');
  await page.getByLabel('Work phone').fill('7'.repeat(2000));
  await button(page, 'Save').click();
  await page.locator('[id$=-error]').waitFor();
  await page.getByLabel('Work phone').fill('+49 30 123');
  await page.getByLabel('First name').fill('Bob');
  await button(page, 'Save').click();
  await page.getByText('Saved.').waitFor();
  expect((await show('bob')).profile).toMatchObject({ firstName: 'Bob', workPhone: '+49 30 123' });
  expect(await button(page, 'Save').isDisabled()).toBe(true);
});

test('a password is changed; other browsers are signed out, this one is not', async () => {
  await using other = await office.open();
  await other.signIn('carol');
  await using carol = await office.open();
  const { page } = carol;
  await carol.signIn('carol');
  await carol.goTo('/msg/my/password');
  await page.getByText('1 other browser or program is signed out by it.').waitFor();
  const fill = async (present: string, fresh: string) => {
    await page.getByLabel('Present password').fill(present);
    await page.getByLabel('New password', { exact: true }).fill(fresh);
    await page.getByLabel('New password once more').fill(fresh);
  };
  await fill(TEST_PASSWORD, 'carol');
  await button(page, 'Change the password').click();
  await page.locator('[id$=-error]').waitFor();
  await fill(TEST_PASSWORD, 'weather over water');
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Change the password').click();
  await page.getByText('Your password has been changed.').waitFor();
  await page.getByText('Mail programs that use the present password').waitFor();
  await other.page.getByText('Your session is over').waitFor();
  await carol.goTo('/msg/my/password');
  await page.getByRole('heading', { name: 'Password', exact: true }).waitFor();
});

test('mail is sent on; what cannot be an address is refused at its field', async () => {
  await using dave = await office.open();
  const { page } = dave;
  await dave.signIn('dave');
  await dave.goTo('/msg/my/forwarding');
  await page.getByRole('switch', { name: 'Send my mail on' }).click();
  const addresses = page.getByRole('combobox', { name: 'To these addresses' });
  await addresses.fill('nobody here');
  await addresses.press('Enter');
  await button(page, 'Save').click();
  await page.locator('[id$=-error]').waitFor();
  for (let i = 0; i < 2; i += 1) await addresses.press('Backspace');
  await addresses.fill('dave@example.com');
  await addresses.press('Enter');
  await page.getByText('Keep a copy here').click();
  await page.getByText('Without a copy nothing of your mail can be found here any more').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Save').click();
  await page.getByText('Your mail is sent on from now on.').waitFor();
  expect((await show('dave')).forwarding).toEqual({ addresses: ['dave@example.com'], keepsCopy: false });
  await page.getByRole('switch', { name: 'Send my mail on' }).click();
  await button(page, 'Save').click();
  await page.getByText('Your mail stays here from now on.').waitFor();
  expect((await show('dave')).forwarding).toBeNull();
});
