/** Plants each kind of damage in a stopped store; the checker must find exactly that, and mend what can be mended. */
import fs from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { openTestStore, purged, requireSound, type TestStore } from '../../../../test/support/store.ts';
import type { AccountId } from '../../../domain/ports/ids.ts';
import { applyOne, type FindingKind, type Store } from '../../../domain/ports/store.ts';
import { newFactor, newGroup, newSession, PASSWORD } from '../../contract/directory-samples.ts';
import { copyTo, messageTo, Office, UNLIMITED, uids } from '../../contract/office.ts';
import { type SegmentNumber, segmentFileName, shardPaths } from '../segments/layout.ts';
import { CHECKS } from './table.ts';

interface Corruption {
  readonly name: string;
  readonly finds: FindingKind;
  readonly plant: string | ((index: DatabaseSync, directory: string) => void);
  /** Nothing can bring back what is lost. */
  readonly isBeyondRepair?: true;
}

const ALICE_INBOX = `(SELECT id FROM mailbox WHERE path = 'INBOX' AND account = 2)`;
const SMALL_CONTENT = `(SELECT min(content) FROM email)`;
const QUEUED = '(SELECT min(id) FROM queue_message)';
const RECIPIENT = '(SELECT min(id) FROM queue_recipient)';
/** Of an email of admin and one of alice. */
const SHARED_CONTENT = `(SELECT content FROM email WHERE id < 2 * 4294967296)`;

