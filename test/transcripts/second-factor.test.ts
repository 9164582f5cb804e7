/**
 * Second factors and app passwords over the whole server: what a password alone is worth with one, and what of that is
 * open when the first one comes. REQUIREMENTS DI9
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeBase32 } from '../../src/formats/otp/base32.ts';
import { totp } from '../../src/formats/otp/totp.ts';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { type AnswerBody, callAsBrowser } from '../support/browser.ts';
import { LdapTestClient } from '../support/ldap-client.ts';
import { TestPasskey } from '../support/passkeys.ts';
import { RawClient } from '../support/raw-client.ts';
import { type InProcessServer, startTestServer, TEST_PASSWORD } from '../support/server.ts';

const STEP_MS = 30_000;
const SERVICES = ['imap', 'pop3', 'submission'] as const;
type Service = (typeof SERVICES)[number];

let server: InProcessServer;
beforeAll(async () => {
  server = await startTestServer({ users: ['bob'] });
});
afterAll(() => server[Symbol.asyncDispose]());

let people = 0;
async function newcomer(): Promise<string> {
  people += 1;
  const userId = `person${people}`;
  await server.addUsers(userId);
  return userId;
}

const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object, secret?: string) =>
  callAsBrowser(server.dataDir, method, path, body, secret);

async function signIn(login: string, password = TEST_PASSWORD): Promise<AnswerBody> {
  const { body } = await call('POST', '/sign-in', { login, password, client: 'Firefox' });
  return body;
}

/** Signed in with the password alone, and then with a second factor: the next code, and what was told with it. */
async function withTotp(userId: string) {
  const { secret } = (await signIn(userId)).session;
  const begun = await call('POST', '/me/factors/totp', { label: 'phone', password: TEST_PASSWORD }, secret);
  const { id, secret: key, uri } = begun.body;
  const codeAt = (steps: number) => totp(decodeBase32(key), Date.now() + steps * STEP_MS);
  const confirm = () => call('POST', `/me/factors/${id}/confirm`, { code: codeAt(0) }, secret);
  return { secret, id, uri, codeAt, confirm };
}

async function greeted(service: Service): Promise<RawClient> {
  const client = await RawClient.open(server.ports[service]);
  await client.line();
  if (service === 'submission') await client.ask('HELO client.example.org');
  return client;
}

const plain = (userId: string, password: string) => Buffer.from(`\0${userId}\0${password}`).toString('base64');
const command = (service: Service) => (service === 'imap' ? 'a AUTHENTICATE PLAIN' : 'AUTH PLAIN');
const WELCOME = { imap: /^a OK /, pop3: /^\+OK /, submission: /^235 / } as const;
const GOODBYE = {
  imap: /^\* BYE /,
  pop3: /^$/,
  submission: /^421 4\.7\.0 /,
} as const;

async function tryPlain(
  service: Service,
  userId: string,
  password: string,
): Promise<{ client: RawClient; said: string }> {
  const client = await greeted(service);
  return { client, said: await client.ask(`${command(service)} ${plain(userId, password)}`) };
}

async function openPlain(service: Service, userId: string, password: string): Promise<RawClient> {
  const { client, said } = await tryPlain(service, userId, password);
  expect(said).toMatch(WELCOME[service]);
  return client;
}

