/** Who hears of what: everybody of himself, managers of their domain, administrators of everything. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTestDirectory } from '../../../test/support/directory.ts';
import { silentLogger } from '../../base/log.ts';
import { type Caller, SYSTEM } from '../access/caller.ts';
import type { ChangeBatch } from '../ports/changes.ts';
import type { AccountId } from '../ports/ids.ts';
import { applyOne } from '../ports/store.ts';
import { createEventFeed } from './event-feed.ts';
import type { ServerEvent } from './server-event.ts';

const PASSWORD = 'correct horse battery';

let directory: Awaited<ReturnType<typeof openTestDirectory>>;
let heard: Record<string, ServerEvent[]>;
let over: string[];
let ends: (() => void)[];
/** By who follows: what tells him of a change that never was. */
let mark: Map<string, () => void>;

beforeEach(async () => {
  directory = await openTestDirectory();
  [heard, over, ends, mark] = [{}, [], [], new Map()];
  const { domains, users } = directory;
  await domains.create('example.org');
  const roleDomains = ['example.test'];
  await users.create({ userId: 'ann', mail: 'ann@example.test', password: PASSWORD });
  await users.create({
    ...{ userId: 'dora', mail: 'dora@example.test', password: PASSWORD },
    ...{ role: 'domain-administrator', roleDomains },
  });
});
afterEach(async () => {
  for (const end of ends) end();
  await directory[Symbol.asyncDispose]();
});

const end = (account: AccountId) =>
  applyOne(directory.store, { kind: 'end-sessions', account, sessions: { allBut: null } });

async function follow(...userIds: string[]): Promise<void> {
  for (const userId of userIds) followAs(userId, await directory.caller(userId));
  // All of them know how they stand before anything happens.
  await settled();
}

function followAs(userId: string, caller: Caller): void {
  let subscribed: (batch: ChangeBatch) => void = () => {};
  const feed = createEventFeed({
    store: {
      reader: () => directory.store.reader(),
      feed: {
        position: directory.store.feed.position,
        subscribe(listener) {
          subscribed = listener;
          return directory.store.feed.subscribe(listener);
        },
      },
    },
    services: { onChange: (listener) => (listener({ name: 'imap' } as never), () => {}) },
    health: { onChange: () => () => {} },
    onSample: (listener) => (listener(0, {}), () => {}),
    log: silentLogger,
  });
  const events: ServerEvent[] = [];
  heard[userId] = events;
  ends.push(
    feed.follow(
      caller,
      (event) => events.push(event),
      () => over.push(userId),
    ),
  );
  const { account } = caller.reach;
  if (account === null) throw new Error('nobody');
  const changes = [{ kind: 'sessions-ended', account, sessions: [] }] as const;
  mark.set(userId, () => subscribed({ position: directory.store.feed.position, changes }));
}

/** Each hears of what happens in its order: once he has heard of the mark, there is nothing before it any more. */
async function settled(): Promise<void> {
  for (const [userId, put] of mark) {
    put();
    const isMark = (event: ServerEvent | undefined) => event?.name === 'me' && event.what === 'sessions';
    await expect.poll(() => over.includes(userId) || isMark(heard[userId]?.at(-1))).toBe(true);
    if (isMark(heard[userId]?.at(-1))) heard[userId]?.pop();
  }
}

const namesOf = (userId: string) => (heard[userId] ?? []).map(({ name }) => name);
const targetsOf = (userId: string) =>
  (heard[userId] ?? []).flatMap((event) => (event.name === 'directory' ? [`${event.kind} ${event.target}`] : []));

