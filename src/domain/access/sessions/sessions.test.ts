import { describe, expect, test } from 'vitest';
import { openTestDirectory } from '../../../../test/support/directory.ts';
import { silentLogger } from '../../../base/log.ts';
import type { AccountId, CredentialId } from '../../ports/ids.ts';
import type { Reader } from '../../ports/reader.ts';
import { applyOne } from '../../ports/store.ts';
import { SYSTEM } from '../caller.ts';
import { createSessions, MAX_SESSIONS, type NewSessionRequest, type OpenedSession } from './sessions.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const START_MS = Date.UTC(2026, 0, 5);
const IMAP = { services: ['imap'], address: '192.0.2.7' } as const;
const ADMIN = { services: ['admin', 'http'], address: '' } as const;
const refused = expect.objectContaining({ code: 'authentication-failed' });

async function withAlice() {
  const directory = await openTestDirectory();
  const { store } = directory;
  await directory.users.create({ userId: 'alice', mail: 'alice@example.test', password: 'correct horse' });
  const { account } = await directory.users.get('alice');
  const [credential] = await store.reader().directory.credentials(account);
  if (credential === undefined) throw new Error('no credential');
  let nowMs = START_MS;
  const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs };
  const restart = () => createSessions({ ...directory, clock, log: silentLogger });
  const sessions = restart();
  const open = (more: Partial<NewSessionRequest> = {}) =>
    sessions.open({
      ...{ account, kind: 'token', credential: credential.id, client: 'Mutt', address: '192.0.2.7' },
      services: ['imap'],
      ...more,
    });
  return {
    ...{ directory, store, account, credential: credential.id, sessions, open, restart },
    pass: (ms: number) => {
      nowMs += ms;
    },
    stored: () => store.reader().directory.sessions(account),
    async [Symbol.asyncDispose]() {
      sessions[Symbol.dispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

const flip = (character: string) => (character === 'A' ? 'B' : 'A');

describe('a token', () => {
  test('is who opened it, where it is meant for', async () => {
    await using office = await withAlice();
    const { sessions, open, account, credential } = office;
    const { secret, refreshSecret, session } = await open();
    expect(secret).toMatch(/^mailroom_at_[\w-]{43}$/);
    expect(refreshSecret).toMatch(/^mailroom_rt_[\w-]{98}$/);
    const principal = await sessions.verify(secret, IMAP);
    expect(principal).toMatchObject({ account, userId: 'alice', role: 'user', credential, session: session.id });
    expect(principal?.mustChangePassword).toBe(false);
    expect(await sessions.verify(secret, { ...IMAP, services: ['submission'] })).toBeNull();
    expect(await sessions.verify(secret, ADMIN)).toBeNull();
    const everywhere = await open({ services: null });
    for (const use of [IMAP, ADMIN]) {
      expect(await sessions.verify(everywhere.secret, use)).toMatchObject({ account, isProgram: false });
    }
    expect(principal).toMatchObject({ isProgram: true });
  });

  test('is not kept as it is, nor is the other one', async () => {
    await using office = await withAlice();
    const { secret, refreshSecret } = await office.open();
    const kept = JSON.stringify(await office.stored());
    for (const shown of [secret, refreshSecret ?? '']) {
      expect(kept).not.toContain(shown);
      expect(kept).not.toContain(shown.slice('mailroom_at_'.length));
    }
  });

  test('no other text is good in its place', async () => {
    await using office = await withAlice();
    const { secret, refreshSecret } = await office.open();
    const [stored] = await office.stored();
    const { secretHash, refreshHash } = stored ?? { secretHash: '', refreshHash: null };
    const hashes = [secretHash, refreshHash, `mailroom_at_${secretHash.slice(0, 43)}`];
    const almost = [
      secret.toUpperCase(),
      ` ${secret}`,
      `${secret}\n`,
      secret.slice(0, -1),
      secret.replace('_at_', '_ws_'),
    ];
    const others = ['', 'mailroom_at_', `mailroom_at_${'A'.repeat(43)}`, 'x'.repeat(10_000_000)];
    for (const text of [refreshSecret, ...hashes, ...almost, ...others]) {
      expect(await office.sessions.verify(text ?? '', IMAP), text?.slice(0, 60)).toBeNull();
    }
    expect(await office.sessions.verify(secret, IMAP)).not.toBeNull();
  });

  test('expires, and the refresh token with it some day', async () => {
    await using office = await withAlice();
    const { sessions, pass } = office;
    const { secret, refreshSecret, session } = await office.open();
    expect(session).toMatchObject({ expiresAtMs: START_MS + HOUR_MS, refreshExpiresAtMs: START_MS + 365 * DAY_MS });
    pass(HOUR_MS - 1);
    expect(await sessions.verify(secret, IMAP)).not.toBeNull();
    pass(1);
    expect(await sessions.verify(secret, IMAP)).toBeNull();
    expect(await office.sessions.list(office.account)).toHaveLength(1);
    pass(365 * DAY_MS);
    expect(await office.sessions.list(office.account)).toEqual([]);
    await expect(sessions.refresh(refreshSecret ?? '', '')).rejects.toEqual(refused);
  });

  test('may be opened for less time than the setting allows, and for no more', async () => {
    await using office = await withAlice();
    const short = await office.open({ endsAtMs: START_MS + 10 * MINUTE_MS });
    expect(short.session).toMatchObject({
      expiresAtMs: START_MS + 10 * MINUTE_MS,
      refreshExpiresAtMs: START_MS + 10 * MINUTE_MS,
    });
    const long = await office.open({ endsAtMs: START_MS + 4000 * DAY_MS });
    expect(long.session.refreshExpiresAtMs).toBe(START_MS + 365 * DAY_MS);
  });
});

describe('refreshing', () => {
  const again = async ({ refreshSecret }: OpenedSession, { sessions }: Awaited<ReturnType<typeof withAlice>>) =>
    sessions.refresh(refreshSecret ?? '', '192.0.2.8');

  test('gives new secrets; the session stays, and its end', async () => {
    await using office = await withAlice();
    const { sessions, pass } = office;
    const first = await office.open();
    await sessions.verify(first.secret, IMAP);
    pass(10 * DAY_MS);
    const second = await again(first, office);
    expect(await sessions.verify(first.secret, IMAP)).toBeNull();
    expect(await sessions.verify(second.secret, IMAP)).toMatchObject({ session: first.session.id });
    expect(second.session).toMatchObject({
      expiresAtMs: START_MS + 10 * DAY_MS + HOUR_MS,
      refreshExpiresAtMs: first.session.refreshExpiresAtMs,
      address: '192.0.2.8',
    });
    expect(await office.stored()).toEqual([expect.objectContaining({ ...second.session })]);
    const third = await again(second, office);
    expect(await sessions.verify(third.secret, IMAP)).not.toBeNull();
  });

  test('the secret before it is good no longer, however fresh it was', async () => {
    await using office = await withAlice();
    const first = await office.open();
    expect(await office.sessions.verify(first.secret, IMAP)).not.toBeNull();
    await again(first, office);
    expect(await office.sessions.verify(first.secret, IMAP)).toBeNull();
  });

  test('twice with the same token ends the session: one of the two stole it', async () => {
    await using office = await withAlice();
    const first = await office.open();
    const other = await office.open();
    office.pass(1);
    const second = await again(first, office);
    await expect(again(first, office)).rejects.toEqual(refused);
    expect(await office.sessions.verify(second.secret, IMAP)).toBeNull();
    await expect(again(second, office)).rejects.toEqual(refused);
    // Made in the same millisecond, which no two people manage.
    expect(await office.sessions.verify(other.secret, IMAP)).toBeNull();
  });

  test('with one of long ago, after a restart, ends it as well, and no other', async () => {
    await using office = await withAlice();
    const other = await office.open();
    office.pass(5);
    let last = await office.open();
    const { refreshSecret } = last;
    for (let i = 0; i < 5; i += 1) last = await again(last, office);
    using sessions = office.restart();
    await expect(sessions.refresh(refreshSecret ?? '', '')).rejects.toEqual(refused);
    expect((await office.stored()).map(({ id }) => id)).toEqual([other.session.id]);
    expect(await office.store.reader().audit.list({ limit: 1 })).toMatchObject([
      {
        ...{ action: 'user.end-session', target: { kind: 'user', name: 'alice' }, actor: { name: 'system' } },
        before: { clients: ['Mutt'], reason: 'refresh-token-reused' },
      },
    ]);
    expect(await office.sessions.verify(last.secret, IMAP)).toBeNull();
  });

  test('at the same time with the same token: at most one succeeds, and nobody keeps it', async () => {
    await using office = await withAlice();
    const first = await office.open();
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => again(first, office)));
    const won = outcomes.filter(({ status }) => status === 'fulfilled');
    expect(won).toHaveLength(1);
    expect(await office.stored()).toEqual([]);
  });

  test.each([
    ['nothing', () => ''],
    ['an access token', ({ secret }: OpenedSession) => secret],
    ['one that was made up', () => `mailroom_rt_${'A'.repeat(98)}`],
    [
      'one that was changed',
      ({ refreshSecret }: OpenedSession) => (refreshSecret ?? '').replace(/(?<=_rt_.{40})./, flip),
    ],
    ['a giant', () => 'x'.repeat(10_000_000)],
  ])('%s is refused, and ends nothing', async (_, choose) => {
    await using office = await withAlice();
    const first = await office.open();
    await expect(office.sessions.refresh(choose(first), '')).rejects.toEqual(refused);
    expect(await office.sessions.verify(first.secret, IMAP)).not.toBeNull();
    expect(await again(first, office)).toBeDefined();
  });

  test('not of an account that is switched off; once it is on again, with the same token', async () => {
    await using office = await withAlice();
    const first = await office.open();
    await office.directory.users.update('alice', { isEnabled: false });
    expect(await office.sessions.verify(first.secret, IMAP)).toBeNull();
    await expect(again(first, office)).rejects.toEqual(refused);
    await office.directory.users.update('alice', { isEnabled: true });
    expect(await again(first, office)).toBeDefined();
  });
});

describe('a browser', () => {
  const open = (office: Awaited<ReturnType<typeof withAlice>>) => office.open({ kind: 'web', services: null });

  test('stays signed in while it is used, and no longer than the setting says', async () => {
    await using office = await withAlice();
    const { sessions, pass } = office;
    const { secret, refreshSecret } = await open(office);
    expect([secret, refreshSecret]).toEqual([expect.stringMatching(/^mailroom_ws_[\w-]{43}$/), null]);
    for (let hour = 0; hour < 30 * 24; hour += 20) {
      expect(await sessions.verify(secret, ADMIN), `after ${hour} hours`).toMatchObject({ userId: 'alice' });
      pass(20 * HOUR_MS);
    }
    expect(await sessions.verify(secret, ADMIN)).toBeNull();
  });

  test('is signed out when nobody has used it for a day', async () => {
    await using office = await withAlice();
    const { secret } = await open(office);
    office.pass(DAY_MS - 1);
    expect(await office.sessions.verify(secret, ADMIN)).not.toBeNull();
    office.pass(DAY_MS);
    expect(await office.sessions.verify(secret, ADMIN)).toBeNull();
  });

  test('a shorter time at the most counts at once', async () => {
    await using office = await withAlice();
    const { secret } = await open(office);
    expect(await office.sessions.verify(secret, ADMIN)).not.toBeNull();
    office.pass(2 * HOUR_MS);
    await office.directory.settings.set(SYSTEM, 'webSessionMaxMs', '1h');
    expect(await office.sessions.verify(secret, ADMIN)).toBeNull();
  });

  test('opens no mailbox, although it is open everywhere', async () => {
    await using office = await withAlice();
    const { secret } = await open(office);
    expect(await office.sessions.verify(secret, IMAP)).toBeNull();
    expect(await office.sessions.verify(secret, { ...IMAP, services: ['submission'] })).toBeNull();
  });

  test('with a one-time password has to change it first', async () => {
    await using office = await withAlice();
    const { account, store } = office;
    const oneTime = await office.directory.credentials.forPassword('one-time horse', [], { mustChange: true });
    const { credential } = await applyOne(store, { kind: 'set-credential', account, credential: oneTime });
    const { secret } = await office.open({ kind: 'web', services: null, credential });
    expect(await office.sessions.verify(secret, ADMIN)).toMatchObject({ mustChangePassword: true });
  });
});

describe('a use', () => {
  test('is noted to the quarter of an hour, with its address', async () => {
    await using office = await withAlice();
    const { sessions, pass } = office;
    const { secret } = await office.open();
    const used = async () => (await office.stored()).map(({ lastUsedAtMs, address }) => [lastUsedAtMs, address]);
    const use = async (address: string) => {
      await sessions.verify(secret, { ...IMAP, address });
      // Behind the note in the queue of the writer.
      await office.directory.settings.set(SYSTEM, 'minPasswordLength', 8);
    };
    pass(14 * MINUTE_MS);
    await use('192.0.2.8');
    expect(await used()).toEqual([[START_MS, '192.0.2.7']]);
    pass(MINUTE_MS);
    await use('192.0.2.9');
    expect(await used()).toEqual([[START_MS + 15 * MINUTE_MS, '192.0.2.9']]);
    await use('192.0.2.10');
    expect(await used()).toEqual([[START_MS + 15 * MINUTE_MS, '192.0.2.9']]);
    expect(await sessions.list(office.account)).toEqual([expect.objectContaining({ client: 'Mutt' })]);
  });

  test('of many at once reads the store once', async () => {
    await using office = await withAlice();
    const { secret } = await office.open();
    let reads = 0;
    const store = {
      ...office.store,
      reader: (...position: Parameters<typeof office.store.reader>) => {
        reads += 1;
        return office.store.reader(...position);
      },
    };
    const clock = { nowMs: () => START_MS, monotonicMs: () => START_MS };
    using sessions = createSessions({ ...office.directory, store, clock, log: silentLogger });
    await sessions.verify(secret, IMAP);
    const afterFirst = reads;
    for (let i = 0; i < 1000; i += 1) expect(await sessions.verify(secret, IMAP)).not.toBeNull();
    expect(reads).toBe(afterFirst);
  });
});

describe('an end', () => {
  test.each<[string, (office: Awaited<ReturnType<typeof withAlice>>, session: OpenedSession) => Promise<unknown>]>([
    [
      'of the session',
      ({ store, account }, { session }) => applyOne(store, { kind: 'end-sessions', account, sessions: [session.id] }),
    ],
    ['of all', ({ store, account }) => applyOne(store, { kind: 'end-sessions', account, sessions: { allBut: null } })],
    ['of the password', ({ directory }) => directory.users.setPassword('alice', 'another horse')],
    ['of the account', ({ directory }) => directory.users.delete('alice')],
    ['switched off', ({ directory }) => directory.users.update('alice', { isEnabled: false })],
    ['archived', ({ directory }) => directory.users.archive('alice')],
  ])('%s counts at once, also for what is remembered', async (_, act) => {
    await using office = await withAlice();
    const opened = await office.open();
    expect(await office.sessions.verify(opened.secret, IMAP)).not.toBeNull();
    await act(office, opened);
    expect(await office.sessions.verify(opened.secret, IMAP)).toBeNull();
    await expect(office.sessions.refresh(opened.refreshSecret ?? '', '')).rejects.toEqual(refused);
  });

  test('is not overlooked by who was reading meanwhile', async () => {
    await using office = await withAlice();
    const { account, store } = office;
    const { secret, session } = await office.open();
    const gate = Promise.withResolvers<void>();
    const present = store.reader().directory;
    // Has its answer only when somebody has changed what it says.
    const directory = {
      user: (id: AccountId) => present.user(id),
      credentials: (id: AccountId) => present.credentials(id),
      async findSession(by: 'secret' | 'refresh', hash: string) {
        const found = await present.findSession(by, hash);
        await gate.promise;
        return found;
      },
    };
    const late = { ...store, reader: () => ({ directory }) as unknown as Reader };
    const clock = { nowMs: () => START_MS, monotonicMs: () => START_MS };
    using sessions = createSessions({ ...office.directory, store: late, clock, log: silentLogger });
    const begun = sessions.verify(secret, IMAP);
    await applyOne(store, { kind: 'end-sessions', account, sessions: [session.id] });
    gate.resolve();
    await begun;
    expect(await sessions.verify(secret, IMAP)).toBeNull();
  });

  test('of a credential that expires by itself', async () => {
    await using office = await withAlice();
    const { account, store } = office;
    const password = await office.directory.credentials.forPassword('another horse', []);
    const expiring = { ...password, kind: 'app-password', label: 'x', expiresAtMs: START_MS + 10 * MINUTE_MS } as const;
    const { credential } = await applyOne(store, { kind: 'set-credential', account, credential: expiring });
    const { secret, refreshSecret } = await office.open({ credential });
    expect(await office.sessions.verify(secret, IMAP)).not.toBeNull();
    office.pass(10 * MINUTE_MS);
    expect(await office.sessions.verify(secret, IMAP)).toBeNull();
    await expect(office.sessions.refresh(refreshSecret ?? '', '')).rejects.toEqual(refused);
  });

  test('a narrower role counts at once, a wider one is for who signs in again', async () => {
    await using office = await withAlice();
    await office.directory.users.update('alice', { role: 'administrator' });
    const { secret } = await office.open({ services: null });
    expect(await office.sessions.verify(secret, ADMIN)).toMatchObject({ role: 'administrator' });
    await office.directory.users.update('alice', { role: 'user' });
    expect(await office.sessions.verify(secret, ADMIN)).toMatchObject({ role: 'user' });
    await office.directory.users.update('alice', { role: 'administrator' });
    expect(await office.sessions.verify(secret, ADMIN)).toBeNull();
  });
});

test('of too many the one that was used longest ago ends', async () => {
  await using office = await withAlice();
  const opened: OpenedSession[] = [];
  for (let i = 0; i < MAX_SESSIONS; i += 1) {
    opened.push(await office.open());
    office.pass(20 * MINUTE_MS);
  }
  // The oldest is in use.
  const [oldest, second] = opened;
  await office.sessions.refresh(oldest?.refreshSecret ?? '', '');
  await office.open();
  const left = (await office.stored()).map(({ id }) => id);
  expect(left).toHaveLength(MAX_SESSIONS);
  expect(left).toContain(oldest?.session.id);
  expect(left).not.toContain(second?.session.id);
});

test('names of programs are bounded, and steer no terminal', async () => {
  await using office = await withAlice();
  await office.open({ client: ` \u001b[31mFire\nfox\u202e ${'x'.repeat(1000)}` });
  const [stored] = await office.stored();
  expect(stored?.client).toMatch(/^\[31mFire fox {2}x+$/);
  expect(stored?.client).toHaveLength(200);
});

test('with a credential that is gone no session is opened', async () => {
  await using office = await withAlice();
  await expect(office.open({ credential: 999 as CredentialId })).rejects.toMatchObject({ code: 'not-found' });
});