test('the first factor lets go of what was opened with the password alone, and of nothing else', async () => {
  const userId = await newcomer();
  const { secret, confirm, codeAt } = await withTotp(userId);
  const password = (await call('POST', '/me/app-passwords', { label: 'phone', password: TEST_PASSWORD }, secret)).body
    .password;
  const opened = await Promise.all(SERVICES.map((service) => openPlain(service, userId, TEST_PASSWORD)));
  // The maildrop of POP3 is one connection's.
  const kept = await Promise.all(
    (['imap', 'submission'] as const).map((service) => openPlain(service, userId, password)),
  );
  using bystander = await openPlain('imap', 'bob', TEST_PASSWORD);
  const ldap = await LdapTestClient.open(server.ports.ldap);
  const bind = { kind: 'bind', version: 3, name: userId } as const;
  const simple = { ...bind, authentication: { kind: 'simple', password: Buffer.from(TEST_PASSWORD) } } as const;
  expect(await ldap.code(simple)).toBe('success');

  expect((await confirm()).body.recoveryCodes).toHaveLength(10);
  for (const [i, service] of SERVICES.entries()) expect(await opened[i]?.rest(), service).toMatch(GOODBYE[service]);
  await ldap.ended();
  expect(await kept[0]?.ask('b NOOP')).toMatch(/^b OK/);
  expect(await kept[1]?.ask('NOOP')).toMatch(/^250 /);
  expect(await bystander.ask('b NOOP')).toMatch(/^b OK/);

  // The words are those of a wrong password; the app password opens everything.
  for (const service of SERVICES) {
    const right = await tryPlain(service, userId, TEST_PASSWORD);
    const wrong = await tryPlain(service, userId, 'wrong horse');
    expect(right.said).toBe(wrong.said);
    expect(right.said).not.toMatch(WELCOME[service]);
    for (const { client } of [right, wrong]) client.send(service === 'imap' ? 'z LOGOUT\r\n' : 'QUIT\r\n');
    using again = await openPlain(service, userId, password);
    again.send(service === 'imap' ? 'z LOGOUT\r\n' : 'QUIT\r\n');
    await again.rest();
  }
  const other = await LdapTestClient.open(server.ports.ldap);
  expect(await other.code(simple)).toBe('invalidCredentials');
  expect(await other.code({ ...bind, authentication: { kind: 'simple', password: Buffer.from(password) } })).toBe(
    'success',
  );

  // A second factor that is used tells the connections nothing new.
  const { secondFactor } = await signIn(userId);
  const { challenge } = secondFactor;
  expect(await call('POST', '/sign-in/second-factor', { challenge, code: codeAt(1) })).toMatchObject({ status: 200 });
  expect(await kept[0]?.ask('c NOOP')).toMatch(/^c OK/);

  // A deleted one ends its connections at once.
  const { appPasswords } = (await call('GET', '/me/app-passwords', undefined, secret)).body;
  expect(appPasswords).toMatchObject([{ label: 'phone', services: null, expiresAt: null, lastUsedFrom: '127.0.0.1' }]);
  await call('DELETE', `/me/app-passwords/${appPasswords[0].id}`, undefined, secret);
  expect(await kept[0]?.rest()).toMatch(GOODBYE.imap);
  expect(await kept[1]?.rest()).toMatch(GOODBYE.submission);
  for (const client of [...opened, ...kept]) client[Symbol.dispose]();
});

describe('app passwords', () => {
  test('are good where they are for, until they expire', async () => {
    const userId = await newcomer();
    const { secret } = (await signIn(userId)).session;
    const make = (body: object) =>
      call('POST', '/me/app-passwords', { label: 'phone', password: TEST_PASSWORD, ...body }, secret);
    const { password } = (await make({ services: ['imap'], expiresAt: '2099-01-01T00:00:00Z' })).body;
    expect(password).toMatch(/^[a-hjkmnp-z2-9]{4}(?:-[a-hjkmnp-z2-9]{4}){3}$/);
    for (const typed of [
      password,
      password.toUpperCase(),
      password.replaceAll('-', ' '),
      password.replaceAll('-', ''),
    ]) {
      using client = await openPlain('imap', userId, typed);
      client.send('z LOGOUT\r\n');
      await client.rest();
    }
    const { said, client } = await tryPlain('submission', userId, password);
    expect(said).toMatch(/^535 /);
    client[Symbol.dispose]();
    expect(await make({})).toMatchObject({ status: 409, body: { error: { detail: { field: 'label' } } } });
    for (const [body, field] of [
      [{ label: 'other', services: [] }, 'services'],
      [{ label: 'other', services: ['http'] }, 'services.0'],
      [{ label: 'other', expiresAt: '2001-01-01T00:00:00Z' }, 'expiresAt'],
      [{ label: ' ' }, 'label'],
      [{ label: 'a\u202eb' }, 'label'],
    ] as const) {
      expect(await make(body), field).toMatchObject({ status: 400, body: { error: { detail: { field } } } });
    }
  });

  test('open neither the API nor what the password proves there', async () => {
    const userId = await newcomer();
    const { secret } = (await signIn(userId)).session;
    const asked = { label: 'phone', password: TEST_PASSWORD };
    const { password } = (await call('POST', '/me/app-passwords', asked, secret)).body;
    const refused = { status: 401, body: { error: { code: 'authentication-failed' } } };
    expect(await call('POST', '/sign-in', { login: userId, password })).toMatchObject(refused);
    expect(await call('POST', '/me/app-passwords', { label: 'next', password }, secret)).toMatchObject(refused);
    expect(await call('POST', '/me/factors/totp', { label: 'next', password }, secret)).toMatchObject(refused);
  });

  test('at most 50 of an account, also when many are made at once', async () => {
    const userId = await newcomer();
    const make = (label: string) =>
      server.admin.call(ENDPOINTS['user.create-app-password'], { path: { userId }, body: { label } });
    const tried = await Promise.allSettled(Array.from({ length: 60 }, (_, i) => make(`program ${i % 55}`)));
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
    const { appPasswords } = await server.admin.call(ENDPOINTS['user.app-passwords'], { path: { userId } });
    expect(new Set(appPasswords.map(({ label }) => label)).size).toBe(50);
  });
});