describe('events', () => {
  test('of the server are the administrator’s alone', async () => {
    await follow('admin', 'dora', 'ann');
    expect(namesOf('admin')).toEqual(['service', 'activity']);
    expect([...namesOf('dora'), ...namesOf('ann')]).toEqual([]);
    await directory.settings.set(SYSTEM, 'maxReceivedHops', 40);
    await settled();
    expect(targetsOf('admin')).toEqual(['setting maxReceivedHops']);
    expect([...namesOf('dora'), ...namesOf('ann')]).toEqual([]);
  });

  test('of people go to those who manage them, and to themselves', async () => {
    await follow('admin', 'dora', 'ann');
    await directory.users.update('ann', { profile: { title: 'clerk' } });
    await settled();
    expect(targetsOf('admin')).toEqual(['user ann']);
    expect(targetsOf('dora')).toEqual(['user ann']);
    expect(heard.ann).toEqual([
      { name: 'me', what: 'profile' },
      { name: 'me', what: 'privileges' },
    ]);
  });

  test('of another domain are not told to who manages this one, not even that there was something', async () => {
    await follow('admin', 'dora');
    await directory.users.create({ userId: 'otto', mail: 'otto@example.org', password: PASSWORD });
    await directory.aliases.create({ mail: 'info@example.org', owners: ['admin'], members: ['otto'] });
    await directory.users.update('otto', { profile: { title: 'clerk' } });
    await directory.users.delete('otto').catch(() => {});
    await settled();
    expect(targetsOf('admin')).toEqual(expect.arrayContaining(['user otto', 'alias info@example.org']));
    expect(heard.dora).toEqual([]);
  });

  test('of who has a role himself are not told to who manages the domain', async () => {
    await follow('dora');
    await directory.users.update('admin', { profile: { title: 'head' } });
    await settled();
    expect(heard.dora).toEqual([]);
  });

  test('a privilege that is withheld is told to everybody whom it may concern', async () => {
    await follow('ann');
    await directory.settings.set(SYSTEM, 'withheldPrivileges', ['create-aliases']);
    await directory.groups.create({ name: 'sales@example.test', members: ['ann'] });
    await settled();
    expect(heard.ann).toContainEqual({ name: 'me', what: 'privileges' });
  });

  test('of groups and domains are told to those who are in them, or were', async () => {
    const { domains, groups } = directory;
    await groups.create({ name: 'sales@example.test', members: ['ann'] });
    await groups.create({ name: 'staff@example.org' });
    await follow('ann', 'dora');
    const told = async () => {
      await settled();
      const names = [heard.ann, heard.dora].map((events) => events.splice(0).filter(({ name }) => name === 'me'));
      return names.map(({ length }) => length);
    };
    await groups.update('staff@example.org', { description: 'everybody' });
    await domains.update('example.org', { description: 'others' });
    expect(await told()).toEqual([0, 0]);
    await groups.update('sales@example.test', { rank: 5 });
    expect(await told()).toEqual([1, 0]);
    await groups.update('sales@example.test', { removeMembers: ['ann'] });
    expect(await told()).toEqual([1, 0]);
    await groups.update('sales@example.test', { addMembers: ['dora'] });
    expect(await told()).toEqual([0, 1]);
    await domains.update('example.test', { description: 'ours' });
    expect(await told()).toEqual([1, 1]);
  });
});

describe('it is over', () => {
  test.each<[string, (account: AccountId) => Promise<unknown>]>([
    ['his session ended', (account) => end(account)],
    ['he lost his role', () => directory.users.update('dora', { role: 'user', roleDomains: [] })],
    ['he was switched off', () => directory.users.update('dora', { isEnabled: false })],
  ])('before it began where meanwhile %s', async (_, happen) => {
    const { account } = await directory.users.get('dora');
    const { session } = await directory.sessions.open({
      ...{ account, kind: 'web', credential: null, client: 'browser', address: '', services: null },
    });
    const caller = { ...(await directory.caller('dora')), session: session.id };
    await happen(account);
    followAs('dora', caller);
    await expect.poll(() => over).toEqual(['dora']);
    await directory.users.update('ann', { profile: { title: 'clerk' } });
    await settled();
    expect(heard.dora).toEqual([]);
  });

  test('not before it began where the session is as it was', async () => {
    const { account } = await directory.users.get('dora');
    const { session } = await directory.sessions.open({
      ...{ account, kind: 'web', credential: null, client: 'browser', address: '', services: null },
    });
    followAs('dora', { ...(await directory.caller('dora')), session: session.id });
    await settled();
    expect(over).toEqual([]);
    await end(account);
    await expect.poll(() => over).toEqual(['dora']);
  });

  test('when the role changes', async () => {
    await follow('dora');
    await directory.users.update('dora', { role: 'user', roleDomains: [] });
    await settled();
    expect(over).toEqual(['dora']);
  });

  test('when the account is switched off', async () => {
    await follow('ann');
    await directory.users.update('ann', { isEnabled: false });
    await settled();
    expect(over).toEqual(['ann']);
  });

  test('and nothing more is told then', async () => {
    await follow('dora');
    await directory.users.update('dora', { role: 'user', roleDomains: [] });
    await settled();
    const before = heard.dora?.length;
    await directory.users.update('ann', { profile: { title: 'clerk' } });
    await settled();
    expect(heard.dora).toHaveLength(before ?? 0);
  });
});
