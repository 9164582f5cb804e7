import type { Account } from '../target.ts';
import { ImapConnection } from './imap-connection.ts';
import { type MessageSource, SENDERS } from './message-source.ts';

export interface ImapSession {
  readonly connection: ImapConnection;
  readonly account: Account;
  readonly port: number;
  readonly mailboxPrefix: string;
  readonly mailbox: string;
  /** How many messages the mailbox was filled with; their UIDs are 1 and up. */
  readonly messages: number;
  readonly source: MessageSource;
}

export interface ImapOperation {
  /** Done before the clock starts. */
  prepare?(session: ImapSession): Promise<void>;
  run(session: ImapSession, count: number): Promise<void>;
  /** How often it can be done to one mailbox. */
  limit?(session: ImapSession): number;
  /** How many operations one run is, if more than one. */
  readonly perRun?: number;
}

const PIPELINED = 100;
/** Shares of the mailbox that MOVE and EXPUNGE use up, from its begin: they come last, and in this order. */
const MOVED_SHARE = 0.3;
const EXPUNGED_SHARE = 0.5;

/** What the scenario `imap` measures, in the order in which it must be measured. */
export const imapOperations = {
  login: {
    async run({ port, account }) {
      const connection = await ImapConnection.open({ port });
      await connection.login(account.userId, account.password);
      await connection.logout();
    },
  },
  select: { run: ({ connection, mailbox }) => connection.run(`SELECT ${mailbox}`) },
  envelopes: { run: ({ connection }) => connection.run('FETCH 1:* (ENVELOPE)') },
  flags: { run: ({ connection }) => connection.run('FETCH 1:* (FLAGS)') },
  bodies: {
    run: ({ connection, messages }, count) => connection.run(`UID FETCH ${1 + (count % messages)} (BODY.PEEK[])`),
  },
  store: {
    // Every second round takes the flag away again, so that each command changes something.
    run: ({ connection, messages }, count) =>
      connection.run(
        `UID STORE ${1 + (count % messages)} ${Math.floor(count / messages) % 2 === 0 ? '+' : '-'}FLAGS (\\Flagged)`,
      ),
  },
  searchFrom: { run: ({ connection }, count) => connection.run(`UID SEARCH FROM "sender${count % SENDERS}@"`) },
  noop: { run: ({ connection }) => connection.run('NOOP') },
  noopPipelined: { run: ({ connection }) => connection.runPipelined('NOOP', PIPELINED), perRun: PIPELINED },
  append: {
    run: ({ connection, mailboxPrefix, source, account }, count) =>
      connection.append(`${mailboxPrefix}appended`, [source.message(count, account.address)]),
  },
  copyTen: {
    run: ({ connection, messages, mailboxPrefix }, count) =>
      connection.run(`UID COPY ${ten(count % (messages / 10))} ${mailboxPrefix}copied`),
  },
  moveTen: {
    limit: ({ messages }) => (messages * MOVED_SHARE) / 10,
    run: ({ connection, mailboxPrefix }, count) => connection.run(`UID MOVE ${ten(count)} ${mailboxPrefix}moved`),
  },
  expungeTen: {
    limit: ({ messages }) => (messages * EXPUNGED_SHARE) / 10,
    prepare: ({ connection, messages }) => {
      const first = messages * MOVED_SHARE;
      return connection.run(`UID STORE ${first + 1}:${first + messages * EXPUNGED_SHARE} +FLAGS.SILENT (\\Deleted)`);
    },
    run: ({ connection, messages }, count) =>
      connection.run(`UID EXPUNGE ${ten((messages * MOVED_SHARE) / 10 + count)}`),
  },
} as const satisfies Readonly<Record<string, ImapOperation>>;

/** The UIDs of the nth group of ten. */
function ten(group: number): string {
  return `${group * 10 + 1}:${group * 10 + 10}`;
}
