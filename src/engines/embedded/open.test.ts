import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { openTestStore, purged } from '../../../test/support/store.ts';
import { systemClock } from '../../base/clock.ts';
import { silentLogger } from '../../base/log.ts';
import { OPEN_POLICY } from '../../domain/ports/account-policy.ts';
import { DEFAULT_DOMAIN_POLICY } from '../../domain/ports/directory.ts';
import type { QueueRecipientId } from '../../domain/ports/ids.ts';
import { applyOne } from '../../domain/ports/store.ts';
import { newFactor, newGroup, newSession, PASSWORD } from '../contract/directory-samples.ts';
import { copyTo, messageTo, Office } from '../contract/office.ts';
import { FreeSpace } from './contents/free-space.ts';
import { SCHEMA_VERSION } from './migrations/migrate.ts';
import { openEmbeddedStore } from './open.ts';
import { shardPaths } from './segments/layout.ts';

test('a store is opened once at a time', async () => {
  await using opened = await openTestStore();
  const options = { directory: opened.directory, clock: systemClock, log: silentLogger };
  await expect(openEmbeddedStore(options)).rejects.toMatchObject({ code: 'in-use' });
  const url = new URL('./store-lock.ts', import.meta.url).href;
  const script = `const { lockStore } = await import(${JSON.stringify(url)});
    try { lockStore(${JSON.stringify(opened.directory)}); console.log('locked'); } catch (e) { console.log(e.code); }`;
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script]);
  expect(stdout.trim()).toBe('in-use');
  await opened.reopen();
});

test('a lock does not outlive a process that is killed', async () => {
  await using opened = await openTestStore();
  const url = new URL('./store-lock.ts', import.meta.url).href;
  await opened.reopen({}, async (directory) => {
    const script = `const { lockStore } = await import(${JSON.stringify(url)});
      lockStore(${JSON.stringify(directory)}); process.kill(process.pid, 'SIGKILL');`;
    const ended = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    await expect(ended).rejects.toMatchObject({ signal: 'SIGKILL' });
  });
});

test('what was opened is closed again when something further down cannot be opened', async () => {
  await using opened = await openTestStore();
  using failing = vi.spyOn(FreeSpace.prototype, 'poll').mockRejectedValueOnce(new Error('no such luck'));
  const reopened = opened.reopen({}, (directory) => expect(openFiles(directory)).toEqual([]));
  await expect(reopened).rejects.toThrow('no such luck');
  expect(failing).toHaveBeenCalledOnce();
  expect(openFiles(opened.directory)).toEqual([]);
  await opened.reopen();
});

