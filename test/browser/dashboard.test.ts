/** The dashboard of the Server Manager: whether all is well, in words, and charts that can be read without seeing them. SM5 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { accessibilityProblems, type BrowserOffice, PHONE, startBrowserOffice } from '../support/browser-office.ts';
import { sendMail } from '../support/mail-under-way.ts';

let office: BrowserOffice;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'chief', 'dora', 'alice');
  const { admin } = office.server;
  const chief = { role: 'administrator' } as const;
  const dora = { role: 'domain-administrator' as const, roleDomains: ['example.test'] };
  await admin.call(ENDPOINTS['user.update'], { path: { userId: 'chief' }, body: chief });
  await admin.call(ENDPOINTS['user.update'], { path: { userId: 'dora' }, body: dora });
});
afterAll(() => office?.[Symbol.asyncDispose]());

test('findings say what to do, and lead to where it is done; looking again finds what is new', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server');
  const finding = page.getByRole('listitem').filter({ hasText: 'The certificate is one that the server has made' });
  await finding.getByText('Get one from a certificate authority').waitFor();
  await finding.getByText('mailroom certificate show').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  const { admin } = office.server;
  await admin.call(ENDPOINTS['service.stop'], { path: { name: 'pop3' } });
  await page.getByRole('button', { name: 'Look again' }).click();
  const stopped = page.getByRole('listitem').filter({ hasText: 'The service pop3 is stopped.' });
  await stopped.waitFor();
  await admin.call(ENDPOINTS['service.start'], { path: { name: 'pop3' } });
  await stopped.getByRole('link', { name: 'Open: Services' }).click();
  await page.getByRole('heading', { name: 'Services', level: 1 }).waitFor();
});

test('charts follow what happens, and have their figures as a table', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server');
  const chart = page.getByRole('figure').filter({ has: page.getByRole('heading', { name: 'Mail', exact: true }) });
  await chart.getByText(/^Taken: \d+\. Sent: 0\. Refused: 0\.$/).waitFor();
  const takenBefore = Number(/Taken: (\d+)/.exec(await chart.innerText())?.[1]);
  await sendMail(office.server, { from: 'a@example.org', to: 'alice@example.test', subject: 'one' });
  await chart.getByText(`Taken: ${takenBefore + 1}. Sent: 0. Refused: 0.`).waitFor();
  await chart.getByText('Figures as a table').click();
  const table = chart.getByRole('region', { name: 'Figures: Mail' });
  const cells = await table.getByRole('cell').allInnerTexts();
  expect(cells.filter((text) => text === '1')).not.toEqual([]);
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('longer times, on a phone, in the dark, in another language', async () => {
  await using chief = await office.open({ language: 'es', viewport: PHONE, colours: 'dark' });
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server');
  await page.getByRole('figure').first().waitFor();
  for (const range of ['Un día', '90 días']) {
    const answered = page.waitForResponse((response) => response.url().includes('/activity'));
    await page.getByText(range, { exact: true }).click();
    await answered;
    await page.getByRole('figure').first().waitFor();
  }
  expect(await accessibilityProblems(page)).toEqual([]);
  const isTooWide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
  expect(await page.evaluate(isTooWide)).toBe(false);
});

test('who administers a domain has no dashboard, and begins with the users', async () => {
  await using dora = await office.open();
  const { page } = dora;
  await dora.signIn('dora');
  await page.getByRole('heading', { name: 'Users', level: 1 }).waitFor();
  expect(await page.getByRole('link', { name: 'Dashboard' }).count()).toBe(0);
});
