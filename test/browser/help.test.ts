/** The help centre in a browser: found by keyboard, read on a phone, in the dark and on paper, with the page's policy in force. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accessibilityProblems, type BrowserOffice, PHONE, startBrowserOffice } from '../support/browser-office.ts';
import { peer } from '../support/peers/peers.ts';
import { ROOT } from '../support/server.ts';

const found = await peer('chromium');
const isBuilt = existsSync(join(ROOT, 'dist/docs/en/index.html'));
const canRun = found.available && isBuilt;

let office: BrowserOffice;
beforeAll(async () => {
  if (canRun) office = await startBrowserOffice(null);
});
afterAll(() => office?.[Symbol.asyncDispose]());
beforeEach((context) => {
  if (!found.available) context.skip(found.reason);
  if (!isBuilt) context.skip('the help centre is not built');
});

const PAGES = ['', 'user/second-factor', 'administrator/troubleshooting', 'administrator/settings', 'api/user'];

describe.each([{ colours: 'light' }, { colours: 'dark' }, { colours: 'light', viewport: PHONE }] as const)(
  '%j',
  (options) => {
    test('pages are accessible, and scroll in one direction', async () => {
      await using opened = await office.open(options);
      for (const path of PAGES) {
        await opened.goTo(`/docs/de/${path}`);
        expect(await accessibilityProblems(opened.page), path).toEqual([]);
        expect(await opened.page.evaluate('document.documentElement.scrollWidth > innerWidth'), path).toBe(false);
      }
    });
  },
);

describe('the search', () => {
  test('goes from a key to the place, with and without accents', async () => {
    await using opened = await office.open({ language: 'fr-FR' });
    const { page } = opened;
    await opened.goTo('/docs/');
    for (const words of ['mot de passe oublié', 'MOT DE PASSE OUBLIE']) {
      await page.keyboard.press('/');
      await page.keyboard.type(words);
      await page.getByRole('link', { name: /J’ai oublié mon mot de passe/ }).waitFor();
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.keyboard.press('Escape');
      expect(await page.locator('#docs-search li').count()).toBe(0);
    }
    await page.keyboard.type('mot de passe oublié');
    await page.locator('#docs-search li').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/docs/fr/user/problems#forgotten');
  });

  test('takes what is typed for nothing but words', async () => {
    await using opened = await office.open();
    const { page } = opened;
    await opened.goTo('/docs/en/user/password');
    for (const text of ['<img src=x onerror=alert(1)>zz', '"><script>alert(1)</script>', '${alert(1)}', '__proto__']) {
      await page.locator('#docs-search input').fill(text);
      await expect.poll(() => page.locator('#docs-search [role=status]').textContent()).toMatch(/^(Nothing|Found)/);
      expect(await page.locator('#docs-search :is(img, script)').count()).toBe(0);
    }
  });
});

test('the first key leads past the banner, and the language can be changed at the end', async () => {
  await using opened = await office.open({ language: 'it' });
  const { page } = opened;
  await opened.goTo('/docs/user/password');
  expect(new URL(page.url()).pathname).toBe('/docs/it/user/password');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('docs-main');
  await page.getByRole('link', { name: 'Polski' }).click();
  await page.getByRole('heading', { name: 'Hasło', level: 1 }).waitFor();
  await opened.goTo('/docs');
  expect(new URL(page.url()).pathname).toBe('/docs/pl/');
});

test('on paper there is the text alone', async () => {
  await using opened = await office.open();
  await opened.goTo('/docs/en/user/password');
  await opened.page.emulateMedia({ media: 'print' });
  expect(await opened.page.locator('header, footer, nav').filter({ visible: true }).count()).toBe(0);
  expect(await opened.page.locator('article').isVisible()).toBe(true);
});