describe('signing in', () => {
  test('a secret, a code, and each only once', async () => {
    const userId = await newcomer();
    const { confirm, codeAt, uri } = await withTotp(userId);
    expect(uri).toMatch(
      new RegExp(`^otpauth://totp/mail\\.example\\.test:${userId}%40example\\.test\\?secret=[A-Z2-7]{32}&`),
    );
    await confirm();
    const { session, secondFactor } = await signIn(`${userId}@example.test`);
    expect(session).toBeNull();
    expect(secondFactor).toMatchObject({ kinds: ['totp', 'recovery'], passkeyOptions: null });
    const show = (code: string, challenge = secondFactor.challenge) =>
      call('POST', '/sign-in/second-factor', { challenge, code });
    expect(await show('000000')).toMatchObject({ status: 401, body: { error: { detail: {} } } });
    const signedIn = await show(codeAt(1));
    expect(signedIn).toMatchObject({ status: 200, body: { userId, mustChangePassword: false } });
    expect(await call('GET', '/me', undefined, signedIn.body.secret)).toMatchObject({ body: { userId } });
    expect(await show(codeAt(1))).toMatchObject({
      status: 401,
      body: { error: { detail: { reason: 'challenge-over' } } },
    });
    const again = (await signIn(userId)).secondFactor.challenge;
    expect(await show(codeAt(1), again)).toMatchObject({ status: 401 });
    expect(await call('POST', '/sign-out', {}, signedIn.body.secret)).toMatchObject({ status: 200 });
    expect(await call('GET', '/me', undefined, signedIn.body.secret)).toMatchObject({ status: 401 });
  });

  test('nobody learns without the password who has a second factor, or exists', async () => {
    const userId = await newcomer();
    const { confirm } = await withTotp(userId);
    await confirm();
    const answers = await Promise.all(
      [userId, 'bob', 'nobody', 'nobody@example.test', 'bob@example.org', ''].map((login) =>
        call('POST', '/sign-in', { login, password: 'wrong horse' }),
      ),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ status: 401, body: { error: { code: 'authentication-failed', detail: {} } } });
  });

  test('exactly one thing is shown', async () => {
    for (const body of [{}, { code: '1', recoveryCode: '2' }]) {
      expect(await call('POST', '/sign-in/second-factor', { challenge: 'x', ...body })).toMatchObject({ status: 400 });
    }
  });

  test('with a one-time password one chooses another, and nothing else', async () => {
    const userId = await newcomer();
    const password = 'read over the phone';
    await server.admin.call(ENDPOINTS['user.password'], { path: { userId }, body: { password, mustChange: true } });
    const { session } = await signIn(userId, password);
    expect(session.mustChangePassword).toBe(true);
    const refused = { status: 403, body: { error: { detail: { reason: 'must-change-password' } } } };
    const asked = { label: 'phone', password };
    expect(await call('POST', '/me/app-passwords', asked, session.secret)).toMatchObject(refused);
    expect(await call('GET', '/me/factors', undefined, session.secret)).toMatchObject(refused);
    const change = { present: password, password: `${TEST_PASSWORD} staple` };
    expect(await call('PUT', '/me/password', change, session.secret)).toMatchObject({ status: 200 });
    expect(await call('GET', '/me', undefined, session.secret)).toMatchObject({ status: 401 });
    expect((await signIn(userId, change.password)).session.mustChangePassword).toBe(false);
  });

  test('passkeys: as the second step, alone, and taken away by who helps', async () => {
    const userId = await newcomer();
    const { secret } = (await signIn(userId)).session;
    const begin = () => call('POST', '/me/factors/passkey/options', { password: TEST_PASSWORD }, secret);
    const passkey = new TestPasskey();
    const options = (await begin()).body;
    expect(options).toMatchObject({
      rp: { id: 'mail.example.test' },
      user: { name: `${userId}@example.test` },
      authenticatorSelection: { userVerification: 'preferred' },
      attestation: 'none',
    });
    const finish = (registration: unknown, challenge = options.challenge) =>
      call('POST', '/me/factors/passkey', { label: 'key', challenge, registration }, secret);
    const made = await finish(passkey.create(options));
    expect(made.body.recoveryCodes).toHaveLength(10);
    expect(await finish(passkey.create(options))).toMatchObject({
      body: { error: { code: 'invalid', detail: { reason: 'challenge-over' } } },
    });
    const second = (await begin()).body;
    expect(second.excludeCredentials).toHaveLength(1);
    const taken = { status: 409, body: { error: { code: 'already-exists' } } };
    expect(await finish(passkey.create(second), second.challenge)).toMatchObject(taken);

    const { secondFactor } = await signIn(userId);
    const { challenge, passkeyOptions } = secondFactor;
    const shown = { challenge, assertion: passkey.get(passkeyOptions, { signCount: 1 }) };
    expect(await call('POST', '/sign-in/second-factor', shown)).toMatchObject({ status: 200, body: { userId } });
    const alone = (await call('POST', '/sign-in/passkey/options', {})).body;
    const answer = { challenge: alone.challenge, assertion: passkey.get(alone, { signCount: 2 }), client: 'Firefox' };
    expect(await call('POST', '/sign-in/passkey', answer)).toMatchObject({ status: 200, body: { userId } });
    expect(await call('POST', '/sign-in/passkey', answer)).toMatchObject({ status: 401 });

    const { factors, needsAppPasswords } = await server.admin.call(ENDPOINTS['user.factors'], { path: { userId } });
    expect(needsAppPasswords).toBe(true);
    expect(factors).toMatchObject([
      { kind: 'passkey', label: 'key', isConfirmed: true, codesLeft: null },
      { kind: 'recovery', label: '', codesLeft: 10 },
    ]);
    expect(JSON.stringify(factors)).not.toContain(passkey.device.id.toString('base64url'));
    expect(await server.admin.call(ENDPOINTS['user.reset-factors'], { path: { userId } })).toEqual({ deleted: 2 });
    expect((await signIn(userId)).session).toMatchObject({ userId });
  });

  test.each([
    ['base64 of another kind', { rawId: 'ab+/' }],
    ['a credential id that is too long', { rawId: 'A'.repeat(2000) }],
    ['no response', { response: undefined }],
    ['octets without end', { response: { clientDataJSON: 'A'.repeat(20_000), attestationObject: 'AA' } }],
  ])('a passkey with %s is refused where it is read', async (_, odd) => {
    const { secret } = (await signIn('bob')).session;
    const asked = { password: TEST_PASSWORD };
    const { body: options } = await call('POST', '/me/factors/passkey/options', asked, secret);
    const registration = { ...new TestPasskey().create(options), ...odd };
    const finished = call(
      'POST',
      '/me/factors/passkey',
      { label: 'key', challenge: options.challenge, registration },
      secret,
    );
    expect(await finished).toMatchObject({ status: 400, body: { error: { code: 'invalid' } } });
  });
});

