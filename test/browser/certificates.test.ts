/** The certificate in the Server Manager: what is in use, uploading one, ordering one, going back. SM5, P10 */
import { createPrivateKey } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { accessibilityProblems, type BrowserOffice, startBrowserOffice } from '../support/browser-office.ts';
import { TEST_HOSTNAME } from '../support/server.ts';
import { createTestAuthority, type TestCertificate } from '../support/test-certificates.ts';

const PASSPHRASE = 'lantern on the quay';

/** Of who is not there, the server says so. */
const AWAY = /\b503\b/;

let office: BrowserOffice;
let good: TestCertificate;
let other: TestCertificate;

beforeAll(async () => {
  office = await startBrowserOffice(null, 'chief');
  const authority = await createTestAuthority();
  good = await authority.issue([TEST_HOSTNAME, 'autoconfig.example.test']);
  other = await authority.issue(['elsewhere.example.test']);
  const { admin } = office.server;
  await admin.call(ENDPOINTS['user.update'], { path: { userId: 'chief' }, body: { role: 'administrator' } });
});
afterAll(() => office?.[Symbol.asyncDispose]());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const show = () => office.server.admin.call(ENDPOINTS['certificate.show']);

test('an upload is refused in words, looked at, used, and given up again', async () => {
  await using chief = await office.open();
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/certificates');
  await page.getByText('Self-made: programs and browsers warn of it').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByLabel('Certificate', { exact: true }).fill(good.cert);
  await page.getByLabel('Private key', { exact: true }).fill(other.key);
  await button(page, 'Look at it').click();
  await page.getByRole('alert').waitFor();
  const sealed = createPrivateKey(good.key).export({
    ...{ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE },
  } as const);
  await page.getByLabel('Private key', { exact: true }).fill(sealed.toString());
  await button(page, 'Look at it').click();
  await page.getByLabel('Passphrase of the key').fill(PASSPHRASE);
  await button(page, 'Look at it').click();
  await page.getByText('This is what it would be').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  expect((await show()).source).toBe('self-made');
  await button(page, 'Take it into use').click();
  await page.getByText('The certificate is in use.').waitFor();
  expect(await show()).toMatchObject({ source: 'uploaded', names: [TEST_HOSTNAME, 'autoconfig.example.test'] });
  expect(await page.getByLabel('Private key', { exact: true }).inputValue()).toBe('');
  await button(page, 'Back to the self-made one').click();
  await page.getByText('The present certificate and its key are deleted here').waitFor();
  await button(page, 'Go back').click();
  await page.getByText('The self-made certificate is in use.').waitFor();
  expect((await show()).source).toBe('self-made');
});

test('an authority that does not answer is told of, and nothing can be agreed to', async () => {
  const { admin } = office.server;
  await admin.call(ENDPOINTS['settings.set'], {
    path: { name: 'acmeDirectory' },
    body: { value: 'https://127.0.0.1:1/directory' },
  });
  await using chief = await office.open({ provokes: AWAY });
  const { page } = chief;
  await chief.signIn('chief');
  await chief.goTo('/msg/server/certificates');
  await button(page, 'Order a certificate').click();
  await page.getByText('The certificate authority cannot be reached').waitFor();
  expect(await button(page, 'Agree and order').isDisabled()).toBe(true);
  expect(await accessibilityProblems(page)).toEqual([]);
});
