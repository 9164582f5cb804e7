/**
 * An office in a real browser: a server with people, and Debian's Chromium on it. A page fails its test by whatever a
 * browser complains of: an error, a violation of the content security policy, a request that is not answered.
 */
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { TestContext } from 'vitest';
import { peer } from './peers/peers.ts';
import { type InProcessServer, startTestServer, TEST_HOSTNAME, TEST_PASSWORD } from './server.ts';

const LARGE = { width: 1280, height: 800 };
/** A phone, as its browser tells its width. */
export const PHONE = { width: 390, height: 844 };
/** Being asked to sign in is an answer, and so is a refusal: browsers report both. */
const EXPECTED = /^Failed to load resource: the server responded with a status of (400|401|403|404|409|413|429)\b/;

export interface BrowserOffice extends AsyncDisposable {
  readonly server: InProcessServer;
  /** A browser of its own for each: nobody shares a session. */
  open(options?: PageOptions): Promise<OfficePage>;
}

export interface PageOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colours?: 'light' | 'dark';
  /** A language tag. */
  readonly language?: string;
  /** What the test itself brings about: complaints that match are none. */
  readonly provokes?: RegExp;
}

export interface OfficePage extends AsyncDisposable {
  readonly page: Page;
  /** Another tab of the same browser, which is watched like the first. */
  openTab(): Promise<Page>;
  /** @param path below the server: `/msg/my/profile`. */
  goTo(path: string): Promise<void>;
  signIn(userId: string, password?: string): Promise<void>;
  /** What the browser has complained of so far; empty when all is well. */
  readonly complaints: readonly string[];
}

/** Skips the test, with the reason, where there is no Chromium. */
export async function startBrowserOffice(context: TestContext | null, ...users: string[]): Promise<BrowserOffice> {
  const found = await peer('chromium');
  if (!found.available) {
    context?.skip(found.reason);
    throw new Error(found.reason);
  }
  const server = await startTestServer({ users });
  const browser = await launch(found.path);
  return {
    server,
    open: (options = {}) => openPage(browser, server, options),
    async [Symbol.asyncDispose]() {
      await browser.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

function launch(executablePath: string): Promise<Browser> {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({
    executablePath,
    args: [...asRoot, `--host-resolver-rules=MAP ${TEST_HOSTNAME} 127.0.0.1`, '--disable-gpu'],
  });
}

async function openPage(browser: Browser, server: InProcessServer, options: PageOptions): Promise<OfficePage> {
  const { viewport = LARGE, colours = 'light', language = 'en-GB', provokes } = options;
  const origin = `https://${TEST_HOSTNAME}:${server.ports.https}`;
  const context = await browser.newContext({
    ...{ viewport, colorScheme: colours, locale: language, ignoreHTTPSErrors: true, reducedMotion: 'reduce' },
  });
  const complaints: string[] = [];
  await watch(context, (complaint) => {
    if (provokes?.test(complaint) !== true) complaints.push(complaint);
  });
  const page = await context.newPage();
  const goTo = async (path: string) => void (await page.goto(`${origin}${path}`));
  return {
    page,
    openTab: () => context.newPage(),
    goTo,
    complaints,
    async signIn(userId, password = TEST_PASSWORD) {
      await goTo('/msg');
      await page.locator('input[name=username]').fill(userId);
      await page.locator('input[name=password]').fill(password);
      await page.locator('button[type=submit]').click();
      await page.locator('header').waitFor();
    },
    async [Symbol.asyncDispose]() {
      await context.close();
      if (complaints.length > 0) throw new Error(`the browser complains:\n${complaints.join('\n')}`);
    },
  };
}

/** Complaints of all pages of a browser. */
async function watch(context: BrowserContext, complain: (complaint: string) => void): Promise<void> {
  // Chromium writes most of them to the console, too, but not those of policies that only report.
  await context.exposeBinding('reportViolation', (_source, violation: string) => complain(`policy: ${violation}`));
  await context.addInitScript(REPORT_VIOLATIONS);
  context.on('weberror', (failure) => complain(`error: ${failure.error().message}`));
  context.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED.test(message.text())) complain(`console: ${message.text()}`);
  });
  context.on('dialog', (dialog) => {
    complain(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? '';
    // What a page no longer wants it gives up itself.
    if (reason !== 'net::ERR_ABORTED') complain(`request: ${request.url()} ${reason}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 500) complain(`response: ${response.status()} ${response.url()}`);
  });
}

const REPORT_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) =>
  reportViolation(event.effectiveDirective + ' ' + event.blockedURI + ' ' + event.sample));`;

/** What keeps people with a keyboard or a screen reader from using the page: WCAG 2.2 AA, by axe. One line each. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary = '' }) => `${id}: ${target.join(' ')} ${failureSummary.replace(/\s+/g, ' ')}`,
      ),
    );
}
