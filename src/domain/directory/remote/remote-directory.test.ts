/** Switching to a remote directory and back, and following it: with one in memory, so that it fails where it is to fail. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTestDirectory, type TestDirectory } from '../../../../test/support/directory.ts';
import { RemoteInMemory, type RemoteRecord } from '../../../../test/support/remote-in-memory.ts';
import { systemClock } from '../../../base/clock.ts';
import { silentLogger } from '../../../base/log.ts';
import { SYSTEM } from '../../access/caller.ts';
import type { Store } from '../../ports/store.ts';
import { createPrepareUser } from '../prepare-user.ts';
import type { FollowTimes } from './following.ts';
import {
  type ConnectOptions,
  openRemoteDirectoryService,
  type RemoteDirectoryDeps,
} from './remote-directory-service.ts';
import type { RemoteDirectoryRequest } from './remote-settings.ts';

const REQUEST: RemoteDirectoryRequest = {
  url: 'ldaps://ldap.example.org:1636',
  base: 'dc=example,dc=org',
  kind: 'openldap',
  signIn: { name: 'cn=reader', password: 'reads' },
  authorities: null,
  fingerprint: null,
  isPlain: false,
};
const OPTIONS: ConnectOptions = {
  sample: { login: 'p1', password: 'secret of 1' },
  isDryRun: false,
  createsDomains: false,
};
/** What no test waits for does not happen. */
const NEVER: FollowTimes = { probeMs: 1e8, closeProbeMs: 1e8, probeTimeoutMs: 1000, lookMs: 1e8 };
const HOUR_MS = 3_600_000;
const PEER = { peerAddress: '192.0.2.7', isTrustedPeer: true };

let remote: RemoteInMemory;
let directory: TestDirectory;
let aheadMs: number;
const clock = { ...systemClock, nowMs: () => Date.now() + aheadMs, monotonicMs: () => performance.now() + aheadMs };

const person = (number: number, more: Partial<RemoteRecord> = {}): RemoteRecord => ({
  ...{ id: `id-${number}`, uid: `p${number}`, mail: `p${number}@example.test`, password: `secret of ${number}` },
  ...more,
});
const people = (count: number) => Array.from({ length: count }, (_, i) => person(i + 1));

async function open(times: Partial<FollowTimes> = {}): Promise<void> {
  directory = await openTestDirectory({ open: remote.open, clock, times: { ...NEVER, ...times } });
}

beforeEach(async () => {
  aheadMs = 0;
  remote = new RemoteInMemory();
  remote.people = people(10);
  await open();
});
afterEach(() => directory[Symbol.asyncDispose]());

const service = () => directory.remoteDirectory;
const connect = (options: Partial<ConnectOptions> = {}, request: Partial<RemoteDirectoryRequest> = {}) =>
  service().connect(SYSTEM, { ...REQUEST, ...request }, { ...OPTIONS, ...options });
const sync = (accepts = false) => service().sync(SYSTEM, accepts);
const user = (userId: string) => directory.users.get(userId);
const userIds = async () => (await directory.users.list(null, { limit: 500 }, 'all')).map(({ userId }) => userId);
const signIn = (login: string, password: string) =>
  directory.authenticator.verifyPassword(
    { login, peerAddress: '192.0.2.7', isTrustedPeer: true, service: 'imap' },
    password,
  );

