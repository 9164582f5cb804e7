/** App passwords with a client that nobody here wrote: GNU SASL, by PLAIN and by SCRAM, before and after a second factor. */
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { callAsBrowser } from '../support/browser.ts';
import { TestPasskey } from '../support/passkeys.ts';
import { TEST_PASSWORD } from '../support/server.ts';
import { type InteropOffice, openInteropOffice } from './support/office.ts';
import { requirePeer, tryProgram } from './support/programs.ts';

let office: InteropOffice;
const appPasswords: string[] = [];

beforeAll(async () => {
  office = await openInteropOffice('alice');
  for (const label of ['telephone', 'laptop', 'tablet']) {
    const request = { path: { userId: 'alice' }, body: { label } };
    appPasswords.push((await office.server.admin.call(ENDPOINTS['user.create-app-password'], request)).password);
  }
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

async function signIn(context: TestContext, mechanism: string, password: string): Promise<number | null> {
  const path = await requirePeer(context, 'gsasl');
  const server = ['--imap', `--connect=localhost:${office.ports.imap}`, `--x509-ca-file=${office.authorityFile}`];
  const user = ['--authentication-id=alice', `--password=${password}`, '--no-cb', `--mechanism=${mechanism}`];
  return (await tryProgram(path, ['--client', ...server, ...user], office)).code;
}

async function addPasskey(): Promise<void> {
  const call = async (path: string, body: object, secret?: string) =>
    (await callAsBrowser(office.server.dataDir, 'POST', path, body, secret)).body;
  const { secret } = (await call('/sign-in', { login: 'alice', password: TEST_PASSWORD })).session;
  const options = await call('/me/factors/passkey/options', { password: TEST_PASSWORD }, secret);
  const registration = new TestPasskey().create(options);
  const made = await call('/me/factors/passkey', { label: 'key', challenge: options.challenge, registration }, secret);
  expect(made.recoveryCodes).toHaveLength(10);
}

describe.each(['SCRAM-SHA-256', 'PLAIN'])('%s', (mechanism) => {
  test('takes each of them, and the password', async (context) => {
    for (const password of [...appPasswords, TEST_PASSWORD]) expect(await signIn(context, mechanism, password)).toBe(0);
    expect(await signIn(context, mechanism, 'wrong')).not.toBe(0);
  });
});

test('with a second factor they go on, and the password alone does not', async (context) => {
  await addPasskey();
  for (const mechanism of ['SCRAM-SHA-256', 'PLAIN']) {
    for (const password of appPasswords) expect(await signIn(context, mechanism, password)).toBe(0);
    expect(await signIn(context, mechanism, TEST_PASSWORD)).not.toBe(0);
  }
});
