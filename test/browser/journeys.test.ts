/**
 * What people come for, from its beginning to its end, as they do it: with the number of clicks and seconds that it takes.
 * The figures are told; what is asserted is that it can be done.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import type { Page } from 'playwright-core';
import { expect, type TestContext, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { type BrowserOffice, PHONE, startBrowserOffice } from '../support/browser-office.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { holdUpMail, sendMail } from '../support/mail-under-way.ts';
import { scanPicture } from '../support/scan-picture.ts';
import { TEST_HOSTNAME, TEST_PASSWORD } from '../support/server.ts';
import { openWeb } from '../support/web.ts';

const NEW_PASSWORD = 'seven boats on a quiet lake';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const signInForm = (page: Page) => page.locator('input[name=username]:visible');

async function openOffice(context: TestContext, ...users: string[]): Promise<BrowserOffice> {
  const office = await startBrowserOffice(context, 'olga', ...users);
  await office.server.admin.call(ENDPOINTS['user.update'], {
    path: { userId: 'olga' },
    body: { role: 'administrator' },
  });
  return office;
}

async function signIn(journey: Journey, page: Page, userId: string, password: string): Promise<void> {
  await journey.fill(signInForm(page), userId);
  await journey.fill(page.locator('input[name=password]:visible'), password);
  await journey.click(page.locator('button[type=submit]:visible'));
}

/** With a password that was handed out. */
async function choosePassword(journey: Journey, page: Page, present: string): Promise<void> {
  await journey.fill(page.getByLabel('Present password', { exact: true }), present);
  await journey.fill(page.getByLabel('New password', { exact: true }), NEW_PASSWORD);
  await journey.fill(page.getByLabel('New password once more', { exact: true }), NEW_PASSWORD);
  await journey.click(button(page, 'Change the password'));
  await page.locator('#screen').waitFor();
}

/** Subjects in the INBOX. Throws when the password is wrong. */
async function readInbox({ server }: BrowserOffice, user: string, pass: string): Promise<string[]> {
  const client = new ImapFlow({
    ...{ host: '127.0.0.1', port: server.ports.imaps, secure: true, logger: false, auth: { user, pass } },
    tls: { ca: await readFile(server.authorityFile, 'utf8'), servername: TEST_HOSTNAME },
  });
  await client.connect();
  try {
    await client.mailboxOpen('INBOX');
    const subjects: string[] = [];
    for await (const { envelope } of client.fetch('1:*', { envelope: true })) subjects.push(envelope?.subject ?? '');
    return subjects;
  } finally {
    await client.logout();
  }
}

function tell({ task }: TestContext, journey: Journey): void {
  process.stdout.write(`${task.name}: ${journey.summary()}\n`);
}

test('from a fresh server to the first mail that somebody reads', async (context) => {
  await using office = await startBrowserOffice(context);
  await using admin = await office.open();
  const { page } = admin;
  const once = (await readFile(join(office.server.dataDir, 'initial-admin-password'), 'utf8')).trim();
  const journey = startJourney();
  await admin.goTo('/msg');
  await signIn(journey, page, 'admin', once);
  await choosePassword(journey, page, once);
  await page.getByRole('heading', { name: 'First steps', level: 1 }).waitFor();
  await journey.click(button(page, /^\d\. People/));
  await journey.fill(page.getByLabel('First name').first(), 'Alice');
  await journey.click(button(page, 'Make 1 user'));
  await page.getByText('1 user was made.').waitFor();
  const password = await page
    .getByRole('row', { name: /^alice/ })
    .locator('code')
    .innerText();
  await journey.click(button(page, 'Next'));
  const to = page.getByRole('combobox', { name: 'To' });
  await journey.fill(to, 'alice@example.test');
  await to.press('Escape');
  await journey.click(button(page, 'Send'));
  await page.getByText('Filed in INBOX of alice').first().waitFor();
  await using alice = await office.open();
  await alice.goTo('/msg');
  await signIn(journey, alice.page, 'alice', password);
  await choosePassword(journey, alice.page, password);
  expect(await readInbox(office, 'alice', NEW_PASSWORD)).toHaveLength(1);
  tell(context, journey);
});

test('two hundred users from a table', async (context) => {
  await using office = await openOffice(context);
  await using olga = await office.open();
  const { page } = olga;
  const lines = Array.from({ length: 200 }, (_, n) => `u${n},u${n}@example.test,First${n},Last${n}`);
  const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) };
  const buffer = Buffer.from(`userId,mail,firstName,lastName\r\n${file.buffer.toString()}`);
  const journey = startJourney();
  await olga.goTo('/msg');
  await signIn(journey, page, 'olga', TEST_PASSWORD);
  await journey.click(page.getByRole('link', { name: 'Users', exact: true }));
  await journey.click(page.getByRole('link', { name: 'Import', exact: true }));
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    journey.click(page.getByLabel('File').first()),
  ]);
  await chooser.setFiles({ ...file, buffer });
  await journey.click(button(page, 'Preview'));
  await journey.click(button(page, 'Import 200 users'));
  await page.getByText('200 users were made.').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    journey.click(button(page, 'Download 200 passwords')),
  ]);
  const passwords = (await readFile(await download.path(), 'utf8')).trim().split(/\r?\n/);
  expect(passwords).toHaveLength(201);
  tell(context, journey);
});