describe('who is taken', () => {
  test('somebody here of the same User ID and another address is somebody else', async () => {
    await directory.users.create({ userId: 'p2', mail: 'other@example.test', password: 'correct horse' });
    await directory.users.create({ userId: 'other', mail: 'p3@example.test', password: 'correct horse' });
    remote.people = people(3);
    const { refused } = await connect({ isDryRun: true });
    expect(refused.first.map(({ reason, value }) => [reason, value])).toEqual([
      ['user-id-taken', 'p2'],
      ['mail-taken', 'p3@example.test'],
    ]);
  });

  test('fields are what fits: no controls, not too long', async () => {
    remote.people = [person(1, { more: { givenName: 'Ann\tA.', sn: 'x'.repeat(400), title: '\u00ff'.normalize() } })];
    await connect();
    const { firstName, lastName } = (await user('p1')).profile;
    expect([firstName, lastName.length]).toEqual(['Ann A.', 256]);
  });

  test('who has a role is linked when an administrator sees it, and never behind his back', async () => {
    const role = { role: 'administrator', password: 'correct horse' } as const;
    await directory.users.create({ userId: 'p2', mail: 'p2@example.test', ...role });
    expect(await connect()).toMatchObject({ linked: { first: ['p2'] } });
    expect(await user('p2')).toMatchObject({ role: 'administrator', remoteId: 'id-2' });
    await directory.users.create({ userId: 'p11', mail: 'p11@example.test', ...role });
    remote.people.push(person(11), person(12));
    expect(await sync()).toMatchObject({ added: { first: ['p12'] }, refused: { first: [{ reason: 'has-role' }] } });
    expect(await signIn('p11', 'correct horse')).toMatchObject({ userId: 'p11' });
    await expect(signIn('p11', 'secret of 11')).rejects.toMatchObject({ code: 'authentication-failed' });
  });

  test('who is switched off or archived here is not linked, and not switched on, until somebody does so here', async () => {
    await directory.users.create({
      userId: 'p2',
      mail: 'p2@example.test',
      password: 'correct horse',
      isEnabled: false,
    });
    await directory.users.create({ userId: 'p3', mail: 'p3@example.test', password: 'correct horse' });
    await directory.users.archive('p3');
    const reasons = [
      { name: 'uid=p2', reason: 'is-off-here', value: 'p2' },
      { name: 'uid=p3', reason: 'is-off-here', value: 'p3' },
    ];
    expect(await connect({ isDryRun: true })).toMatchObject({ refused: { first: reasons } });
    expect(await connect()).toMatchObject({ refused: { first: reasons } });
    expect(await sync()).toMatchObject({ linked: { count: 0 }, refused: { first: reasons } });
    expect(await user('p2')).toMatchObject({ isEnabled: false, remoteId: null });
    await expect(signIn('p2', 'secret of 2')).rejects.toMatchObject({ code: 'authentication-failed' });
    await directory.users.update('p2', { isEnabled: true });
    await directory.users.restore('p3');
    expect(await sync()).toMatchObject({ linked: { first: ['p2', 'p3'] }, refused: { count: 0 } });
    expect(await signIn('p2', 'secret of 2')).toMatchObject({ userId: 'p2' });
  });

  test('what is told of a hostile entry is short', async () => {
    remote.people.push(person(11, { uid: 'x'.repeat(100_000) }));
    const { refused } = await connect();
    expect(refused.first).toEqual([
      { name: expect.stringMatching(/^uid=x+$/), reason: 'bad-user-id', value: expect.stringMatching(/^x+$/) },
    ]);
    for (const text of [refused.first[0]?.name, refused.first[0]?.value]) expect(text?.length).toBeLessThan(1000);
  });
});

