/** What strangers and colleagues write is text on every screen that shows it, whatever it looks like. SECURITY: HTML, injection */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { type BrowserOffice, type OfficePage, startBrowserOffice } from '../support/browser-office.ts';
import { sendHostileMail, type Written, writeHostileTexts } from '../support/hostile-office.ts';
import { HOSTILE_OCTETS, HOSTILE_TEXTS } from '../support/hostile-texts.ts';
import { everyText, foreignMarkup, settled } from '../support/page-inspection.ts';
import { APPLICATIONS, visitScreens } from '../support/screen-crawl.ts';

let office: BrowserOffice;
let written: readonly Written[];

beforeAll(async () => {
  office = await startBrowserOffice(null, 'alice', 'olga');
  const { admin } = office.server;
  await admin.call(ENDPOINTS['user.update'], { path: { userId: 'olga' }, body: { role: 'administrator' } });
  written = [...(await writeHostileTexts(office.server)), ...(await sendHostileMail(office.server))];
});
afterAll(() => office?.[Symbol.asyncDispose]());

const USERS = { admin: 'olga', alice: 'alice' } as const;

/** Throws where anything of a text has become more than text. */
async function expectOnlyText({ page }: OfficePage, where: string): Promise<void> {
  expect(await foreignMarkup(page), where).toEqual([]);
  expect(await page.evaluate('window.hasHit ?? false'), where).toBe(false);
}

/** Without what has no shape: some places leave it, some put something visible in its place. */
function readable(text: string): string {
  return text.replace(/[\p{C}\s\ufffd?]/gu, '');
}

/** `hit()` tells that it ran. */
async function open(userId: string): Promise<OfficePage> {
  const opened = await office.open();
  await opened.page.addInitScript('window.hit = () => { window.hasHit = true; }');
  await opened.signIn(userId);
  return opened;
}

test('there are more than a hundred', () => {
  expect(new Set(HOSTILE_TEXTS).size).toBeGreaterThan(100);
});

test.each(['admin', 'alice'] as const)('what %s sees is what was written', async (by) => {
  await using opened = await open(USERS[by]);
  for (const { path, texts } of written.filter((one) => one.by === by)) {
    await opened.goTo(path);
    await settled(opened.page);
    const missing = async () => {
      const shown = readable([...(await everyText(opened.page))].join('\n'));
      return texts.filter((text) => !shown.includes(readable(text)));
    };
    // What is asked for after the page is there may come later.
    await expect.poll(missing, { message: path }).toEqual([]);
    await expectOnlyText(opened, path);
  }
});

test.each(APPLICATIONS)('no screen of $application takes it for more than text', async ({ application }) => {
  await using opened = await open('olga');
  await visitScreens(opened, application, async (path, failure) => {
    expect(failure, path).toBeNull();
    await expectOnlyText(opened, path);
  });
});

test('a table that is to be imported shows its lines as they are', async () => {
  await using opened = await open('olga');
  const { page } = opened;
  await opened.goTo('/msg/server/users/-import');
  const lines = HOSTILE_TEXTS.map((text) => `"${text.replaceAll('"', '""')}",x@example.test`);
  await page.getByLabel('Or paste the lines here').fill(['userId,mail,<img src=x onerror=hit()>', ...lines].join('\n'));
  await page.getByRole('button', { name: 'Preview', exact: true }).click();
  await page.getByText('<img src=x onerror=hit()>').first().waitFor();
  await expectOnlyText(opened, 'preview');
});

test('the search of everything', async () => {
  await using opened = await open('olga');
  const { page } = opened;
  await opened.goTo('/msg/server/users');
  await settled(page);
  await page.keyboard.press('/');
  await page.keyboard.type('p001');
  await page.getByRole('dialog').getByText('p001').first().waitFor();
  await expectOnlyText(opened, 'search');
});

test('octets that are no text at all are refused, or shown as text', async () => {
  await using opened = await open('alice');
  const { page } = opened;
  await opened.goTo('/msg/my/profile');
  await settled(page);
  for (const text of HOSTILE_OCTETS) {
    const field = page.getByLabel('Office');
    await field.fill(text);
    const save = page.getByRole('button', { name: 'Save', exact: true });
    if (await save.isEnabled()) await save.click();
    await expectOnlyText(opened, JSON.stringify(text.slice(0, 20)));
  }
});