/** Files below a folder that this process has open, as the kernel says. */
function openFiles(directory: string): string[] {
  const names = fs.readdirSync('/proc/self/fd').map((fd) => {
    try {
      return fs.readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return names.filter((name) => name.startsWith(directory));
}

test('the store of a newer program is refused, and left as it is', async () => {
  await using opened = await openTestStore();
  opened.expectDamage();
  const reopened = opened.reopen({}, (directory) => setSchemaVersion(directory, 999));
  await expect(reopened).rejects.toMatchObject({ code: 'unsupported', detail: { found: 999 } });
  setSchemaVersion(opened.directory, SCHEMA_VERSION);
  await opened.reopen();
});

test.each([1, 2, 3, 4, 5])('the store of schema %i gets what came later', async (version) => {
  await using opened = await openTestStore();
  const office = await Office.begin(opened);
  const { account, inbox } = await office.person('alice');
  await office.append(inbox, { keywords: '$work' });
  await opened.reopen({}, (directory) => goBackTo(version, directory));
  const { mailboxes, directory, queue, quarantine } = opened.store.reader();
  expect(await mailboxes.keywordSets(inbox, '', 10)).toEqual(['$work']);
  expect((await directory.listDomains()).map(({ policy }) => policy)).toEqual([DEFAULT_DOMAIN_POLICY]);
  expect(await directory.user(account)).toMatchObject({
    forwarding: null,
    welcomeSenders: [],
    remoteId: null,
    version: 1,
  });
  expect([await quarantine.count(), await queue.counts()]).toEqual([
    0,
    { messages: 0, recipients: 0, heldMessages: 0 },
  ]);
  const delivery = office.delivery(await office.stage(), [], [messageTo(['x@example.org'])]);
  await applyOne(opened.store, delivery);
});

test('the store of schema 3: a message in quarantine keeps what was known of it', async () => {
  await using opened = await openTestStore();
  const office = await Office.begin(opened);
  const { quarantined } = await applyOne(office.store, office.quarantining(await office.stage()));
  await opened.reopen({}, (directory) => {
    const recipients = `UPDATE quarantine SET recipients = '["alice@example.test","bärbel@example.org"]'`;
    goBackTo(3, directory, recipients);
  });
  const recipients = ['alice@example.test', 'bärbel@example.org'].map((address) => ({
    ...{ address, notify: null, originalRecipient: null, isElsewhere: true },
  }));
  expect(await opened.store.reader().quarantine.get(quarantined)).toMatchObject({
    ...{ queueId: 'q1', submitter: null, authentication: null, heldBecause: null, recipients },
    wishes: { priority: null, requiresTls: false, deliverBy: null, notBeforeMs: null },
  });
});

test('the store of schema 4: who was there is listed and in use, and no level says anything', async () => {
  await using opened = await openTestStore();
  const office = await Office.begin(opened);
  const account = await office.user('alice');
  await applyOne(office.store, { kind: 'set-credential', account, credential: PASSWORD });
  await opened.reopen({}, (directory) => goBackTo(4, directory));
  const { directory } = office;
  const unsaid = { roleDomains: [], isListed: true, archivedAtMs: null, privileges: {} };
  expect(await directory.user(account)).toMatchObject({ ...unsaid, role: 'user', isEnabled: true });
  expect(await directory.findDomain('example.test')).toMatchObject({ accountPolicy: OPEN_POLICY, synonyms: [] });
  const unused = { services: null, lastUsedAtMs: null, lastUsedFrom: '' };
  const [credential] = await directory.credentials(account);
  expect(credential).toMatchObject({ ...PASSWORD, ...unused });
  const { group } = await applyOne(office.store, newGroup(office.domain, 'staff', { members: [account] }));
  expect((await directory.groupsOf(account)).map(({ id }) => id)).toEqual([group]);
  await applyOne(office.store, { kind: 'add-second-factor', account, factor: newFactor('phone') });
  const session = newSession(account, { credential: credential?.id ?? null });
  await applyOne(office.store, { kind: 'create-session', session });
  expect([await directory.secondFactors(account), await directory.sessions(account)]).toMatchObject([[{}], [{}]]);
  expect(await office.audit.list({ limit: 9 })).toEqual([]);
});

test('the store of schema 5: what was there counts as changed when it was made, and is known here only', async () => {
  await using opened = await openTestStore();
  const office = await Office.begin(opened);
  const account = await office.user('alice');
  const { group } = await applyOne(office.store, newGroup(office.domain, 'staff', { members: [account] }));
  const madeAtMs = 1_700_000_000_000;
  const tables = ['domain', 'user', 'user_group', 'alias'];
  const older = tables.map((table) => `UPDATE ${table} SET created_at_ms = ${madeAtMs}`);
  await opened.reopen({}, (directory) => goBackTo(5, directory, ...older));
  const { directory } = office;
  const unchanged = { createdAtMs: madeAtMs, changedAtMs: madeAtMs, version: 1 };
  expect(await directory.user(account)).toMatchObject({ ...unchanged, remoteId: null });
  expect(await directory.group(group)).toMatchObject(unchanged);
  expect(await directory.listAliases(null, { limit: 9 })).toMatchObject([unchanged]);
  expect(await directory.findDomain('example.test')).toMatchObject(unchanged);
  const linking = { kind: 'update-user', account, expectVersion: 1, remoteId: 'a-b' } as const;
  await applyOne(office.store, linking);
  const changed = await directory.findUserByRemoteId('a-b');
  expect(changed).toMatchObject({ account, version: 2 });
  expect(changed?.changedAtMs).toBeGreaterThan(madeAtMs);
});

test('what a crash left behind is cleared away', async () => {
  await using opened = await openTestStore();
  const office = await Office.begin(opened);
  const { inbox } = await office.person('alice');
  await office.append(inbox);
  const paths = shardPaths(opened.directory);
  const stray = `${paths.segments}/0000000777.segment`;
  await opened.reopen({}, () => {
    fs.writeFileSync(`${paths.incoming}/spill`, 'x');
    fs.writeFileSync(stray, 'x');
  });
  expect(fs.readdirSync(paths.incoming)).toEqual([]);
  expect(fs.existsSync(stray)).toBe(false);
  await office.append(inbox, {}, Buffer.alloc(300_000));
  // Its number is not used again.
  expect(fs.readdirSync(paths.segments)).toContain('0000000778.segment');
});

test('of a large content that is there already nothing is left behind', async () => {
  await using opened = await openTestStore();
  const office = await Office.begin(opened);
  const { account, inbox } = await office.person('alice');
  const large = Buffer.alloc(300_000, 'large ');
  const { kind: _kind, ...notice } = office.delivery(await office.stage(large), [copyTo(account)]);
  const delivery = office.delivery(await office.stage(large), [copyTo(account)], [messageTo(['x@example.org'])]);
  const { outgoing } = await applyOne(office.store, delivery);
  const recipient = (await office.queue.message(outgoing[0]))?.recipients[0].id as QueueRecipientId;
  const settled = { message: outgoing[0], recipients: [{ kind: 'done', recipient }], notices: [notice] } as const;
  await applyOne(office.store, { kind: 'settle-outgoing', ...settled });
  await applyOne(office.store, office.quarantining(await office.stage(large)));
  await office.append(inbox, {}, large);
  expect(fs.readdirSync(shardPaths(opened.directory).incoming)).toEqual([]);
  expect((await office.store.maintenance.status()).contentCount).toBe(1);
});

test('a purge goes on after a restart', async () => {
  await using opened = await openTestStore();
  const office = await Office.begin(opened);
  const { account, inbox } = await office.person('alice');
  for (let count = 0; count < 5; count += 1) await office.append(inbox);
  await applyOne(office.store, { kind: 'delete-user', expectVersion: null, account, handOverTo: null });
  await opened.reopen();
  await purged(opened.directory);
  const index = new DatabaseSync(shardPaths(opened.directory).index, { readOnly: true });
  for (const table of ['entry', 'tombstone', 'email', 'thread_key']) {
    expect(index.prepare(`SELECT count(*) AS n FROM ${table}`).get()).toEqual({ n: 0 });
  }
  index.close();
});

function setSchemaVersion(directory: string, version: number): void {
  const index = new DatabaseSync(shardPaths(directory).index);
  index.exec(`PRAGMA user_version = ${version}`);
  index.close();
}

/** Makes a store what an earlier program would have left. */
function goBackTo(version: number, directory: string, ...more: readonly string[]): void {
  const index = new DatabaseSync(shardPaths(directory).index);
  for (const step of [...UNDO.slice(version - 1).reverse(), ...more]) index.exec(step);
  index.exec(`PRAGMA user_version = ${version}`);
  index.close();
}

/** What takes a store from the second schema back to the first, from the third to the second, and so on. */
const UNDO = [
  'DROP INDEX entry_keywords',
  `DROP TABLE queue_message; DROP TABLE queue_recipient; DROP TABLE quarantine; DROP TABLE dkim_key; DROP TABLE mail_route;
   ALTER TABLE content DROP COLUMN quarantined; ALTER TABLE domain DROP COLUMN policy;
   ALTER TABLE user DROP COLUMN forwarding; ALTER TABLE user DROP COLUMN welcome_senders;
   ALTER TABLE alias_member DROP COLUMN file; ALTER TABLE alias_member DROP COLUMN program;
   CREATE TABLE queue (id INTEGER PRIMARY KEY)`,
  'ALTER TABLE quarantine DROP COLUMN intent',
  `DROP INDEX user_forwarding; DROP TABLE domain_synonym; DROP TABLE user_group; DROP TABLE group_member;
   DROP TABLE second_factor; DROP TABLE session; DROP TABLE audit; ALTER TABLE domain DROP COLUMN account_policy;
   ALTER TABLE user DROP COLUMN role_domains; ALTER TABLE user DROP COLUMN is_listed;
   ALTER TABLE user DROP COLUMN archived_at_ms; ALTER TABLE user DROP COLUMN privileges;
   ALTER TABLE credential DROP COLUMN services; ALTER TABLE credential DROP COLUMN last_used_at_ms;
   ALTER TABLE credential DROP COLUMN last_used_from`,
  `DROP INDEX user_remote_id; ALTER TABLE user DROP COLUMN remote_id; ALTER TABLE domain DROP COLUMN version;
   ALTER TABLE domain DROP COLUMN changed_at_ms; ALTER TABLE user DROP COLUMN changed_at_ms;
   ALTER TABLE user_group DROP COLUMN changed_at_ms; ALTER TABLE alias DROP COLUMN changed_at_ms`,
  'DROP INDEX audit_undoes; DROP INDEX audit_action; ALTER TABLE audit DROP COLUMN undoes',
];
