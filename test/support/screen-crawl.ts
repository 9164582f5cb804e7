/** The screens of an application, found as a person finds them: by its menu, the links on each, and the first rows of tables. */
import type { Page } from 'playwright-core';
import type { OfficePage } from './browser-office.ts';
import { settled } from './page-inspection.ts';

export const APPLICATIONS = [
  { application: '/msg/server', folder: 'server-manager' },
  { application: '/msg/my', folder: 'preferences' },
] as const;

export type Application = (typeof APPLICATIONS)[number]['application'];

/** How many screens below another one are opened: each is of another kind, or they are rows of one table. */
const MAX_BELOW = 6;

/**
 * Opens each, one after the other, by its address, and then its tabs.
 * @param visit is called when the screen shows what it has; `failure` says that it never did
 */
export async function visitScreens(
  opened: OfficePage,
  application: Application,
  visit: (path: string, failure: string | null) => Promise<void>,
): Promise<void> {
  const { page } = opened;
  await opened.goTo(application);
  const waiting = await menuOf(page);
  const seen = new Set(waiting);
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    await opened.goTo(path);
    const failure = await settled(page).then(() => null, String);
    await visit(path, failure);
    if (failure === null) await visitTabs(page, (name, problem) => visit(`${path} [${name}]`, problem));
    const below = failure === null ? await screensBelow(page, path, application) : [];
    waiting.push(...below.filter((one) => !seen.has(one)));
    for (const one of below) seen.add(one);
  }
}

async function visitTabs(page: Page, visit: (name: string, failure: string | null) => Promise<void>): Promise<void> {
  const tabs = page.locator('main [role=tab]:not([aria-selected=true])');
  for (const name of await tabs.allInnerTexts()) {
    await page.getByRole('tab', { name, exact: true }).click();
    await visit(name, await settled(page).then(() => null, String));
  }
}

/** Paths that the menu leads to, in its order. */
export async function menuOf(page: Page): Promise<string[]> {
  await page.locator('nav li a').first().waitFor();
  return page.evaluate<string[]>(
    `[...document.querySelectorAll('nav li a')].map((link) => new URL(link.href).pathname.replace(/\\/$/, ''))`,
  );
}

/** Where its links and the first row of its table lead, as long as that is below it. */
async function screensBelow(page: Page, path: string, application: Application): Promise<string[]> {
  // Its first screen has links to all others.
  if (path === application) return [];
  const linked = await page.evaluate<string[]>(
    `[...document.querySelectorAll('main a[href]')].map((link) => new URL(link.href).pathname)`,
  );
  const row = page.locator('main tr[data-open=true]').first();
  if ((await row.count()) > 0) {
    const before = page.url();
    await row.press('Enter');
    await page.waitForURL((url) => url.href !== before);
    linked.push(new URL(page.url()).pathname);
  }
  return [...new Set(linked)].filter((one) => one.startsWith(`${path}/`)).slice(0, MAX_BELOW);
}
