/** The queue in the Server Manager: what waits and why, and what is done with it. REQUIREMENTS MO5 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { accessibilityProblems, type BrowserOffice, PHONE, startBrowserOffice } from '../support/browser-office.ts';
import { holdUpMail, sendMail } from '../support/mail-under-way.ts';

let office: BrowserOffice;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'chief', 'alice');
  const role = { role: 'administrator' } as const;
  await office.server.admin.call(ENDPOINTS['user.update'], { path: { userId: 'chief' }, body: role });
  await holdUpMail(office.server);
});
beforeEach(() => office.server.admin.call(ENDPOINTS['queue.delete'], { body: { all: true } }));
afterAll(() => office?.[Symbol.asyncDispose]());

const send = (to: string, subject = 'Report') => sendMail(office.server, { from: 'alice@example.test', to, subject });
const queue = async () => (await office.server.admin.call(ENDPOINTS['queue.list'])).messages;
const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const inDialog = (page: Page, name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true });

async function openQueue(path = '', options = {}) {
  const chief = await office.open(options);
  await chief.signIn('chief');
  await chief.goTo(`/msg/server/queue${path}`);
  return chief;
}

test('what waits is found, several are held, and released', async () => {
  await send('bob@example.org');
  await send('eve@example.org');
  await send('carl@example.org');
  await using chief = await openQueue();
  const { page } = chief;
  await row(page, 'carl@example.org').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('searchbox', { name: 'Search' }).fill('carl');
  await row(page, 'bob@example.org').waitFor({ state: 'detached' });
  await page.getByRole('searchbox', { name: 'Search' }).fill('');
  await row(page, 'bob@example.org').getByRole('checkbox').check();
  await row(page, 'eve@example.org').getByRole('checkbox').check();
  await button(page, 'Hold').click();
  await page.getByLabel('Reason').fill('looked at');
  await inDialog(page, 'Hold').click();
  await row(page, 'bob@example.org').filter({ hasText: 'held: looked at' }).waitFor();
  expect((await queue()).filter(({ heldBecause }) => heldBecause === 'looked at')).toHaveLength(2);
  await button(page, 'Release').click();
  await page.getByText('2 messages go on.').waitFor();
  expect((await queue()).every(({ heldBecause }) => heldBecause === null)).toBe(true);
});

test('one message: why it waits, in the language of the page; it is given back', async () => {
  const queueId = await send('bob@example.org', 'Jahresbericht');
  await using chief = await openQueue(`/${queueId}`, { language: 'de-DE', viewport: PHONE, colours: 'dark' });
  const { page } = chief;
  page.on('request', (r) => console.log(new Date(), r.url().slice(30)));
  await page.getByRole('heading', { name: 'Jahresbericht', level: 1 }).waitFor();
  // The destination is put off since the test before.
  await office.server.admin.call(ENDPOINTS['queue.retry'], { body: { queueIds: [queueId] } });
  for (let i = 0; i < 6; i++) { await page.waitForTimeout(1000); const x = (await office.server.admin.call(ENDPOINTS['queue.show'], { path: { queueId } })).messages[0]!; console.log(JSON.stringify([new Date(), x.recipients[0], (await office.server.admin.call(ENDPOINTS['queue.lanes'])).lanes])); console.log((await page.locator('main').innerText()).slice(-300)); }
  await page.getByText(/Port \d+: Verbindung abgelehnt/).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'Zurückgeben').click();
  await page.getByText('Der Absender erhält eine Nachricht').waitFor();
  await inDialog(page, 'Abbrechen').click();
  expect(await queue()).toHaveLength(1);
  await button(page, 'Zurückgeben').click();
  await inDialog(page, 'Zurückgeben').click();
  await page.getByText('1 Nachricht zurückgegeben.').waitFor();
  await page.getByRole('heading', { name: 'Warteschlange', level: 1 }).waitFor();
});

test('a message that somebody else has deleted is said to be gone', async () => {
  const queueId = await send('bob@example.org');
  await using chief = await openQueue(`/${queueId}`);
  const { page } = chief;
  await page.getByRole('heading', { name: 'Report', level: 1 }).waitFor();
  await office.server.admin.call(ENDPOINTS['queue.delete'], { body: { queueIds: [queueId] } });
  await page.getByText('This message is no longer in the queue.').waitFor();
  expect(await button(page, 'Delete').count()).toBe(0);
});

test('deleting asks first; a destination is tried at once, and leads to its messages', async () => {
  const queueId = await send('bob@example.org');
  await using chief = await openQueue('/-destinations');
  const { page } = chief;
  await button(page, 'Try now').click();
  await page.getByText('1 message is tried now.').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('link', { name: 'example.org' }).click();
  await row(page, 'bob@example.org').press('Enter');
  await button(page, 'Delete').click();
  await page.getByText('Nobody is told').waitFor();
  await inDialog(page, 'Delete').click();
  await page.getByText('1 message deleted.').waitFor();
  expect(await queue()).toEqual([]);
  const traced = await office.server.admin.call(ENDPOINTS['trace.find'], { query: { text: queueId } });
  const kinds = traced.messages.flatMap(({ events }) => events.map(({ kind }) => kind));
  expect(kinds).toContain('deleted');
  expect(kinds).not.toContain('notice');
});
