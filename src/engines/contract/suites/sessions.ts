import { expect, test } from 'vitest';
import type { Change } from '../../../domain/ports/changes.ts';
import type { AccountId, CredentialId, SessionId } from '../../../domain/ports/ids.ts';
import type { NewSession } from '../../../domain/ports/sessions.ts';
import { applyOne } from '../../../domain/ports/store.ts';
import { NOBODY, newSession, PASSWORD } from '../directory-samples.ts';
import { expectFailure } from '../expect-failure.ts';
import { Office, type OpenStore } from '../office.ts';

const NO_SESSION = 999_999 as SessionId;

export function sessionSuite(open: OpenStore): void {
  test('a session is found by either of its secrets', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const account = await office.user('bob');
    const set = await applyOne(office.store, { kind: 'set-credential', account, credential: PASSWORD });
    const token = newSession(account, { services: ['imap'], credential: set.credential });
    const web = newSession(account, { kind: 'web', refreshHash: null, refreshExpiresAtMs: null });
    const other = newSession(account, { kind: 'web', refreshHash: null, refreshExpiresAtMs: null });
    const begin = async (session: NewSession) =>
      (await applyOne(office.store, { kind: 'create-session', session })).session;
    const ids = [await begin(token), await begin(web), await begin(other)];
    await opened.reopen();
    const { directory } = office;
    const expected = [token, web, other].map((session, index) => ({ ...session, id: ids[index], lastUsedAtMs: 10 }));
    expect(await directory.sessions(account)).toEqual(expected);
    expect(await directory.findSession('secret', token.secretHash)).toEqual(expected[0]);
    expect(await directory.findSession('refresh', token.refreshHash ?? '')).toEqual(expected[0]);
    expect(await directory.findSession('secret', web.secretHash)).toEqual(expected[1]);
    expect(await directory.findSession('refresh', web.secretHash)).toBeNull();
    expect(await directory.findSession('secret', '')).toBeNull();
    expect(await directory.sessions(office.admin)).toEqual([]);
  });

  test('needs its account, and the credential of that account', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, admin } = office;
    const account = await office.user('bob');
    const foreign = await applyOne(store, { kind: 'set-credential', account: admin, credential: PASSWORD });
    const attempt = (of: AccountId, credential: CredentialId | null) =>
      ({ kind: 'create-session', session: newSession(of, { credential }) }) as const;
    await expectFailure(store, attempt(NOBODY, null), 'not-found');
    await expectFailure(store, attempt(account, foreign.credential), 'not-found');
    await expectFailure(store, attempt(account, 999_999 as CredentialId), 'not-found');
    expect(await office.directory.sessions(account)).toEqual([]);
  });

  test('a refresh token is good once', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory } = office;
    const account = await office.user('bob');
    const begun = newSession(account);
    const { session } = await applyOne(store, { kind: 'create-session', session: begun });
    const update = { kind: 'update-session', session, usedAtMs: 50, address: '192.0.2.9' } as const;
    await applyOne(store, update);
    const [used] = await directory.sessions(account);
    expect(used).toEqual({ ...begun, id: session, lastUsedAtMs: 50, address: '192.0.2.9' });
    const refresh = { ...update, expectRefreshHash: begun.refreshHash ?? '', expiresAtMs: 200 };
    const both = await store.apply([
      { ...refresh, secretHash: 'next', refreshHash: 'next-refresh' },
      { ...refresh, secretHash: 'stolen', refreshHash: 'stolen-refresh' },
    ]);
    expect(both).toMatchObject([{ ok: true }, { ok: false, failure: { code: 'conflict' } }]);
    const next = { ...used, secretHash: 'next', refreshHash: 'next-refresh', expiresAtMs: 200 };
    expect(await directory.findSession('secret', 'next')).toEqual(next);
    expect(await directory.findSession('secret', begun.secretHash)).toBeNull();
    await expectFailure(store, { ...update, session: NO_SESSION }, 'not-found');
  });

  test('some end, or all but one, or all', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory, admin } = office;
    const account = await office.user('bob');
    const begin = async (of: AccountId) =>
      (await applyOne(store, { kind: 'create-session', session: newSession(of) })).session;
    const ids: SessionId[] = [];
    for (let count = 0; count < 5; count += 1) ids.push(await begin(account));
    const [first, second, third, fourth, fifth] = ids as [SessionId, SessionId, SessionId, SessionId, SessionId];
    const foreign = await begin(admin);
    const told: Change[] = [];
    store.feed.subscribe(({ changes }) => told.push(...changes));
    const end = { kind: 'end-sessions', account } as const;
    const left = async () => (await directory.sessions(account)).map(({ id }) => id);

    const listed = [second, first, foreign, NO_SESSION];
    expect(await applyOne(store, { ...end, sessions: listed })).toEqual({ ended: [first, second] });
    expect(await applyOne(store, { ...end, sessions: { allBut: fourth } })).toEqual({ ended: [third, fifth] });
    expect(await left()).toEqual([fourth]);
    expect(await applyOne(store, { ...end, sessions: { allBut: null } })).toEqual({ ended: [fourth] });
    expect(await applyOne(store, { ...end, sessions: [fourth] })).toEqual({ ended: [] });
    expect(await left()).toEqual([]);
    expect((await directory.sessions(admin)).map(({ id }) => id)).toEqual([foreign]);
    const ended = (...sessions: SessionId[]) => ({ kind: 'sessions-ended', account, sessions });
    expect(told).toEqual([ended(first, second), ended(third, fifth), ended(fourth)]);
  });

  test('what has expired in whole is forgotten', async () => {
    await using opened = await open();
    const office = await Office.begin(opened);
    const { store, directory } = office;
    const account = await office.user('bob');
    const begin = (client: string, expiresAtMs: number, refreshExpiresAtMs: number | null) => {
      const refreshHash = refreshExpiresAtMs === null ? null : client;
      const session = newSession(account, { client, refreshHash, expiresAtMs, refreshExpiresAtMs });
      return applyOne(store, { kind: 'create-session', session });
    };
    const { session: past } = await begin('both-past', 100, 150);
    await begin('refresh-to-come', 100, 300);
    await begin('secret-to-come', 300, 100);
    const { session: webPast } = await begin('web-past', 199, null);
    await begin('web-to-come', 200, null);
    const told: Change[] = [];
    store.feed.subscribe(({ changes }) => told.push(...changes));
    const forget = { kind: 'forget-expired', sessionsBeforeMs: 200, auditBeforeMs: 0 } as const;
    expect(await applyOne(store, forget)).toEqual({ isDone: true });
    const left = (await directory.sessions(account)).map(({ client }) => client);
    expect(left).toEqual(['refresh-to-come', 'secret-to-come', 'web-to-come']);
    expect(told).toEqual([{ kind: 'sessions-ended', account, sessions: [past, webPast] }]);
  });
}