const CORRUPTIONS: readonly Corruption[] = [
  {
    name: 'message count',
    finds: 'mailbox-counters',
    plant: `UPDATE mailbox SET message_count = 9 WHERE id = ${ALICE_INBOX}`,
  },
  {
    name: 'unseen count',
    finds: 'mailbox-counters',
    plant: `UPDATE mailbox SET unseen_count = 0 WHERE id = ${ALICE_INBOX}`,
  },
  {
    name: 'deleted bytes',
    finds: 'mailbox-counters',
    plant: `UPDATE mailbox SET deleted_bytes = 5 WHERE id = ${ALICE_INBOX}`,
  },
  {
    name: 'UIDNEXT too low',
    finds: 'mailbox-uidnext',
    plant: `UPDATE mailbox SET uid_next = 2 WHERE id = ${ALICE_INBOX}`,
  },
  {
    name: 'UID of a tombstone given again',
    finds: 'uid-used-twice',
    plant: `UPDATE entry SET uid = (SELECT min(uid) FROM tombstone WHERE mailbox = ${ALICE_INBOX})
      WHERE mailbox = ${ALICE_INBOX} AND uid = (SELECT max(uid) FROM entry WHERE mailbox = ${ALICE_INBOX})`,
  },
  {
    name: 'ModSeq of an entry above its mailbox',
    finds: 'modseq-above-highest',
    plant: `UPDATE entry SET mod_seq = 999 WHERE mailbox = ${ALICE_INBOX} AND uid = 1`,
  },
  {
    name: 'ModSeq of the account below its mailboxes',
    finds: 'account-modseq',
    plant: 'UPDATE account SET mod_seq = 1 WHERE id = 2',
  },
  { name: 'storage of the account', finds: 'quota-usage', plant: 'UPDATE account SET storage_bytes = 1 WHERE id = 2' },
  {
    name: 'messages of the account',
    finds: 'quota-usage',
    plant: 'UPDATE account SET message_count = 77 WHERE id = 2',
  },
  {
    name: 'size of an entry',
    finds: 'quota-usage',
    plant: `UPDATE entry SET size_bytes = size_bytes + 1 WHERE mailbox = ${ALICE_INBOX} AND uid = 1;
      UPDATE mailbox SET size_bytes = size_bytes + 1 WHERE id = ${ALICE_INBOX};
      UPDATE account SET storage_bytes = storage_bytes + 1 WHERE id = 2`,
  },
  {
    name: 'entry of an email that is not there',
    finds: 'entry-without-email',
    plant: `INSERT INTO entry VALUES (${ALICE_INBOX}, 50, 2, 1, '', 0, 0, 77777);
      UPDATE mailbox SET uid_next = 51, message_count = message_count + 1 WHERE id = ${ALICE_INBOX};
      UPDATE account SET message_count = message_count + 1 WHERE id = 2`,
  },
  {
    name: 'tombstone of an email that is not there',
    finds: 'entry-without-email',
    plant: `INSERT INTO tombstone VALUES (${ALICE_INBOX}, 50, 2, 1, '', 0, 0, 77777, 0);
      UPDATE mailbox SET uid_next = 51 WHERE id = ${ALICE_INBOX}`,
  },
  {
    name: 'entries of a mailbox that is not there',
    finds: 'entry-without-mailbox',
    plant: `INSERT INTO entry VALUES (5555, 1, 1, 0, '', 0, 0, 2 * 4294967296 + 1);
      UPDATE email SET entries = entries + 1 WHERE id = 2 * 4294967296 + 1`,
  },
  {
    name: 'email of a content that is not there',
    finds: 'email-without-content',
    isBeyondRepair: true,
    plant: `UPDATE content SET emails = emails - 1 WHERE id = ${SHARED_CONTENT};
      UPDATE email SET content = 9999 WHERE content = ${SHARED_CONTENT} AND id > 2 * 4294967296`,
  },
  {
    name: 'email in no mailbox',
    finds: 'email-without-entry',
    plant: `INSERT INTO email SELECT 2 * 4294967296 + 999, 1, 0, 0, content, 1, 0 FROM email WHERE id = 2 * 4294967296 + 1;
      UPDATE content SET emails = emails + 1 WHERE id = (SELECT content FROM email WHERE id = 2 * 4294967296 + 1)`,
  },
  {
    name: 'email in no mailbox that counts none',
    finds: 'email-without-entry',
    plant: `INSERT INTO email SELECT 2 * 4294967296 + 999, 1, 0, 0, content, 0, 0 FROM email WHERE id = 2 * 4294967296 + 1;
      UPDATE content SET emails = emails + 1 WHERE id = (SELECT content FROM email WHERE id = 2 * 4294967296 + 1)`,
  },
  {
    name: 'content counts too many emails',
    finds: 'content-references',
    plant: `UPDATE content SET emails = emails + 3 WHERE id = ${SMALL_CONTENT}`,
  },
  {
    name: 'content counts too few messages of the queue',
    finds: 'content-references',
    plant: 'UPDATE content SET queued = 0 WHERE queued > 0',
  },
  {
    name: 'content counts too few messages in quarantine',
    finds: 'content-references',
    plant: 'UPDATE content SET quarantined = 0, unreferenced_since_ms = 8000000000000000 WHERE quarantined > 0',
  },
  {
    name: 'email counts too many entries',
    finds: 'content-references',
    plant: 'UPDATE email SET entries = 9 WHERE id = 2 * 4294967296 + 1',
  },
  {
    name: 'email counts too few tombstones',
    finds: 'content-references',
    plant: 'UPDATE email SET tombstones = 0 WHERE tombstones > 0',
  },
  {
    name: 'segment of a large content lost',
    finds: 'content-missing',
    isBeyondRepair: true,
    plant: (index, directory) => fs.rmSync(segmentOf(index, directory, 'is_shared = 0')),
  },
  {
    name: 'header of a record overwritten',
    finds: 'content-missing',
    isBeyondRepair: true,
    plant: (index, directory) => overwrite(segmentOf(index, directory, 'is_shared = 1'), 2),
  },
  {
    name: 'record cut off',
    finds: 'content-damaged',
    isBeyondRepair: true,
    plant: (index, directory) => fs.truncateSync(segmentOf(index, directory, 'is_shared = 0'), 300_000),
  },
  {
    name: 'a bit flipped in a content',
    finds: 'content-damaged',
    isBeyondRepair: true,
    plant: (index, directory) => overwrite(segmentOf(index, directory, 'is_shared = 0'), 1000),
  },
  { name: 'digest lost', finds: 'content-damaged', plant: `DELETE FROM digest WHERE content = ${SMALL_CONTENT}` },
  {
    name: 'content that nothing will remove',
    finds: 'content-orphaned',
    plant: 'UPDATE content SET unreferenced_since_ms = NULL WHERE emails + queued + quarantined = 0',
  },
  {
    name: 'content that was not removed in time',
    finds: 'content-orphaned',
    plant: 'UPDATE content SET unreferenced_since_ms = 5 WHERE emails + queued + quarantined = 0',
  },
  {
    name: 'digest of no content',
    finds: 'content-orphaned',
    plant: `INSERT INTO digest SELECT 9999, 1, '', '', '', NULL, NULL, '', '', '', '', '', NULL, 0, ''`,
  },
  {
    name: 'bytes of a segment that belong to nothing',
    finds: 'record-unindexed',
    plant: 'UPDATE segment SET used_bytes = used_bytes + 100 WHERE is_shared = 1',
  },
  {
    name: 'a segment that the index does not know',
    finds: 'record-unindexed',
    plant: (index, directory) => {
      index.exec(`UPDATE counter SET value = value + 1 WHERE name = 'segment'`);
      const row = index.prepare(`SELECT value FROM counter WHERE name = 'segment'`).get();
      fs.writeFileSync(join(shardPaths(directory).segments, segmentFileName(row?.value as SegmentNumber)), 'x');
    },
  },
  {
    name: 'INBOX lost',
    finds: 'account-without-inbox',
    plant: `DELETE FROM mailbox WHERE path = 'INBOX' AND account = 3`,
  },
  { name: 'address lost', finds: 'account-without-address', plant: 'DELETE FROM address WHERE account = 3' },
  {
    name: 'address under another name',
    finds: 'account-without-address',
    plant: `UPDATE address SET local_key = 'somebody' WHERE account = 3`,
  },
  {
    name: 'user lost',
    finds: 'account-without-address',
    isBeyondRepair: true,
    plant: 'DELETE FROM user WHERE account = 4; DELETE FROM address WHERE account = 4',
  },
  {
    name: 'alias without owner',
    finds: 'alias-without-owner',
    plant: `DELETE FROM alias_owner WHERE alias = (SELECT id FROM alias WHERE local_part = 'team')`,
  },
  {
    name: 'alias whose owner is gone',
    finds: 'alias-without-owner',
    plant: `UPDATE alias_owner SET account = 777 WHERE alias = (SELECT id FROM alias WHERE local_part = 'team')`,
  },
  {
    name: 'member that is gone',
    finds: 'alias-member-missing',
    plant: `INSERT INTO alias_member SELECT id, 7, 777, NULL, NULL, NULL, NULL FROM alias WHERE local_part = 'team'`,
  },
  {
    name: 'member alias that is gone',
    finds: 'alias-member-missing',
    plant: `INSERT INTO alias_member SELECT id, 7, NULL, 777, NULL, NULL, NULL FROM alias WHERE local_part = 'team'`,
  },
  {
    name: 'postmaster lost',
    finds: 'domain-without-postmaster',
    plant: `DELETE FROM alias_owner WHERE alias = 1; DELETE FROM alias_member WHERE alias = 1;
      DELETE FROM address WHERE alias = 1; DELETE FROM alias WHERE id = 1`,
  },
  {
    name: 'address of the postmaster lost',
    finds: 'domain-without-postmaster',
    plant: 'DELETE FROM address WHERE alias = 1',
  },
  { name: 'thread lost', finds: 'thread-missing', plant: 'DELETE FROM thread_key WHERE account = 2 AND thread = 1' },
  {
    name: 'message in the queue of a content that is not there',
    finds: 'queue-without-content',
    plant: `INSERT INTO queue_message
        SELECT 99, 'q9', 9999, '', return_path, origin, NULL, 0, 0, NULL, NULL, NULL, 0 FROM queue_message LIMIT 1;
      INSERT INTO queue_recipient VALUES (99, 99, 'y@example.org', 'smtp', 'example.org', NULL, NULL, 0, 0, NULL, 0, 0, 0)`,
  },
  {
    name: 'message in the queue whose recipients are lost',
    finds: 'queue-message-without-recipient',
    plant: `DELETE FROM queue_recipient WHERE message = ${QUEUED}`,
  },
  {
    name: 'recipient in the queue whose message is lost',
    finds: 'queue-recipient-without-message',
    plant: `INSERT INTO queue_recipient
      VALUES (99, 77777, 'y@example.org', 'smtp', 'example.org', NULL, NULL, 0, 0, NULL, 0, 0, 0)`,
  },
  {
    name: 'recipient in the queue that is held although its message is not',
    finds: 'queue-recipient-state',
    plant: `UPDATE queue_recipient SET is_held = 1 WHERE id = ${RECIPIENT}`,
  },
  {
    name: 'recipient in the queue with another priority than its message',
    finds: 'queue-recipient-state',
    plant: `UPDATE queue_recipient SET priority = 3 WHERE id = ${RECIPIENT}`,
  },
  {
    name: 'message in quarantine of a content that is not there',
    finds: 'quarantine-without-content',
    plant: `INSERT INTO quarantine
      SELECT 99, 'q9', 9999, return_path, '[]', '192.0.2.1', '[]', 0, '{}' FROM queue_message LIMIT 1`,
  },
  {
    name: 'key of a domain that is not there',
    finds: 'dkim-key-without-domain',
    plant: `INSERT INTO dkim_key VALUES (99, 999, 'a', 'ed25519-sha256', x'00', '', 'active', 0, 0)`,
  },
  {
    name: 'synonym of a domain that is not there',
    finds: 'synonym-without-domain',
    plant: `INSERT INTO domain_synonym VALUES ('old.example.org', 999)`,
  },
  {
    name: 'member of a group that is gone',
    finds: 'group-member-missing',
    plant: 'INSERT INTO group_member SELECT id, 777 FROM user_group',
  },
  {
    name: 'members of a group that is not there',
    finds: 'group-member-missing',
    plant: 'INSERT INTO group_member VALUES (888, 3)',
  },
  {
    name: 'second factor of an account that is not there',
    finds: 'second-factor-without-account',
    plant: 'UPDATE second_factor SET account = 777',
  },
  {
    name: 'session of an account that is not there',
    finds: 'session-without-account',
    plant: 'UPDATE session SET account = 777, credential = NULL',
  },
  {
    name: 'session of a credential that is gone',
    finds: 'session-without-account',
    plant: 'DELETE FROM credential WHERE account = 3',
  },
  { name: 'mailbox above lost', finds: 'mailbox-parent-missing', plant: `DELETE FROM mailbox WHERE path = 'Work'` },
  {
    name: 'an index that differs from its table',
    finds: 'database-damaged',
    plant: dropFromIndex,
  },
];

