/** "Why did this mail not arrive?" in the Server Manager. REQUIREMENTS MO5, LI8 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { accessibilityProblems, type BrowserOffice, PHONE, startBrowserOffice } from '../support/browser-office.ts';
import { holdUpMail, sendMail } from '../support/mail-under-way.ts';

let office: BrowserOffice;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'chief', 'alice', 'bob');
  const role = { role: 'administrator' } as const;
  await office.server.admin.call(ENDPOINTS['user.update'], { path: { userId: 'chief' }, body: role });
  await holdUpMail(office.server);
});
afterAll(() => office?.[Symbol.asyncDispose]());

async function openTrace(query = '', options = {}) {
  const chief = await office.open(options);
  await chief.signIn('chief');
  await chief.goTo(`/msg/server/trace${query}`);
  return chief;
}

test('a message that waits: found by its subject, told in sentences, followed into the queue and back', async () => {
  const queueId = await sendMail(office.server, {
    ...{ from: 'alice@example.test', to: 'carl@example.org', subject: 'Quarterly figures' },
  });
  await using chief = await openTrace();
  const { page } = chief;
  await page.getByLabel('Which message?').fill('quarterly figures');
  await page.getByLabel('Which message?').press('Enter');
  await page.getByRole('heading', { name: 'alice@example.test → carl@example.org' }).waitFor();
  await page.getByText('Waiting', { exact: true }).waitFor();
  await page.getByText(/^No delivery to carl@example\.org yet: .*connection refused; next try at/).waitFor();
  await page.getByText('It is tried again by itself.').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('link', { name: 'Open it in the queue' }).click();
  await page.getByRole('heading', { name: 'Quarterly figures', level: 1 }).waitFor();
  await page.getByRole('link', { name: 'Trace', exact: true }).last().click();
  await page.getByText(queueId).first().waitFor();
  await page.goBack();
  await page.goBack();
  expect(await page.getByLabel('Which message?').inputValue()).toBe('quarterly figures');
});

test('a message that arrived says where it is; the page follows what happens', async () => {
  const queueId = await sendMail(office.server, { from: 'a@example.org', to: 'bob@example.test', subject: 'Lunch' });
  await using chief = await openTrace(`?text=${queueId}`, { language: 'fr', viewport: PHONE, colours: 'dark' });
  const { page } = chief;
  await page.getByText('Arrivé', { exact: true }).waitFor();
  await page.getByText('Classé dans INBOX de bob').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('link', { name: 'Utilisateur bob' }).click();
  await page.getByRole('heading', { level: 1, name: 'bob' }).waitFor();
});

test('what nobody knows is said to be unknown', async () => {
  await using chief = await openTrace('?text=nobody-knows-this');
  await chief.page.getByText('Nothing is known of such a message.').waitFor();
});
