/** The log in the Server Manager: followed, narrowed, paused; whatever strangers wrote into it is text. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Logger } from '../../src/base/log.ts';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { accessibilityProblems, type BrowserOffice, PHONE, startBrowserOffice } from '../support/browser-office.ts';
import { ringLogger } from '../support/ring-logger.ts';

let office: BrowserOffice;
let log: Logger;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'chief');
  log = ringLogger(office.server.recentLog);
  const role = { role: 'administrator' } as const;
  await office.server.admin.call(ENDPOINTS['user.update'], { path: { userId: 'chief' }, body: role });
});
afterAll(() => office?.[Symbol.asyncDispose]());

async function openLogs(query = '', options = {}) {
  const chief = await office.open(options);
  await chief.page.clock.install();
  await chief.signIn('chief');
  await chief.goTo(`/msg/server/logs${query}`);
  return chief;
}

test('new lines come by themselves, but not while it is paused', async () => {
  await using chief = await openLogs();
  const { page } = chief;
  const lines = page.getByRole('log');
  await lines.waitFor();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  log.warn({ service: 'imap' }, 'first line of the test');
  await lines.getByText('first line of the test').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Paused: new lines are shown when you go on.').waitFor();
  asked.length = 0;
  log.warn({}, 'second line of the test');
  await page.clock.fastForward(60_000);
  await page.evaluate(`fetch('/robots.txt')`);
  expect(asked.filter((url) => url.includes('/log?'))).toEqual([]);
  expect(await lines.getByText('second line of the test').count()).toBe(0);
  await page.getByRole('button', { name: 'Go on' }).click();
  await lines.getByText('second line of the test').waitFor();
  expect(await lines.getByText('first line of the test').count()).toBe(1);
});

test('narrowed to words, a level and a service', async () => {
  log.error({ service: 'smtp' }, 'broken pipe of smtp');
  log.warn({ service: 'imap' }, 'slow pipe of imap');
  await using chief = await openLogs('?query=pipe', { language: 'it', viewport: PHONE, colours: 'dark' });
  const { page } = chief;
  const lines = page.getByRole('log');
  await lines.getByText('slow pipe of imap').waitFor();
  await page.getByRole('combobox', { name: 'Servizio' }).fill('smtp');
  await lines.getByText('slow pipe of imap').waitFor({ state: 'detached' });
  await lines.getByText('broken pipe of smtp').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('combobox', { name: 'Servizio' }).fill('imap');
  await page.getByRole('combobox', { name: 'Livello' }).click();
  await page.getByRole('option', { name: 'Solo errori' }).click();
  await page.getByText('Nessun risultato.').waitFor();
});

test('what strangers wrote steers nothing', async () => {
  const hostile = 'x\u001b[2J\u202egnirts\u0007<img src=x onerror=alert(1)>';
  log.warn({ subject: hostile }, `hostile ${hostile}`);
  await using chief = await openLogs('?query=hostile');
  const { page } = chief;
  const text = await page.getByRole('log').getByText('hostile').first().innerText();
  expect(text).toContain('<img src=x onerror=alert(1)>');
  expect(text).not.toMatch(/[\u001b\u0007\u202e]/);
});
