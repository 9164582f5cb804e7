/** Who hears of what: everybody of himself, managers of their domain, administrators of everything. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTestDirectory } from '../../../test/support/directory.ts';
import { silentLogger } from '../../base/log.ts';
import { SYSTEM } from '../access/caller.ts';
import type { ChangeBatch } from '../ports/changes.ts';
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

async function follow(...userIds: string[]): Promise<void> {
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
  for (const userId of userIds) {
    const events: ServerEvent[] = [];
    heard[userId] = events;
    const caller = await directory.caller(userId);
    ends.push(
      feed.follow(
        caller,
        (event) => events.push(event),
        () => over.push(userId),
      ),
    );
    const { account } = caller.reach;
    const listener = subscribed;
    if (account === null) throw new Error('nobody');
    const changes = [{ kind: 'sessions-ended', account, sessions: [] }] as const;
    mark.set(userId, () => listener({ position: directory.store.feed.position, changes }));
  }
  // All of them know how they stand before anything happens.
  await settled();
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
});

describe('it is over', () => {
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
