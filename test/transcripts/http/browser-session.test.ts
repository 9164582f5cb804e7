/** Sessions of browsers: the secret is in a cookie that no script reads, and goes when it should. SECURITY "session" */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type InProcessServer, startTestServer, TEST_PASSWORD } from '../../support/server.ts';
import { BROWSER_MARK, browserWith, cookieOf, openWeb, signInBrowser, type Web } from '../../support/web.ts';

const NEW_PASSWORD = 'a staple in the battery';
const COOKIE = /^__Host-mailroom=mailroom_ws_[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax$/;

let server: InProcessServer;
let web: Web;
const signInRequest = (headers: Record<string, string> = BROWSER_MARK, login = 'alice') =>
  web.request({
    ...{ method: 'POST', path: '/api/v1/sign-in', headers },
    body: { login, password: TEST_PASSWORD, client: 'Firefox' },
  });

beforeAll(async () => {
  server = await startTestServer({ users: ['alice', 'bob', 'carol'] });
  web = openWeb(server);
});
afterAll(() => server[Symbol.asyncDispose]());

describe('signing in', () => {
  test('sets a cookie that belongs to this host alone, and no script ever has the secret', async () => {
    const answer = await signInRequest();
    expect(answer).toMatchObject({ status: 200, headers: { 'set-cookie': [expect.stringMatching(COOKIE)] } });
    expect(answer.json()).toMatchObject({ session: { secret: '', userId: 'alice' } });
    expect(answer.text).not.toContain('mailroom_ws_');
  });

  test('a program that does not say it is a browser gets the secret, and no cookie', async () => {
    const answer = await signInRequest({});
    const { session } = answer.json<{ session: { secret: string } }>();
    expect([session.secret.slice(0, 12), answer.headers['set-cookie']]).toEqual(['mailroom_ws_', undefined]);
    const headers = { authorization: `Bearer ${session.secret}` };
    expect(await web.get('/api/v1/me', headers)).toMatchObject({ status: 200 });
  });

  test('a session that somebody has slipped the browser ends, and is not the one that is signed in', async () => {
    const slipped = await signInBrowser(web, 'bob');
    const answer = await signInRequest({ ...BROWSER_MARK, cookie: slipped.cookie });
    expect(cookieOf(answer)).not.toBe(slipped.cookie);
    expect(await slipped.call('GET', '/me')).toMatchObject({ status: 401 });
  });

  test('a cookie that the server has not made opens nothing, and stays nobody’s', async () => {
    const made = `__Host-mailroom=mailroom_ws_${'A'.repeat(43)}`;
    const answer = await signInRequest({ ...BROWSER_MARK, cookie: made });
    expect(cookieOf(answer)).not.toBe(made);
    expect(await browserWith(web, made).call('GET', '/me')).toMatchObject({ status: 401 });
  });
});

describe('the cookie', () => {
  test('shows who it is', async () => {
    const alice = await signInBrowser(web, 'alice');
    expect((await alice.call('GET', '/me')).json()).toMatchObject({ userId: 'alice' });
  });

  test('counts for nothing without the mark of our own pages', async () => {
    const { cookie } = await signInBrowser(web, 'alice');
    expect(await web.get('/api/v1/me', { cookie })).toMatchObject({ status: 401 });
  });

  test('two of them are as good as none, and so is one of a program', async () => {
    const alice = await signInBrowser(web, 'alice');
    const bob = await signInBrowser(web, 'bob');
    expect(await browserWith(web, `${alice.cookie}; ${bob.cookie}`).call('GET', '/me')).toMatchObject({ status: 401 });
    const tokens = await alice.call('POST', '/me/tokens', {
      ...{ client: 'script', services: ['admin'], password: TEST_PASSWORD },
    });
    const { accessToken } = tokens.json<{ accessToken: string }>();
    expect(await browserWith(web, `__Host-mailroom=${accessToken}`).call('GET', '/me')).toMatchObject({ status: 401 });
    expect(await web.get('/api/v1/me', { authorization: `Bearer ${accessToken}` })).toMatchObject({ status: 200 });
  });

  test('whoever shows a token is who the token is of', async () => {
    const alice = await signInBrowser(web, 'alice');
    const answer = await alice.call('GET', '/me', undefined, { authorization: 'Bearer nonsense' });
    expect(answer).toMatchObject({ status: 401 });
  });

  test('one that is over is no guess: nobody is kept out for it', async () => {
    const over = browserWith(web, `__Host-mailroom=mailroom_ws_${'B'.repeat(43)}`);
    for (let i = 0; i < 30; i += 1) expect((await over.call('GET', '/me')).status).toBe(401);
    await signInBrowser(web, 'alice');
  });
});

describe('the end', () => {
  test('signing out clears the cookie, and whoever has a copy of it has nothing', async () => {
    const alice = await signInBrowser(web, 'alice');
    const copy = browserWith(web, alice.cookie);
    const answer = await alice.call('POST', '/sign-out');
    expect(answer.headers['set-cookie']).toEqual([
      '__Host-mailroom=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0',
    ]);
    expect(await copy.call('GET', '/me')).toMatchObject({ status: 401 });
  });

  test('with another password a browser goes on with another secret, and all others are signed out', async () => {
    const here = await signInBrowser(web, 'carol');
    const before = browserWith(web, here.cookie);
    const there = await signInBrowser(web, 'carol');
    const answer = await here.call('PUT', '/me/password', { present: TEST_PASSWORD, password: NEW_PASSWORD });
    expect(answer.json()).toMatchObject({ session: { secret: '', userId: 'carol', mustChangePassword: false } });
    expect(here.cookie).not.toBe(before.cookie);
    const seen = [before, there, here].map(async (browser) => (await browser.call('GET', '/me')).status);
    expect(await Promise.all(seen)).toEqual([401, 401, 200]);
    const { sessions } = (await here.call('GET', '/me/sessions')).json<{ sessions: object[] }>();
    expect(sessions).toMatchObject([{ client: 'Firefox', isCurrent: true }]);
  });
});