describe('the checker', () => {
  test('finds nothing in a sound store', async () => {
    await using opened = await openTestStore();
    await fill(opened);
    await requireSound(opened.store);
    await opened.reopen();
    await requireSound(opened.store);
  });

  test('has a corruption for each of its checks', () => {
    const planted = new Set(CORRUPTIONS.map(({ finds }) => finds));
    expect([...planted].sort()).toEqual(Object.keys(CHECKS).sort());
  });

  test.each(CORRUPTIONS)('$finds: $name', async ({ finds, plant, isBeyondRepair }) => {
    await using opened = await openTestStore();
    await fill(opened);
    await opened.reopen({}, (directory) => damage(directory, plant));
    expect(await check(opened.store, false)).toEqual([`${finds} found`]);
    const outcome = isBeyondRepair ? 'cannot-repair' : 'repaired';
    expect(await check(opened.store, true)).toEqual([`${finds} ${outcome}`]);
    if (isBeyondRepair) {
      opened.expectDamage();
      return;
    }
    // Also what was mended only in memory would show now; disposing checks once more.
    await opened.reopen();
    expect(await check(opened.store, false)).toEqual([]);
  });
});

async function check(store: Store, repair: boolean): Promise<string[]> {
  const findings: string[] = [];
  for await (const { kind, outcome } of store.maintenance.check({ repair, verifyContents: true })) {
    findings.push(`${kind} ${outcome}`);
  }
  return findings;
}