describe('a switch', () => {
  test('seals the password, and writes what it does into the audit log', async () => {
    await connect();
    const stored = (await directory.store.reader().directory.settings()).get('remoteDirectory') ?? '';
    expect(stored).toContain('ldap.example.org');
    expect(stored).not.toContain('reads"');
    const entries = await directory.store.reader().audit.list({ limit: 100 });
    expect(entries.map(({ action }) => action)).toContain('directory.connect');
    expect(entries.filter(({ action }) => action === 'user.create')).toHaveLength(10);
    expect(JSON.stringify(entries)).not.toMatch(/reads"|secret of/);
    expect(remote.servers.at(-1)?.signIn).toEqual({ name: 'cn=reader', password: 'reads' });
  });

  test('a sealed password does not open for another server', async () => {
    await connect();
    const text = (await directory.store.reader().directory.settings()).get('remoteDirectory') ?? '';
    const value = text.replace('ldap.example.org', 'evil.example.com');
    await directory.store.apply([{ kind: 'set-setting', name: 'remoteDirectory', value }]);
    await using again = await reopen({ times: { ...NEVER, closeProbeMs: 5 } });
    expect(remote.servers.map(({ host }) => host)).not.toContain('evil.example.com');
    await expect(again.test(SYSTEM, null)).rejects.toMatchObject({ detail: { reason: 'remote-sign-in' } });
    // It is as if it did not work from the beginning.
    await expect.poll(async () => (await again.show(SYSTEM)).record?.ended?.said).toContain('does not open');
  });

  test('domains that are made for it go again when it fails', async () => {
    remote.people.push(person(11, { mail: 'p11@new.example' }));
    const { store } = directory;
    const apply: Store['apply'] = (operations) => {
      if (operations.some(({ kind }) => kind === 'set-setting')) return Promise.reject(new Error('the disk is full'));
      return store.apply(operations);
    };
    const broken = { reader: () => store.reader(), apply } as Store;
    await using failing = await reopen({ store: broken });
    await expect(failing.connect(SYSTEM, REQUEST, { ...OPTIONS, createsDomains: true })).rejects.toThrow(
      'the disk is full',
    );
    expect((await directory.domains.list()).map(({ name }) => name)).toEqual(['example.test']);
    expect(await userIds()).toEqual(['admin']);
    await connect({ createsDomains: true });
    expect(await user('p11')).toMatchObject({ domainName: 'new.example' });
  });

  test('in use after a restart, whether or not it answers, and an interrupted switch back is finished', async () => {
    await connect();
    {
      await using again = await reopen();
      expect(await again.show(SYSTEM)).toMatchObject({ record: { ended: null }, users: 10 });
      expect(again.signIn.state).toBe('answers');
    }
    {
      remote.state = 'away';
      await using again = await reopen();
      expect(await again.signIn.verify('id-1', 'secret of 1', PEER)).toBe('away');
      expect(await again.show(SYSTEM)).toMatchObject({ record: { ended: null }, users: 10 });
      remote.state = 'answers';
      expect(await again.signIn.verify('id-1', 'secret of 1', PEER)).toBe('right');
    }
    const text = (await directory.store.reader().directory.settings()).get('remoteDirectory') ?? '{}';
    const ended = { ...(JSON.parse(text) as object), ended: { atMs: 1, said: null } };
    await directory.store.apply([{ kind: 'set-setting', name: 'remoteDirectory', value: JSON.stringify(ended) }]);
    await using last = await reopen();
    expect(await last.show(SYSTEM)).toMatchObject({ users: 0, record: { ended: { atMs: 1 } } });
    expect(await user('p1')).toMatchObject({ remoteId: null });
  });

  test('is for who reaches all', async () => {
    const nobody = { ...SYSTEM, reach: { domains: new Set<never>(), isOfPlainUsers: true, account: null } };
    const refusal = expect.objectContaining({ code: 'no-permission' });
    await expect(service().connect(nobody, REQUEST, OPTIONS)).rejects.toEqual(refusal);
    for (const act of [service().show, service().disconnect]) await expect(act(nobody)).rejects.toEqual(refusal);
    await expect(service().sync(nobody, true)).rejects.toEqual(refusal);
    await expect(service().test(nobody, null)).rejects.toEqual(refusal);
  });
});

describe('on probation', () => {
  test('three failed probes in a row switch it back', async () => {
    await directory[Symbol.asyncDispose]();
    await open({ closeProbeMs: 5 });
    await directory.users.create({ userId: 'p2', mail: 'p2@example.test', password: 'correct horse' });
    await connect();
    await signIn('p1', 'secret of 1');
    remote.state = 'away';
    await expect.poll(async () => (await service().show(SYSTEM)).record?.ended).not.toBe(null);
    await expect.poll(async () => (await service().show(SYSTEM)).users).toBe(0);
    expect(await service().show(SYSTEM)).toMatchObject({
      record: { ended: { said: 'connection refused' } },
      away: null,
    });
    expect(await signIn('p2', 'correct horse')).toMatchObject({ userId: 'p2' });
    // Mail, mailboxes and addresses stay; only the password has to be set.
    expect(await user('p1')).toMatchObject({ isEnabled: true, remoteId: null });
    expect(await directory.store.reader().directory.credentials((await user('p1')).account)).toEqual([]);
    const [{ action, actor } = { action: '', actor: null }] = await directory.store
      .reader()
      .audit.list({ limit: 50, target: { kind: 'directory' } });
    expect([action, actor?.name]).toEqual(['directory.disconnect', 'system']);
  });

  test('two failed probes do not, nor do many after it', async () => {
    await directory[Symbol.asyncDispose]();
    await open({ closeProbeMs: 5, probeMs: 5 });
    await connect();
    remote.failNext = 2;
    await expect.poll(() => remote.failNext).toBe(0);
    await expect.poll(() => service().signIn.state).toBe('answers');
    aheadMs = HOUR_MS;
    remote.state = 'away';
    await expect.poll(async () => (await service().show(SYSTEM)).away).not.toBe(null);
    remote.asked.length = 0;
    await expect.poll(() => remote.asked.length).toBeGreaterThan(5);
    expect(await service().show(SYSTEM)).toMatchObject({
      record: { ended: null },
      away: { said: 'connection refused' },
      users: 10,
    });
    remote.state = 'answers';
    await expect.poll(async () => (await service().show(SYSTEM)).away).toBe(null);
  });
});

describe('following', () => {
  beforeEach(() => connect());

  test('people who are gone are archived after a while, and restored when they come back', async () => {
    const gone = remote.people.splice(3, 1);
    expect(await sync()).toMatchObject({ vanished: { missing: 1, of: 10, archived: [] } });
    aheadMs = 23 * HOUR_MS;
    expect(await sync()).toMatchObject({ vanished: { missing: 1, archived: [] } });
    aheadMs = 25 * HOUR_MS;
    expect(await sync()).toMatchObject({ vanished: { missing: 0, archived: ['p4'] } });
    expect((await user('p4')).archivedAtMs).not.toBe(null);
    remote.people.push(...gone);
    expect(await sync()).toMatchObject({ vanished: { restored: ['p4'], of: 9 } });
    expect(await user('p4')).toMatchObject({ archivedAtMs: null });
    expect((await directory.store.reader().directory.settings()).has('remoteDirectoryGone')).toBe(false);
  });

  test('who was away for a moment begins anew', async () => {
    const gone = remote.people.splice(3, 1);
    await sync();
    aheadMs = 20 * HOUR_MS;
    remote.people.push(...gone);
    await sync();
    remote.people.pop();
    aheadMs = 40 * HOUR_MS;
    expect(await sync()).toMatchObject({ vanished: { missing: 1, archived: [] } });
  });

  test('whom an administrator has archived stays so', async () => {
    await directory.users.archive('p4');
    expect(await sync()).toMatchObject({ vanished: { missing: 0, of: 9, restored: [] } });
    expect((await user('p4')).archivedAtMs).not.toBe(null);
  });

  test.each([
    [0, true],
    [7, true],
    [8, false],
  ])('of ten people %d are left: held back %s', async (left, isHeldBack) => {
    remote.people.length = left;
    aheadMs = 1;
    expect(await sync()).toMatchObject({ vanished: { missing: 10 - left, isHeldBack } });
    aheadMs = 1000 * HOUR_MS;
    expect((await sync()).vanished.archived).toHaveLength(isHeldBack ? 0 : 2);
    if (isHeldBack) expect((await sync(true)).vanished.archived).toHaveLength(10 - left);
  });

  test('a search that breaks off takes nobody for vanished', async () => {
    remote.people.length = 8;
    await sync();
    aheadMs = 1000 * HOUR_MS;
    remote.state = 'away';
    await expect(sync(true)).rejects.toMatchObject({ code: 'unavailable' });
    expect((await directory.users.list(null, { limit: 100 })).length).toBe(11);
  });

  test('who has lost his address there keeps it here, and is not gone', async () => {
    remote.people[3] = { id: 'id-4', uid: 'p4' };
    expect(await sync()).toMatchObject({ refused: { first: [{ reason: 'no-mail' }] }, vanished: { missing: 0 } });
    expect(await user('p4')).toMatchObject({ localPart: 'p4' });
  });

  test('who clashes with somebody is still switched off when he is switched off there', async () => {
    await directory.users.create({ userId: 'x', mail: 'x@example.test', password: 'correct horse' });
    remote.people[3] = person(4, { mail: 'x@example.test', more: { pwdAccountLockedTime: '000001010000Z' } });
    expect(await sync()).toMatchObject({ refused: { first: [{ reason: 'mail-taken' }] } });
    expect(await user('p4')).toMatchObject({ isEnabled: false, localPart: 'p4' });
  });

  test('the account stays when User ID and address are others', async () => {
    const { account } = await user('p4');
    remote.people[3] = person(4, { uid: 'renamed', mail: 'renamed@example.test' });
    expect(await sync()).toMatchObject({ changed: { first: ['renamed'] } });
    expect(await user('renamed')).toMatchObject({ account, localPart: 'renamed' });
  });

  test('what was changed lately is looked at between comparisons', async () => {
    await directory[Symbol.asyncDispose]();
    remote.people = people(3).map((each) => ({ ...each, more: { modifyTimestamp: '20260101000000Z' } }));
    await open({ lookMs: 5 });
    await connect();
    remote.people[1] = person(2, { more: { modifyTimestamp: '20260101000005Z', sn: 'Changed' } });
    remote.people.push(person(4, { more: { modifyTimestamp: '20260101000006Z' } }));
    await expect.poll(async () => (await userIds()).includes('p4')).toBe(true);
    expect((await user('p2')).profile.lastName).toBe('Changed');
    // A comparison of all is the only one that tells who is gone.
    remote.people.length = 3;
    remote.asked.length = 0;
    await expect.poll(() => remote.asked.length).toBeGreaterThan(3);
    expect(await user('p4')).toMatchObject({ archivedAtMs: null });
    // What was read once is not read each time: the second is over.
    remote.people[2] = person(3, { more: { modifyTimestamp: '20260101000006Z', sn: 'Too late' } });
    remote.people[0] = person(1, { more: { modifyTimestamp: '20260101000007Z', sn: 'In time' } });
    await expect.poll(async () => (await user('p1')).profile.lastName).toBe('In time');
    expect((await user('p3')).profile.lastName).toBe('');
  });

  test('one entry with a time of change that is still to come hides no change of others', async () => {
    await directory[Symbol.asyncDispose]();
    remote.people = people(3).map((each) => ({ ...each, more: { modifyTimestamp: '20260101000000Z' } }));
    remote.people[2] = person(3, { more: { modifyTimestamp: '29990101000000Z' } });
    await open({ lookMs: 5 });
    await connect();
    remote.people[1] = person(2, { more: { modifyTimestamp: '20260101000005Z', sn: 'Changed' } });
    await expect.poll(async () => (await user('p2')).profile.lastName).toBe('Changed');
  });
});

/** The service as a new process makes it. */
function reopen(more: Partial<RemoteDirectoryDeps> = {}) {
  const { store, settings, box, credentials, services } = directory;
  return openRemoteDirectoryService({
    ...{ store, settings, box, clock, log: silentLogger, domains: services.domains, open: remote.open, times: NEVER },
    prepare: createPrepareUser({ store, credentials, clock }),
    ...more,
  });
}
