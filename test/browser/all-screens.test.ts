/**
 * Every screen, as everybody sees it who has it: readable by all, in another language, in the dark, on a phone, and at
 * twice the size. The screens are those of the menus and what their links lead to, so that none is forgotten.
 *
 * MAILROOM_BROWSER_LONG=1 tries all languages for everybody; MAILROOM_BROWSER_SHOTS=FOLDER keeps a picture of each.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LANGUAGES, type LanguageCode } from '../../locales/translator.ts';
import { type AppTexts, readAppTexts, textProblems } from '../support/app-texts.ts';
import { accessibilityProblems, type BrowserOffice, PHONE, startBrowserOffice } from '../support/browser-office.ts';
import { type OfficeRole, peopleOffice, ROLES } from '../support/office-people.ts';
import { layoutProblems, settled, shownTexts } from '../support/page-inspection.ts';
import { ROOT } from '../support/server.ts';

const LARGE = { width: 1280, height: 800 };
/** What is left of LARGE for a page at 200 % (WCAG 2.2, 1.4.4). */
const TWICE_AS_LARGE = { width: 640, height: 400 };
const WINDOWS = { large: LARGE, phone: PHONE, zoomed: TWICE_AS_LARGE } as const;
/** How many screens below another one are opened: each is of another kind, or they are rows of one table. */
const MAX_BELOW = 6;

const isLong = process.env.MAILROOM_BROWSER_LONG === '1';
const shots = process.env.MAILROOM_BROWSER_SHOTS;
const languages = isLong ? LANGUAGES : (['en', rotating()] as const);

let office: BrowserOffice;
let texts: AppTexts;

beforeAll(async () => {
  texts = await readAppTexts();
  if (shots !== undefined) await mkdir(shots, { recursive: true });
  office = await startBrowserOffice(null);
  await peopleOffice(office.server);
});
afterAll(() => office?.[Symbol.asyncDispose]());

/** Another one each day. */
function rotating(): LanguageCode {
  const others = LANGUAGES.filter((code) => code !== 'en');
  return others[Math.floor(Date.now() / 86_400_000) % others.length] ?? 'de';
}

test('the menus of an administrator have every screen that there is', async () => {
  await using opened = await office.open();
  await opened.signIn(ROLES.administrator);
  for (const [application, folder] of APPLICATIONS) {
    await opened.goTo(application);
    const source = await readFile(join(ROOT, 'apps', folder, 'screens.ts'), 'utf8');
    const paths = [...source.matchAll(/\bpath: '(\/[^']*)'/g)].map(([, path = '']) => `${application}${path}`);
    expect(await menuOf(opened.page)).toEqual(paths.map((path) => path.replace(/\/$/, '')));
  }
});

const APPLICATIONS = [
  ['/msg/server', 'server-manager'],
  ['/msg/my', 'preferences'],
] as const;

const CASES = (Object.keys(ROLES) as OfficeRole[]).flatMap((role) =>
  languages
    .filter((code) => isLong || code === 'en' || role === 'administrator')
    .map((language) => ({ role, language })),
);

describe.each(CASES)('$role, $language', ({ role, language }) => {
  const applications = APPLICATIONS.filter(([, folder]) => role !== 'user' || folder === 'preferences');
  test.each(applications)('%s', async (application) => {
    await using opened = await office.open({ language });
    const { page } = opened;
    await opened.signIn(ROLES[role]);
    await opened.goTo(application);
    const problems: string[] = [];
    const waiting = await menuOf(page);
    const seen = new Set(waiting);
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      await opened.goTo(path);
      const found = await settled(page).then(
        () => inspect(page, language, role === 'administrator', path),
        (error: unknown) => [String(error)],
      );
      problems.push(...found.map((problem) => `${path} ${problem}`));
      const below = (await screensBelow(page, path)).filter((one) => !seen.has(one));
      for (const one of below) seen.add(one);
      waiting.push(...below);
    }
    expect(problems).toEqual([]);
  });
});

/** Paths that the menu leads to, in its order. */
async function menuOf(page: Page): Promise<string[]> {
  await page.locator('nav li a').first().waitFor();
  return page.evaluate<string[]>(
    `[...document.querySelectorAll('nav li a')].map((link) => new URL(link.href).pathname.replace(/\\/$/, ''))`,
  );
}

/** Where its links and the first rows of its tables lead, as long as that is below it. */
async function screensBelow(page: Page, path: string): Promise<string[]> {
  if (path === '/msg/my') return [];
  const linked = await page.evaluate<string[]>(
    `[...document.querySelectorAll('main a[href]')].map((link) => new URL(link.href).pathname)`,
  );
  const row = page.locator('main tr[data-open=true]').first();
  if ((await row.count()) > 0) {
    await row.press('Enter');
    await settled(page);
    linked.push(new URL(page.url()).pathname);
  }
  return [...new Set(linked)].filter((one) => one.startsWith(`${path}/`)).slice(0, MAX_BELOW);
}

/** @param isThorough also by axe in the dark and with the help panel open */
async function inspect(page: Page, language: LanguageCode, isThorough: boolean, path: string): Promise<string[]> {
  const problems = textProblems(await shownTexts(page), texts, language);
  for (const [name, viewport] of Object.entries(WINDOWS)) {
    await page.setViewportSize(viewport);
    problems.push(...(await layoutProblems(page)).map((problem) => `${name}: ${problem}`));
    await shoot(page, `${path} ${language} ${name}`);
  }
  // Names for screen readers are in every language, and colours and order are the same.
  if (language === 'en') problems.push(...(await accessibilityProblems(page)).map((problem) => `zoomed: ${problem}`));
  await page.setViewportSize(LARGE);
  if (!isThorough) return problems;
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('header button[aria-keyshortcuts="?"]').click();
  problems.push(...textProblems(await shownTexts(page), texts, language).map((problem) => `help: ${problem}`));
  problems.push(...(await layoutProblems(page)).map((problem) => `help: ${problem}`));
  if (language === 'en') problems.push(...(await accessibilityProblems(page)).map((problem) => `dark: ${problem}`));
  await shoot(page, `${path} ${language} dark`);
  await page.emulateMedia({ colorScheme: 'light' });
  return [...new Set(problems)];
}

async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  await page.screenshot({ path: join(shots, `${name.replaceAll(/[^\w-]+/g, '_')}.png`) });
}
