/** Screens whose every pixel is known: what no other test sees is seen here, such as a style that is no longer there. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, type TestContext, test } from 'vitest';
import { type BrowserOffice, type PageOptions, PHONE, startBrowserOffice } from '../support/browser-office.ts';
import { compareWithGolden } from '../support/golden-image.ts';
import { settled } from '../support/page-inspection.ts';

let office: BrowserOffice;
beforeAll(async () => {
  office = await startBrowserOffice(null, 'alice');
});
afterAll(() => office?.[Symbol.asyncDispose]());

const LOOKS: readonly (readonly [string, PageOptions])[] = [
  ['light', {}],
  ['dark', { colours: 'dark' }],
  ['phone', { viewport: PHONE, language: 'de-DE' }],
];

async function expectGolden(context: TestContext, page: Page, name: string): Promise<void> {
  const likeness = await compareWithGolden(page, name);
  if (likeness.kind === 'not-comparable') context.skip(likeness.reason);
  expect(likeness).toEqual({ kind: 'same' });
}

test.for(LOOKS)('signing in, %s', async ([name, options], context) => {
  await using opened = await office.open(options);
  const { page } = opened;
  await opened.goTo('/msg');
  await page.locator('button[type=submit]').waitFor();
  await page.locator('input[name=username]').focus();
  await expectGolden(context, page, `sign-in-${name}`);
});

test.for(LOOKS)('a profile, %s', async ([name, options], context) => {
  await using opened = await office.open(options);
  const { page } = opened;
  await opened.signIn('alice');
  await opened.goTo('/msg/my/profile');
  await settled(page);
  await expectGolden(context, page, `profile-${name}`);
});
