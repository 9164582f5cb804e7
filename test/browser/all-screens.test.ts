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
import { layoutProblems, shownTexts } from '../support/page-inspection.ts';
import { APPLICATIONS, menuOf, visitScreens } from '../support/screen-crawl.ts';
import { ROOT } from '../support/server.ts';

const LARGE = { width: 1280, height: 800 };
/** What is left of LARGE for a page at 200 % (WCAG 2.2, 1.4.4). */
const TWICE_AS_LARGE = { width: 640, height: 400 };
/** There are many screens, and the machine may be busy. */
const TIMEOUT_MS = 400_000;
const WINDOWS = { large: LARGE, phone: PHONE, zoomed: TWICE_AS_LARGE } as const;

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
  for (const { application, folder } of APPLICATIONS) {
    await opened.goTo(application);
    const source = await readFile(join(ROOT, 'apps', folder, 'screens.ts'), 'utf8');
    const paths = [...source.matchAll(/\bpath: '(\/[^']*)'/g)].map(([, path = '']) => `${application}${path}`);
    // The menu has them in groups.
    expect((await menuOf(opened.page)).toSorted()).toEqual(paths.map((path) => path.replace(/\/$/, '')).toSorted());
  }
});

const CASES = (Object.keys(ROLES) as OfficeRole[]).flatMap((role) =>
  languages
    .filter((code) => isLong || code === 'en' || role === 'administrator')
    .map((language) => ({ role, language })),
);

describe.each(CASES)('$role, $language', ({ role, language }) => {
  // The preferences are the same for everybody but for what privileges take away.
  const applications = APPLICATIONS.filter(({ folder }) => isLong || hasApplication(role, folder));
  test.each(applications)(
    '$application',
    async ({ application }) => {
      await using opened = await office.open({ language });
      const { page } = opened;
      await opened.signIn(ROLES[role]);
      const problems = new Problems();
      let count = 0;
      await visitScreens(opened, application, async (path, failure) => {
        const hasAxe = isLong || (role === 'administrator' && language === 'en');
        // One of the two for each screen, in turn: it takes longer than all else together.
        const either = count++ % 2 === 0 ? (['zoomed'] as const) : (['dark'] as const);
        const withAxe = !hasAxe ? [] : isLong ? (['zoomed', 'dark'] as const) : either;
        problems.add(path, failure === null ? await inspect(page, { path, language, withAxe }) : [failure]);
      });
      expect(problems.lines).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

function hasApplication(role: OfficeRole, folder: string): boolean {
  return role === 'administrator' || (folder === 'preferences') === (role === 'user');
}

/** Each is told once, with the screen where it was met first: what is wrong with the menu is wrong on all. */
class Problems {
  readonly #known = new Set<string>();
  readonly lines: string[] = [];

  add(path: string, problems: readonly string[]): void {
    for (const problem of problems) {
      if (!this.#known.has(problem)) this.lines.push(`${path} ${problem}`);
      this.#known.add(problem);
    }
  }
}

interface Inspected {
  readonly path: string;
  readonly language: LanguageCode;
  /** Accessibility is the same for everybody and in every language: it is looked at where all screens are seen. */
  readonly withAxe: readonly ('zoomed' | 'dark')[];
}

async function inspect(page: Page, { path, language, withAxe }: Inspected): Promise<string[]> {
  const problems = textProblems(await shownTexts(page), texts, language);
  const note = (where: string, found: readonly string[]) => problems.push(...found.map((one) => `${where}: ${one}`));
  for (const [name, viewport] of Object.entries(WINDOWS)) {
    await page.setViewportSize(viewport);
    note(name, await layoutProblems(page));
    await shoot(page, `${path} ${language} ${name}`);
  }
  if (withAxe.includes('zoomed')) note('zoomed', await accessibilityProblems(page));
  await page.setViewportSize(LARGE);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('header button[aria-keyshortcuts="?"]').click();
  problems.push(...textProblems(await shownTexts(page), texts, language));
  note('help', await layoutProblems(page));
  if (withAxe.includes('dark')) note('dark', await accessibilityProblems(page));
  await shoot(page, `${path} ${language} dark`);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.locator('header button[aria-keyshortcuts="?"]').click();
  return problems;
}

async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  await page.screenshot({ path: join(shots, `${name.replaceAll(/[^\w-]+/g, '_')}.png`) });
}