test('a forgotten password: the administrator gives another, the user chooses his own', async (context) => {
  await using office = await openOffice(context, 'alice');
  await using olga = await office.open();
  const { page } = olga;
  const journey = startJourney();
  await olga.goTo('/msg');
  await signIn(journey, page, 'olga', TEST_PASSWORD);
  await journey.click(page.getByRole('link', { name: 'Users', exact: true }));
  await journey.click(page.getByRole('cell', { name: 'alice', exact: true }));
  await journey.click(page.getByRole('tab', { name: 'Access' }));
  await journey.click(button(page, 'Set a new password'));
  await journey.click(button(page, 'Propose one'));
  await journey.click(button(page, 'Set the password'));
  await page.getByText('New password of alice').waitFor();
  const password = await page.locator('code').first().innerText();
  await using alice = await office.open();
  await alice.goTo('/msg');
  await signIn(journey, alice.page, 'alice', password);
  await choosePassword(journey, alice.page, password);
  expect(await readInbox(office, 'alice', NEW_PASSWORD)).toEqual([]);
  await expect(readInbox(office, 'alice', TEST_PASSWORD)).rejects.toThrow();
  tell(context, journey);
});

test('somebody leaves, and somebody else takes over', async (context) => {
  await using office = await openOffice(context, 'alice', 'bob');
  const alias = { mail: 'press@example.test', owners: ['bob'], members: ['bob'] };
  await office.server.admin.call(ENDPOINTS['alias.create'], { body: alias });
  await using olga = await office.open();
  const { page } = olga;
  const journey = startJourney();
  await olga.goTo('/msg');
  await signIn(journey, page, 'olga', TEST_PASSWORD);
  await journey.click(page.getByRole('link', { name: 'Users', exact: true }));
  await journey.click(page.getByRole('cell', { name: 'bob', exact: true }));
  await journey.click(page.getByRole('tab', { name: 'Archive or delete' }));
  await journey.click(button(page, 'Delete for good'));
  const dialog = page.getByRole('dialog');
  await journey.fill(dialog.getByRole('combobox', { name: 'Hand over to' }), 'alice');
  await journey.click(page.getByRole('option', { name: /alice/ }));
  await journey.fill(dialog.getByLabel('Type “bob” to confirm'), 'bob');
  await journey.click(dialog.getByRole('button', { name: 'Delete for good' }));
  await page.getByRole('heading', { name: 'Users', level: 1 }).waitFor();
  await sendMail(office.server, { from: 'x@example.org', to: 'press@example.test', subject: 'For the press' });
  expect(await readInbox(office, 'alice', TEST_PASSWORD)).toEqual(['For the press']);
  tell(context, journey);
});

test('why did this mail not arrive?', async (context) => {
  await using office = await openOffice(context, 'alice');
  await office.server.admin.call(ENDPOINTS['alias.create'], {
    body: { mail: 'team@example.test', owners: ['alice'], members: ['alice'] },
  });
  await holdUpMail(office.server);
  const forwarding = { addresses: ['alice@example.org'], keepsCopy: false };
  await office.server.admin.call(ENDPOINTS['user.update'], { path: { userId: 'alice' }, body: { forwarding } });
  await sendMail(office.server, { from: 'bob@example.org', to: 'team@example.test', subject: 'The contract' });
  await using olga = await office.open();
  const { page } = olga;
  const journey = startJourney();
  await olga.goTo('/msg');
  await signIn(journey, page, 'olga', TEST_PASSWORD);
  await journey.click(page.getByRole('link', { name: 'Trace', exact: true }));
  await journey.fill(page.getByLabel('Which message?'), 'contract');
  await journey.click(button(page, 'Find'));
  await page.getByText('alice@example.org').first().waitFor();
  await page
    .getByText(/connection refused/)
    .first()
    .waitFor();
  tell(context, journey);
});

test('a telephone, set up by what its camera sees', async (context) => {
  await using office = await openOffice(context, 'alice');
  await using alice = await office.open();
  const { page } = alice;
  const journey = startJourney();
  await alice.goTo('/msg');
  await signIn(journey, page, 'alice', TEST_PASSWORD);
  await journey.click(page.getByRole('navigation').getByRole('link', { name: 'Set up a device', exact: true }));
  await journey.click(button(page, 'Show the picture'));
  await journey.fill(page.getByLabel('Name of the device'), 'my telephone');
  await journey.fill(page.getByLabel('Your password', { exact: true }), TEST_PASSWORD);
  await journey.click(page.getByRole('dialog').getByRole('button', { name: 'Show the picture' }));
  await page.getByText('Good once, until').waitFor();
  const url = await scanPicture(page);
  if (url === null) throw new Error('the camera sees no code');
  await using telephone = await office.open({ viewport: PHONE });
  await telephone.page.goto(url);
  await journey.click(telephone.page.getByRole('button', { name: /password/i }));
  const [user = '', password = ''] = await telephone.page.locator('code').allInnerTexts();
  expect(await readInbox(office, user, password)).toEqual([]);
  const web = openWeb(office.server);
  expect((await web.get(new URL(url).pathname)).status).toBe(404);
  tell(context, journey);
});
