/** Who is not let in, and what he is told; and what becomes of a form when its session is over. DI9 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { accessibilityProblems, type BrowserOffice, startBrowserOffice } from '../support/browser-office.ts';
import { TEST_PASSWORD } from '../support/server.ts';

let office: BrowserOffice;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'alice', 'bob', 'carol', 'dave', 'erin');
});
afterAll(() => office?.[Symbol.asyncDispose]());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function attempt(page: Page, userId: string, password: string): Promise<void> {
  await page.getByLabel('User ID').fill(userId);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button(page, 'Sign in').click();
}

test('whose account is switched off is told so, if he knows his password', async () => {
  const { admin } = office.server;
  await admin.call(ENDPOINTS['user.update'], { path: { userId: 'bob' }, body: { isEnabled: false } });
  await using bob = await office.open();
  await bob.goTo('/msg');
  await attempt(bob.page, 'bob', 'wrong');
  await bob.page.getByText('Wrong name or password.').waitFor();
  await attempt(bob.page, 'bob', TEST_PASSWORD);
  await bob.page.getByText('The account is switched off.').waitFor();
});

test('after too many failures one is told how long to wait', async () => {
  const { admin } = office.server;
  const limit = (value: string) =>
    admin.call(ENDPOINTS['settings.set'], { path: { name: 'authFailuresPerAccount' }, body: { value } });
  await using carol = await office.open();
  await carol.goTo('/msg');
  await limit('3');
  for (let i = 0; i < 3; i += 1) {
    const answered = carol.page.waitForResponse(/\/sign-in$/);
    await attempt(carol.page, 'carol', 'wrong');
    await answered;
  }
  await attempt(carol.page, 'carol', TEST_PASSWORD);
  await carol.page.getByText(/Too many attempts have failed. Wait 1 day, then try again/).waitFor();
  await limit('1000');
});

test('a session that ends while a form is open: after signing in again it is all there', async () => {
  const { admin } = office.server;
  await using alice = await office.open();
  const { page } = alice;
  await alice.signIn('alice');
  await alice.goTo('/msg/my/profile');
  await page.getByLabel('Office').fill('Room 7');
  await admin.call(ENDPOINTS['user.end-sessions'], { path: { userId: 'alice' } });
  await page.getByText('Your session is over. Sign in again to go on.').waitFor();
  expect(await page.getByLabel('Office').isVisible()).toBe(false);
  expect(await page.getByLabel('User ID').inputValue()).toBe('alice');
  expect(await accessibilityProblems(page)).toEqual([]);
  await attempt(page, 'alice', TEST_PASSWORD);
  await button(page, 'Save').click();
  await page.getByText('Saved.').waitFor();
  const { profile } = await admin.call(ENDPOINTS['user.show'], { path: { userId: 'alice' } });
  expect(profile.office).toBe('Room 7');
});

test('a dialogue that was open is not seen by who signs in as somebody else', async () => {
  const { admin } = office.server;
  await using alice = await office.open();
  const { page } = alice;
  await alice.signIn('alice');
  await alice.goTo('/msg/my/app-passwords');
  await button(page, 'New app password').click();
  await page.getByRole('dialog').getByLabel('Program').fill('Thunderbird');
  await admin.call(ENDPOINTS['user.end-sessions'], { path: { userId: 'alice' } });
  await page.getByText('Your session is over').waitFor();
  expect(await page.getByRole('dialog').isVisible()).toBe(false);
  await attempt(page, 'erin', TEST_PASSWORD);
  await button(page, 'Account of erin').waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
});

test('a one-time password is good for choosing another, and for nothing else', async () => {
  const { admin } = office.server;
  const body = { password: 'handed out once', mustChange: true };
  await admin.call(ENDPOINTS['user.password'], { path: { userId: 'dave' }, body });
  await using dave = await office.open();
  const { page } = dave;
  await dave.goTo('/msg/my/profile');
  await attempt(page, 'dave', body.password);
  await page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  const fill = async (present: string, fresh: string, again = fresh) => {
    await page.getByLabel('Present password').fill(present);
    await page.getByLabel('New password', { exact: true }).fill(fresh);
    await page.getByLabel('New password once more').fill(again);
  };
  await fill(body.password, 'weather over water', 'something else');
  await page.getByText('The two are not the same.').waitFor();
  expect(await button(page, 'Change the password').isDisabled()).toBe(true);
  await fill('wrong', 'weather over water');
  await button(page, 'Change the password').click();
  await page.getByText('The password is wrong.').waitFor();
  await fill(body.password, 'short');
  await button(page, 'Change the password').click();
  await page.getByText('The password is too short.').waitFor();
  await fill(body.password, 'weather over water');
  await button(page, 'Change the password').click();
  await page.getByRole('heading', { name: 'Profile' }).waitFor();
});

test('the language that was chosen before signing in is offered to the account', async () => {
  await using erin = await office.open();
  const { page } = erin;
  await erin.goTo('/msg');
  await page.getByRole('button', { name: 'Français' }).click();
  await page.getByLabel('Identifiant').fill('erin');
  await page.getByLabel('Mot de passe', { exact: true }).fill(TEST_PASSWORD);
  await button(page, 'Se connecter').click();
  await button(page, 'Oui, retenir').click();
  await page.getByText('Enregistré').waitFor();
  const { language } = await office.server.admin.call(ENDPOINTS['user.show'], { path: { userId: 'erin' } });
  expect(language).toBe('fr');
  // Another device, on which nobody has chosen anything.
  await using other = await office.open({ language: 'en-GB' });
  await other.signIn('erin');
  await button(other.page, 'Compte de erin').waitFor();
});
