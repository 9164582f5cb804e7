/** Codes from the time, as the OATH Toolkit computes them from the address that we show as a picture: RFC 6238. */
import { afterAll, beforeAll, expect, type TestContext, test } from 'vitest';
import { callAsBrowser } from '../support/browser.ts';
import { TEST_PASSWORD } from '../support/server.ts';
import { type InteropOffice, openInteropOffice } from './support/office.ts';
import { requirePeer, tryProgram } from './support/programs.ts';

const STEP_SECONDS = 30;

let office: InteropOffice;
beforeAll(async () => {
  office = await openInteropOffice('alice');
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

const call = async (path: string, body: object, secret?: string) =>
  (await callAsBrowser(office.server.dataDir, 'POST', path, body, secret)).body;

/** What a telephone shows that has read the picture, some steps from now. */
async function codeOf(context: TestContext, uri: string, steps = 0): Promise<string> {
  const path = await requirePeer(context, 'oathtool');
  const values = new URL(uri).searchParams;
  const at = new Date(Date.now() + steps * STEP_SECONDS * 1000);
  const args = [
    `--totp=${values.get('algorithm')}`,
    `--digits=${values.get('digits')}`,
    `--time-step-size=${values.get('period')}s`,
    `--now=${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`,
    '--base32',
    values.get('secret') ?? '',
  ];
  const { code, stdout, stderr } = await tryProgram(path, args, office);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.trim();
}

test('a telephone confirms the secret, and signs in with each code once', async (context) => {
  const login = { login: 'alice', password: TEST_PASSWORD };
  const { session } = await call('/sign-in', login);
  const asked = { label: 'telephone', password: TEST_PASSWORD };
  const { id, uri } = await call('/me/factors/totp', asked, session.secret);
  expect(uri).toMatch(/^otpauth:\/\/totp\/mail\.example\.test:alice%40example\.test\?/);
  const code = await codeOf(context, uri);
  expect((await call(`/me/factors/${id}/confirm`, { code }, session.secret)).recoveryCodes).toHaveLength(10);

  const show = async (shown: string) => {
    const { secondFactor } = await call('/sign-in', login);
    return call('/sign-in/second-factor', { challenge: secondFactor.challenge, code: shown });
  };
  const failed = { error: { code: 'authentication-failed' } };
  expect(await show(code)).toMatchObject(failed);
  expect(await show(await codeOf(context, uri, 3))).toMatchObject(failed);
  const next = await codeOf(context, uri, 1);
  expect(await show(next)).toMatchObject({ userId: 'alice' });
  expect(await show(next)).toMatchObject(failed);
});
