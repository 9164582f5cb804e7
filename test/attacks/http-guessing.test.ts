/** Guessing passwords and tokens over the web: the same limits as everywhere, and whoever is trusted has none. */
import { expect, test } from 'vitest';
import { ENDPOINTS } from '../../src/wire/admin/endpoints.ts';
import { startTestServer, TEST_PASSWORD } from '../support/server.ts';
import { openWeb, signInBrowser } from '../support/web.ts';

const LIMIT = 3;

async function open() {
  const server = await startTestServer({ users: ['alice', 'bob', 'carol', 'dave'] });
  const set = (name: string, value: string) =>
    server.admin.call(ENDPOINTS['settings.set'], { path: { name }, body: { value } });
  await set('authFailuresPerAddressMinute', String(LIMIT));
  // Loopback is, unless somebody says otherwise.
  await set('trustedNetworks', '');
  const web = openWeb(server);
  const signIn = async (login: string, password: string, forwardedFor = '192.0.2.7') =>
    (
      await web.request({
        ...{ method: 'POST', path: '/api/v1/sign-in', body: { login, password } },
        headers: { 'x-forwarded-for': forwardedFor },
      })
    ).status;
  return { web, set, signIn, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

test('one password for many: after some the address is not heard any more, and a claim to be somebody else is not believed', async () => {
  await using office = await open();
  for (const login of ['alice', 'bob', 'nobody']) expect(await office.signIn(login, 'spring')).toBe(401);
  expect(await office.signIn('carol', 'spring')).toBe(429);
  expect(await office.signIn('carol', TEST_PASSWORD)).toBe(429);
  expect(await office.signIn('carol', TEST_PASSWORD, '203.0.113.9')).toBe(429);
});

test('an office behind one address does not lock itself out', async () => {
  await using office = await open();
  await office.set('trustedNetworks', '127.0.0.0/8');
  for (let i = 0; i <= LIMIT; i += 1) expect(await office.signIn('alice', 'forgotten')).toBe(401);
  expect(await office.signIn('bob', TEST_PASSWORD)).toBe(200);
});

test('behind a proxy that is ours each client counts for himself', async () => {
  await using office = await open();
  await office.set('httpForwardedFrom', '127.0.0.0/8');
  for (let i = 0; i < LIMIT; i += 1) expect(await office.signIn('alice', 'spring', '192.0.2.7')).toBe(401);
  expect(await office.signIn('bob', TEST_PASSWORD, '192.0.2.7')).toBe(429);
  expect(await office.signIn('bob', TEST_PASSWORD, '203.0.113.9')).toBe(200);
  expect(await office.signIn('bob', TEST_PASSWORD, '203.0.113.9, 192.0.2.7')).toBe(429);
});

test('tokens are guesses as well, and so is the password that a signed-in browser gives once more', async () => {
  await using office = await open();
  const alice = await signInBrowser(office.web, 'alice');
  const guess = async () => (await office.web.get('/api/v1/me', { authorization: 'Bearer nonsense' })).status;
  expect([await guess(), await guess()]).toEqual([401, 401]);
  const change = (present: string) => alice.call('PUT', '/me/password', { present, password: 'another horse battery' });
  expect((await change('wrong')).status).toBe(401);
  expect((await change(TEST_PASSWORD)).status).toBe(429);
  expect(await guess()).toBe(429);
  // Who is signed in stays so.
  expect((await alice.call('GET', '/me')).status).toBe(200);
});
