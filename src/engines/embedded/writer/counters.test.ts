import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { AccountId, MailboxId } from '../../../domain/ports/ids.ts';
import { Database } from '../index/database.ts';
import { migrate } from '../migrations/migrate.ts';
import { type AccountRow, Counters, type MailboxRow } from './counters.ts';

const ACCOUNT = 1 as AccountId;
const MAILBOX = 1 as MailboxId;

function open() {
  const database = new Database(new DatabaseSync(':memory:'));
  migrate(database);
  database.execute(`INSERT INTO account VALUES (1, 5, 1, 0, 0);
    INSERT INTO mailbox VALUES (1, 1, 'INBOX', 7, 1, 5, 0, 0, 0, 0, 0, 1, 0, '', 0)`);
  const counters = new Counters(database);
  const account = () => counters.account(ACCOUNT) as AccountRow;
  const mailbox = () => counters.mailbox(MAILBOX) as MailboxRow;
  const stored = () => database.row('SELECT account.mod_seq, mailbox.message_count FROM account, mailbox');
  return { database, counters, account, mailbox, stored };
}

test('what an operation changed is taken back when it fails, and only that', () => {
  const { counters, account, mailbox, stored } = open();
  counters.nextModSeq(account());
  counters.change(mailbox()).messageCount = 1;
  counters.accept();
  counters.nextModSeq(account());
  counters.change(mailbox()).messageCount = 9;
  counters.rollback();
  expect([account().modSeq, mailbox().messageCount]).toEqual([6, 1]);
  expect(stored()).toEqual([5, 0]);
  counters.flush();
  expect(stored()).toEqual([6, 1]);
});

test('rows that a failed operation made are forgotten', () => {
  const { database, counters } = open();
  database.run('SAVEPOINT operation');
  database.execute('INSERT INTO account VALUES (2, 77, 1, 0, 0)');
  expect(counters.account(2 as AccountId)?.modSeq).toBe(77);
  database.run('ROLLBACK TO operation');
  counters.rollback();
  expect(counters.account(2 as AccountId)).toBeNull();
});

test('what an operation removed is gone when it succeeds, and stays when it fails', () => {
  const { counters, mailbox } = open();
  mailbox();
  counters.accept();
  counters.forgetMailbox(mailbox());
  counters.rollback();
  expect(mailbox().id).toBe(MAILBOX);
  counters.forgetMailbox(mailbox());
  counters.accept();
  counters.flush();
  counters.clear();
});