test('the log of changes tells of factors and app passwords, and no secret', async () => {
  const userId = await newcomer();
  const { secret, confirm, id } = await withTotp(userId);
  const { recoveryCodes } = (await confirm()).body;
  const { password, id: made } = (
    await call('POST', '/me/app-passwords', { label: 'phone', services: ['imap'], password: TEST_PASSWORD }, secret)
  ).body;
  await call('DELETE', `/me/app-passwords/${made}`, undefined, secret);
  await call('POST', `/me/factors/${id}/delete`, { password: TEST_PASSWORD }, secret);
  const { entries } = await server.admin.call(ENDPOINTS['audit.list'], { query: { limit: 20 } });
  const own = entries.filter(({ target }) => target.name === userId).toReversed();
  expect(own.map(({ action, before, after }) => [action, before, after])).toEqual([
    ['user.create', {}, expect.anything()],
    ['user.add-factor', { factors: [] }, { factors: ['totp phone'] }],
    ['user.recovery-codes', {}, {}],
    ['user.create-app-password', {}, { label: 'phone', services: ['imap'] }],
    ['user.delete-app-password', { label: 'phone', services: ['imap'] }, {}],
    ['user.delete-factor', { factors: ['totp phone'] }, { factors: [] }],
    ['user.delete-factor', { factors: ['recovery'] }, { factors: [] }],
  ]);
  expect(own.slice(1).every(({ actor }) => actor.name === userId && actor.service === 'admin')).toBe(true);
  const text = JSON.stringify(own);
  for (const hidden of [password, ...recoveryCodes]) expect(text).not.toContain(hidden);
});
