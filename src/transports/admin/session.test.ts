/** Endpoints of sessions: where people are signed in, and programs that act with tokens. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openAdminApi } from '../../../test/support/admin-api.ts';
import type { SessionView, TokensView } from '../../wire/admin/endpoints/session.ts';

const PASSWORD = 'correct horse battery';
const NEW_TOKEN = { client: 'Mutt', services: ['imap', 'submission'] };
const DAY_MS = 86_400_000;

let api: Awaited<ReturnType<typeof openAdminApi>>;
const send = (method: string, path: string, body?: unknown, who = 'alice') =>
  api.send(method, `/api/v1${path}`, body, who);
const sessionsOf = async (path: string, who = 'alice') =>
  ((await send('GET', path, undefined, who)).body as unknown as { sessions: SessionView[] }).sessions;
const createToken = async (more: object = {}) =>
  (await send('POST', '/me/tokens', { ...NEW_TOKEN, password: PASSWORD, ...more })) as unknown as {
    status: number;
    body: TokensView;
  };
const isGood = async (token: string) =>
  (await api.directory.sessions.verify(token, { services: ['imap'], address: '' })) !== null;
const lastEntry = async () => (await api.directory.store.reader().audit.list({ limit: 1 }))[0];

beforeEach(async () => {
  api = await openAdminApi();
  const { users } = api.directory;
  await users.create({ userId: 'alice', mail: 'alice@example.test', password: PASSWORD });
  await users.create({ userId: 'bob', mail: 'bob@example.test', password: PASSWORD });
});
afterEach(() => api[Symbol.asyncDispose]());

describe('one’s own', () => {
  test('a token is made for the password, told once, and listed', async () => {
    const { status, body } = await createToken();
    expect([status, await isGood(body.accessToken)]).toEqual([200, true]);
    expect(body).toMatchObject({
      accessToken: expect.stringMatching(/^mailroom_at_/),
      refreshToken: expect.stringMatching(/^mailroom_rt_/),
    });
    const [session, ...others] = await sessionsOf('/me/sessions');
    expect(others).toEqual([]);
    expect(session).toEqual({
      ...{ id: body.id, kind: 'token', client: 'Mutt', services: ['imap', 'submission'], address: '127.0.0.1' },
      ...{ createdAt: session?.createdAt, lastUsedAt: session?.createdAt, expiresAt: body.expiresAt, isCurrent: false },
    });
    expect(await sessionsOf('/me/sessions?kind=web')).toEqual([]);
    expect(JSON.stringify(await lastEntry())).not.toMatch(/mailroom_.t_/);
    expect(await lastEntry()).toMatchObject({
      ...{ action: 'user.create-token', target: { kind: 'user', name: 'alice' }, actor: { name: 'alice' } },
      after: { client: 'Mutt', services: ['imap', 'submission'] },
    });
    // Whoever changes the password takes away what was opened with it.
    await api.directory.users.setPassword('alice', 'another horse battery');
    expect(await isGood(body.accessToken)).toBe(false);
  });

  test.each<[string, object, number]>([
    ['a wrong password', { password: 'wrong' }, 401],
    ['no password', { password: undefined }, 400],
    ['no services', { services: [] }, 400],
    ['a service that there is not', { services: ['telnet'] }, 400],
    ['no name', { client: ' ' }, 400],
    ['a name that steers terminals', { client: 'a\u001b[31mb' }, 400],
    ['an end that has passed', { expiresAt: '2020-01-01T00:00:00Z' }, 400],
    ['an end that is none', { expiresAt: 'tomorrow' }, 400],
  ])('no token with %s', async (_, more, status) => {
    expect((await createToken(more)).status).toBe(status);
    expect(await sessionsOf('/me/sessions')).toEqual([]);
  });

  test('a token ends when it is said', async () => {
    const expiresAt = new Date(Date.now() + DAY_MS).toISOString();
    expect((await createToken({ expiresAt })).body.expiresAt).toBe(expiresAt);
  });

  test('one ends, and nobody else’s', async () => {
    const [first, second] = [(await createToken()).body, (await createToken()).body];
    expect((await send('DELETE', `/me/sessions/${first.id}`, undefined, 'bob')).status).toBe(404);
    expect(await isGood(first.accessToken)).toBe(true);
    expect((await send('DELETE', `/me/sessions/${first.id}`)).status).toBe(200);
    expect([await isGood(first.accessToken), await isGood(second.accessToken)]).toEqual([false, true]);
    expect((await send('DELETE', `/me/sessions/${first.id}`)).status).toBe(404);
    expect(await lastEntry()).toMatchObject({ action: 'user.end-session', before: { kind: 'token', client: 'Mutt' } });
  });

  test('all others end', async () => {
    const token = (await createToken()).body;
    await createToken();
    expect((await send('POST', '/me/sessions/end-others')).body).toEqual({ ended: 2 });
    expect(await isGood(token.accessToken)).toBe(false);
    expect((await send('POST', '/me/sessions/end-others')).body).toEqual({ ended: 0 });
  });
});

describe('those of others', () => {
  test('are listed and ended by an administrator, who may also open them', async () => {
    const root = 'administrator';
    const made = (await send('POST', '/users/alice/tokens', NEW_TOKEN, root)).body as unknown as TokensView;
    expect(await isGood(made.accessToken)).toBe(true);
    const own = (await createToken()).body;
    expect(
      (await sessionsOf('/users/alice/sessions', root)).map(({ id }) => id).sort((one, other) => one - other),
    ).toEqual([made.id, own.id]);
    expect((await send('DELETE', `/users/bob/sessions/${made.id}`, undefined, root)).status).toBe(404);
    expect((await send('DELETE', `/users/alice/sessions/${made.id}`, undefined, root)).status).toBe(200);
    expect((await send('POST', '/users/alice/sessions/end', undefined, root)).body).toEqual({ ended: 1 });
    expect([await isGood(made.accessToken), await isGood(own.accessToken)]).toEqual([false, false]);
    expect((await sessionsOf('/users/alice/sessions', root)).length).toBe(0);
  });
});

describe('tokens are refreshed', () => {
  const refresh = async (refreshToken: string) =>
    (await api.send('POST', '/api/v1/tokens/refresh', { refreshToken }, null)) as unknown as {
      status: number;
      body: TokensView;
    };

  test('by who has one, without saying who he is', async () => {
    const first = (await createToken()).body;
    const { status, body } = await refresh(first.refreshToken);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: first.id, expiresAt: first.expiresAt });
    expect([await isGood(first.accessToken), await isGood(body.accessToken)]).toEqual([false, true]);
    expect((await refresh(first.refreshToken)).status).toBe(401);
    expect(await isGood(body.accessToken)).toBe(false);
  });

  test.each(['', 'x', `mailroom_rt_${'A'.repeat(98)}`])('but not by %j', async (token) => {
    expect(await refresh(token)).toMatchObject({ status: 401, body: { error: { code: 'authentication-failed' } } });
  });
});