/** Something of everything: accounts 1 (admin), 2 (alice), 3 (bob), 4 (carol). */
async function fill(opened: TestStore): Promise<void> {
  const office = await Office.begin(opened);
  const { store, domain, admin } = office;
  const alice = await office.person('alice');
  const bob = await office.user('bob');
  await office.user('carol');
  const work = await office.makeMailbox(alice.account, 'Work/2026');
  for (const system of [0, 1, 8]) await office.append(alice.inbox, { system, keywords: 'k' });
  await office.append(work, {}, Buffer.alloc(400_000, 'large '));
  const queued = [messageTo(['x@example.org', 'x@example.com'])];
  await applyOne(store, office.delivery(await office.stage(), [copyTo(admin), copyTo(alice.account)], queued));
  await applyOne(store, office.quarantining(await office.stage()));
  const transfer = { kind: 'copy-entries', from: alice.inbox, to: work, limits: UNLIMITED } as const;
  await applyOne(store, { ...transfer, uids: uids(1), isMove: false });
  await applyOne(store, { ...transfer, uids: uids(2), isMove: true });
  const people = { owners: [bob], members: [{ kind: 'user', account: bob } as const] };
  await applyOne(store, {
    kind: 'create-alias',
    domain,
    localPart: 'team',
    description: '',
    membership: 'open',
    ...people,
  });
  await fillDirectory(office, bob);
  // A content that nothing refers to any more.
  const gone = await office.makeMailbox(bob, 'Gone');
  await office.append(gone);
  await applyOne(store, { kind: 'delete-mailbox', mailbox: gone });
  await purged(opened.directory);
}

