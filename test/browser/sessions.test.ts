/** Who is signed in, and who no longer is: in every tab, at once, and with nothing left to read. SECURITY: session */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { type BrowserOffice, type OfficePage, startBrowserOffice } from '../support/browser-office.ts';
import { peopleOffice, ROLES } from '../support/office-people.ts';
import { settled } from '../support/page-inspection.ts';
import { TEST_DOMAIN, TEST_PASSWORD } from '../support/server.ts';

/** What is withdrawn has to be gone by then. */
const AT_ONCE_MS = 2000;

let office: BrowserOffice;
beforeAll(async () => {
  office = await startBrowserOffice(null);
  await peopleOffice(office.server);
});
afterAll(() => office?.[Symbol.asyncDispose]());

const admin = () => office.server.admin;
const signInForm = (page: Page) => page.locator('input[name=username]:visible');

async function fillIn(page: Page, userId: string, password = TEST_PASSWORD): Promise<void> {
  await signInForm(page).fill(userId);
  await page.locator('input[name=password]:visible').fill(password);
  await page.locator('button[type=submit]:visible').click();
}

/** Its texts, as far as they can be seen, and what assistive programs are told. */
function visibleText(page: Page): Promise<string> {
  return page.locator('body').innerText();
}

async function signedIn(userId: string): Promise<OfficePage> {
  const opened = await office.open();
  await opened.signIn(userId);
  return opened;
}

test('an address that was asked for before signing in is there afterwards', async () => {
  await using opened = await office.open();
  const { page } = opened;
  const path = `/msg/server/aliases/${encodeURIComponent(`lunch@${TEST_DOMAIN}`)}`;
  await opened.goTo(`${path}?x=1`);
  await fillIn(page, ROLES.administrator);
  await page.getByRole('heading', { name: `lunch@${TEST_DOMAIN}` }).waitFor();
  expect(new URL(page.url()).pathname).toBe(path);
});

test('a session that is ended elsewhere asks to sign in, and nothing can be read any more', async () => {
  await using opened = await signedIn('bob');
  const { page } = opened;
  await opened.goTo('/msg/my/profile');
  await page.getByLabel('Work phone').fill('+49 30 99');
  await admin().call(ENDPOINTS['user.end-sessions'], { path: { userId: 'bob' } });
  await signInForm(page).waitFor({ timeout: AT_ONCE_MS });
  expect(await page.getByLabel('Work phone').isVisible()).toBe(false);
  expect(await visibleText(page)).not.toContain('Archer');
  expect(await page.locator('#screen:visible').count()).toBe(0);
  await fillIn(page, 'bob');
  // What was being typed is his, and still there.
  await expect.poll(() => page.getByLabel('Work phone').inputValue()).toBe('+49 30 99');
});

test('whoever signs in next on the same page gets nothing of the one before', async () => {
  await using opened = await signedIn('bob');
  const { page } = opened;
  await opened.goTo('/msg/my/profile');
  await page.getByLabel('Office').fill('Bob’s own words');
  await admin().call(ENDPOINTS['user.end-sessions'], { path: { userId: 'bob' } });
  await signInForm(page).waitFor();
  await fillIn(page, 'alice');
  await page.getByRole('button', { name: 'Account of alice' }).waitFor();
  await expect.poll(() => page.getByLabel('Office').inputValue()).toBe('Room 12');
});

test('a role that is taken away takes the Server Manager with it, from a page that is open', async () => {
  await using opened = await signedIn(ROLES.administrator);
  const { page } = opened;
  await opened.goTo('/msg/server/users');
  await settled(page);
  const give = (role: 'user' | 'administrator') =>
    admin().call(ENDPOINTS['user.update'], { path: { userId: ROLES.administrator }, body: { role } });
  await give('user');
  await expect
    .poll(async () => (await visibleText(page)).includes(`carol@example.com`), { timeout: AT_ONCE_MS })
    .toBe(false);
  await give('administrator');
});

test('two tabs: signing out in one signs out the other', async () => {
  await using opened = await signedIn('alice');
  const { page } = opened;
  const other = await opened.openTab();
  await other.goto(page.url());
  await other.locator('header').waitFor();
  await page.getByRole('button', { name: 'Account of alice' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await signInForm(page).waitFor();
  await signInForm(other).waitFor({ timeout: AT_ONCE_MS });
  expect(await other.locator('#screen:visible').count()).toBe(0);
  await fillIn(other, 'alice');
  await other.locator('header').waitFor();
});

test('the back button shows nothing after signing out', async () => {
  await using opened = await signedIn('alice');
  const { page } = opened;
  await opened.goTo('/msg/my/people');
  await page.getByRole('cell', { name: 'Bob Archer' }).waitFor();
  await opened.goTo('/msg/my/profile');
  await page.getByLabel('Work phone').waitFor();
  await page.getByRole('button', { name: 'Account of alice' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await signInForm(page).waitFor();
  for (let step = 0; step < 2; step += 1) {
    await page.goBack();
    await signInForm(page).waitFor();
    expect(await visibleText(page)).not.toContain('Archer');
  }
});

describe('what a browser keeps', () => {
  test('no password and no secret, in its storage, its addresses or where scripts can read', async () => {
    await using opened = await office.open();
    const { page } = opened;
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(request.url()));
    await opened.signIn('alice');
    await opened.goTo('/msg/my/sessions');
    await settled(page);
    const kept = await page.evaluate<string>(
      `JSON.stringify({ ...localStorage, ...sessionStorage, cookies: document.cookie, history: history.state })`,
    );
    const [cookie, ...others] = await page.context().cookies();
    expect(others).toEqual([]);
    expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/' });
    expect(cookie?.name).toMatch(/^__Host-/);
    const secrets = [TEST_PASSWORD, cookie?.value ?? 'none'];
    for (const secret of secrets) {
      expect(kept).not.toContain(secret);
      expect(addresses.filter((address) => decodeURIComponent(address).includes(secret))).toEqual([]);
    }
    // IndexedDB and caches of service workers would outlast signing out.
    expect(await page.evaluate<unknown>('indexedDB.databases()')).toEqual([]);
    expect(await page.evaluate<unknown>('caches.keys()')).toEqual([]);
    const { lines } = await admin().call(ENDPOINTS['log.list'], {});
    const log = JSON.stringify(lines);
    for (const secret of secrets) expect(log).not.toContain(secret);
  });

  test('a session has another secret after signing in again, and the one before is good for nothing', async () => {
    await using opened = await signedIn('alice');
    const { page } = opened;
    const [before] = await page.context().cookies();
    await page.getByRole('button', { name: 'Account of alice' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await signInForm(page).waitFor();
    await fillIn(page, 'alice');
    await page.locator('header').waitFor();
    const [after] = await page.context().cookies();
    expect(after?.value).not.toBe(before?.value);
    if (before === undefined) throw new Error('no cookie');
    await page.context().addCookies([before]);
    await page.reload();
    await signInForm(page).waitFor();
  });
});
