/** Second factors in a browser: set up in the preferences, asked for when one signs in. DI9, PM1 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeBase32 } from '../../src/formats/otp/base32.ts';
import { totp } from '../../src/formats/otp/totp.ts';
import {
  accessibilityProblems,
  type BrowserOffice,
  type OfficePage,
  startBrowserOffice,
} from '../support/browser-office.ts';
import { TEST_PASSWORD } from '../support/server.ts';

let office: BrowserOffice;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'alice', 'bob', 'carol');
});
afterAll(() => office?.[Symbol.asyncDispose]());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function signOut(page: Page, userId: string): Promise<void> {
  await button(page, `Account of ${userId}`).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

async function typePassword({ goTo, page }: OfficePage, userId: string): Promise<void> {
  await goTo('/msg');
  await page.getByLabel('User ID').fill(userId);
  await page.getByLabel('Password', { exact: true }).fill(TEST_PASSWORD);
  await button(page, 'Sign in').click();
}

/** Each code is good once, so the one of the next step is shown, which is taken as well. */
const codeOf = (secret: string, stepsAhead = 0) =>
  totp(decodeBase32(secret.replaceAll(' ', '')), Date.now() + stepsAhead * 30_000);

test('an authenticator app is set up with a picture, asked for, replaced by a recovery code, and removed', async () => {
  await using alice = await office.open();
  const { page, goTo } = alice;
  await alice.signIn('alice');
  await goTo('/msg/my/second-factor');
  await button(page, 'Add an authenticator app').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Your password').fill('wrong');
  await button(page, 'Continue').click();
  await dialog.getByText('The password is wrong.').waitFor();
  await dialog.getByLabel('Your password').fill(TEST_PASSWORD);
  await button(page, 'Continue').click();

  await dialog.getByRole('img', { name: 'Picture with the secret' }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  const secret = await dialog.locator('code[aria-label="Secret"]').innerText();
  await dialog.getByLabel('Code').fill('000000');
  await button(page, 'Confirm').click();
  await dialog.getByText('The code is wrong').waitFor();
  await dialog.getByLabel('Code').fill(codeOf(secret, -1));
  await button(page, 'Confirm').click();
  const codes = dialog.locator('li code');
  await codes.first().waitFor();
  expect(await codes.count()).toBe(10);
  const [recovery = ''] = await codes.allInnerTexts();
  await button(page, 'I have put them away').click();
  await page.getByText('10 codes are left.').waitFor();
  await page.getByText('the password of the account opens nothing there').waitFor();
  await signOut(page, 'alice');

  await typePassword(alice, 'alice');
  await page.getByLabel('Code').fill('000000');
  await button(page, 'Sign in').click();
  await page.getByText('This code is not right').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByLabel('Code').fill(codeOf(secret));
  await button(page, 'Sign in').click();
  await button(page, 'Account of alice').waitFor();
  await signOut(page, 'alice');

  await typePassword(alice, 'alice');
  await button(page, 'Use a recovery code').click();
  await page.getByLabel('Recovery code').fill(recovery);
  await button(page, 'Sign in').click();
  await button(page, 'Account of alice').waitFor();
  await goTo('/msg/my/second-factor');
  await page.getByText('9 codes are left.').waitFor();
  await button(page, 'Remove Telephone').click();
  await dialog.getByText('It is the last one').waitFor();
  await dialog.getByLabel('Your password').fill(TEST_PASSWORD);
  await button(page, 'Remove').click();
  await page.getByText('There is none: the password alone is enough.').waitFor();
});

test('a passkey is added, is enough alone, and is removed', async () => {
  await using bob = await office.open();
  const { page, goTo } = bob;
  await bob.signIn('bob');
  await addAuthenticator(page);
  await goTo('/msg/my/second-factor');
  await button(page, 'Add a passkey').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Laptop');
  await dialog.getByLabel('Your password').fill(TEST_PASSWORD);
  await button(page, 'Make the passkey').click();
  await button(page, 'I have put them away').click();
  await page.getByRole('cell', { name: 'Laptop', exact: true }).waitFor();
  await signOut(page, 'bob');

  await typePassword(bob, 'bob');
  await button(page, 'Use the passkey').click();
  await button(page, 'Account of bob').waitFor();
  await signOut(page, 'bob');

  await button(page, 'Sign in with a passkey').click();
  await button(page, 'Account of bob').waitFor();
  await goTo('/msg/my/second-factor');
  await button(page, 'Remove Laptop').click();
  await dialog.getByLabel('Your password').fill(TEST_PASSWORD);
  await button(page, 'Remove').click();
  await page.getByText('There is none: the password alone is enough.').waitFor();
});

test('who waits too long between the steps begins again, and is told why', async () => {
  await using carol = await office.open();
  const { page } = carol;
  await carol.signIn('carol');
  await page.goto(`${new URL(page.url()).origin}/msg/my/second-factor`);
  await button(page, 'Add an authenticator app').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Your password').fill(TEST_PASSWORD);
  await button(page, 'Continue').click();
  const secret = await dialog.locator('code[aria-label="Secret"]').innerText();
  await dialog.getByLabel('Code').fill(codeOf(secret));
  await button(page, 'Confirm').click();
  await button(page, 'I have put them away').click();
  await signOut(page, 'carol');
  await typePassword(carol, 'carol');
  // Five wrong codes end the step as well as five minutes do. A refused one empties the field.
  const beginsAgain = page.getByLabel('User ID');
  const emptied = page.getByLabel('Code').and(page.locator('[value=""]'));
  await emptied.waitFor();
  for (let i = 0; i < 6 && !(await beginsAgain.isVisible()); i += 1) {
    await page.getByLabel('Code').fill('000000');
    await button(page, 'Sign in').click();
    await beginsAgain.or(emptied).waitFor();
  }
  await page.getByText('This took too long, or was used already. Begin again.').waitFor();
});

/** Chromium's own authenticator, which confirms at once. */
async function addAuthenticator(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}