async function fillDirectory({ store, domain }: Office, account: AccountId): Promise<void> {
  await applyOne(store, { kind: 'update-domain', expectVersion: null, domain, synonyms: ['old.example.test'] });
  await applyOne(store, newGroup(domain, 'staff', { members: [account] }));
  await applyOne(store, { kind: 'add-second-factor', account, factor: newFactor('phone') });
  const { credential } = await applyOne(store, { kind: 'set-credential', account, credential: PASSWORD });
  await applyOne(store, { kind: 'create-session', session: newSession(account, { credential }) });
}

function damage(directory: string, plant: Corruption['plant']): void {
  const index = new DatabaseSync(shardPaths(directory).index);
  try {
    if (typeof plant === 'string') index.exec(plant);
    else plant(index, directory);
    index.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    index.close();
  }
}

function segmentOf(index: DatabaseSync, directory: string, condition: string): string {
  const row = index.prepare(`SELECT number FROM segment WHERE ${condition} LIMIT 1`).get();
  return join(shardPaths(directory).segments, segmentFileName(row?.number as SegmentNumber));
}

function overwrite(path: string, position: number): void {
  const descriptor = fs.openSync(path, 'r+');
  fs.writeSync(descriptor, Buffer.from([0xff]), 0, 1, position);
  fs.closeSync(descriptor);
}

/** A change of a table that its index did not get: what a lost page write looks like. */
function dropFromIndex(_index: DatabaseSync, directory: string): void {
  const schema = `type = 'index' AND name = 'queue_recipient_due'`;
  let kept: Record<string, SQLInputValue> | undefined;
  withSchema(directory, (index) => {
    kept = index.prepare(`SELECT * FROM sqlite_schema WHERE ${schema}`).get() as Record<string, SQLInputValue>;
    index.exec(`DELETE FROM sqlite_schema WHERE ${schema}`);
  });
  withSchema(directory, (index) =>
    index.exec(`UPDATE queue_recipient SET next_attempt_at_ms = 5 WHERE id = ${RECIPIENT}`),
  );
  withSchema(directory, (index) => {
    const values = Object.values(kept ?? {});
    index.prepare('INSERT INTO sqlite_schema VALUES (?, ?, ?, ?, ?)').run(...values);
  });
}

function withSchema(directory: string, work: (index: DatabaseSync) => void): void {
  const index = new DatabaseSync(shardPaths(directory).index);
  index.enableDefensive(false);
  index.exec('PRAGMA writable_schema = ON');
  work(index);
  index.close();
}
