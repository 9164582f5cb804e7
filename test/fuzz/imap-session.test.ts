import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LogFields, Logger } from '../../src/base/log.ts';
import { parseSequenceSet } from '../../src/wire/imap/sequence-set.ts';
import { type ImapOffice, openImapOffice, signIn } from '../support/imap-office.ts';
import { appendText } from '../support/mailboxes.ts';
import { RawClient } from '../support/raw-client.ts';

let office: ImapOffice;
const bugs: LogFields[] = [];
const log: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: (fields) => void bugs.push(fields),
  child: () => log,
};

beforeAll(async () => {
  office = await openImapOffice({ log });
  for (const mailbox of ['INBOX', 'Archive']) {
    for (let i = 0; i < 5; i++) {
      await appendText(
        office.alice,
        mailbox,
        `Subject: ${i}\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n`,
      );
    }
  }
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

const number = fc.integer({ min: 1, max: 7 });
const set = fc.oneof(
  fc.constantFrom('1:*', '*', '$', '1,3', '5:2', '99'),
  fc.tuple(number, number).map(([from, to]) => `${from}:${to}`),
);
const mailbox = fc.constantFrom('INBOX', 'Archive', 'Drafts', '"New/Box"', 'Nowhere', '&AOQ-', '""', '"a*b"');
const flags = fc.constantFrom('(\\Seen)', '(\\Deleted $Work)', '\\Flagged', '()', '(\\Recent)', '(\\Bad)');
const uid = fc.constantFrom('', 'UID ');
const items = fc
  .subarray(
    [
      ...['FLAGS', 'UID', 'ENVELOPE', 'BODYSTRUCTURE', 'MODSEQ', 'BODY[]', 'BODY.PEEK[1.MIME]', 'BINARY[1]', 'RFC822'],
      ...['BODY[HEADER.FIELDS (Subject X)]<2.9>', 'BINARY.SIZE[7]', 'PREVIEW (LAZY)', 'SAVEDATE', 'EMAILID', 'BODY'],
    ],
    { minLength: 1 },
  )
  .map((list) => `(${list.join(' ')})`);
const key = fc.constantFrom(
  'ALL',
  'UNSEEN',
  'NOT DELETED',
  'OR 1:2 KEYWORD $work',
  '$',
  'MODSEQ 3',
  'BODY x',
  'UID 4:*',
  'NEW',
);
const words = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((list) => list.join(''));
const say = (text: string) => fc.constant(text);

const command = fc.oneof(
  fc.constantFrom(
    ...[
      'NOOP',
      'CHECK',
      'CLOSE',
      'UNSELECT',
      'EXPUNGE',
      'NAMESPACE',
      'CAPABILITY',
      'ENABLE QRESYNC',
      'ENABLE IMAP4rev2',
    ],
    ...[
      'LIST "" *',
      'LSUB "" %',
      'LIST (SUBSCRIBED RECURSIVEMATCH) "" % RETURN (STATUS (SIZE RECENT))',
      'GETQUOTAROOT INBOX',
    ],
    ...[
      'IDLE\r\nDONE',
      'ENABLE UTF8=ACCEPT',
      'ID NIL',
      'STARTTLS',
      'COMPRESS X',
      'XYZZY',
      'UID EXPUNGE 1:3',
      'FETCH 1 (',
    ],
  ),
  words(fc.constantFrom('SELECT ', 'EXAMINE ', 'CREATE ', 'DELETE ', 'SUBSCRIBE ', 'UNSUBSCRIBE '), mailbox),
  words(say('SELECT '), mailbox, say(' (QRESYNC (1795000000 2 1:9 (1 1)))')),
  words(say('RENAME '), mailbox, say(' '), mailbox),
  words(say('STATUS '), mailbox, say(' (MESSAGES RECENT UNSEEN HIGHESTMODSEQ DELETED-STORAGE)')),
  words(uid, say('FETCH '), set, say(' '), items),
  words(uid, say('FETCH '), set, say(' FLAGS (CHANGEDSINCE 5)')),
  words(
    uid,
    say('STORE '),
    set,
    fc.constantFrom(' ', ' (UNCHANGEDSINCE 9) '),
    fc.constantFrom('+', '-', ''),
    say('FLAGS'),
    fc.constantFrom(' ', '.SILENT '),
    flags,
  ),
  words(uid, say('SEARCH '), fc.constantFrom('', 'RETURN (SAVE) ', 'RETURN (MIN MAX COUNT ALL SAVE) '), key),
  words(uid, fc.constantFrom('COPY ', 'MOVE '), set, say(' '), mailbox),
  words(
    say('APPEND '),
    mailbox,
    fc.constantFrom(' ', ' (\\Seen) '),
    fc.constantFrom('{4+}\r\na: b', '{0+}\r\n', '~{2+}\r\n\0x {3+}\r\nabc', '{3+}\r\nabc junk'),
  ),
);

const opening = fc.constantFrom(
  ['SELECT INBOX'],
  ['ENABLE QRESYNC', 'SELECT INBOX (QRESYNC (1 1))'],
  ['ENABLE IMAP4rev2', 'SELECT INBOX (CONDSTORE)'],
  ['EXAMINE Archive'],
  [],
);

/** What somebody else does in the same mailbox meanwhile; at times nothing. */
const meddling = fc.array(
  fc.constantFrom(
    ...['', '', 'm APPEND INBOX {4+}\r\na: b\r\n', 'm STORE 1:* +FLAGS (\\Deleted)\r\n', 'm EXPUNGE\r\n'],
    ...['m STORE 1 -FLAGS (\\Deleted $Work)\r\n', 'm UID MOVE * Archive\r\n', 'm NOOP\r\n'],
  ),
  { minLength: 14, maxLength: 14 },
);

async function answered(client: RawClient, text: string): Promise<void> {
  client.send(text);
  while (text !== '' && !(await client.line()).startsWith('m '));
}

/** What a client believes: the number of messages in its mailbox, from what it is told alone. */
class Client {
  readonly answers: string[] = [];
  #count = 0;
  readonly #raw: RawClient;

  constructor(raw: RawClient) {
    this.#raw = raw;
  }

  /** False when the server has said goodbye. */
  async read(tag: string): Promise<boolean> {
    for (;;) {
      const line = await this.#raw.line();
      if (line.startsWith('* BYE')) return false;
      this.#follow(line);
      if (!line.startsWith(`${tag} `)) continue;
      this.answers.push(line);
      return true;
    }
  }

  /** How many messages are there, and how many the client knows of; null where no mailbox is selected. */
  async compare(): Promise<{ fetched: number; known: number } | null> {
    this.#raw.send('y NOOP\r\n');
    if (!(await this.read('y'))) return null;
    this.#raw.send('z FETCH 1:* UID\r\n');
    for (let fetched = 0; ; ) {
      const line = await this.#raw.line();
      if (/^\* \d+ FETCH/.test(line)) fetched += 1;
      if (line.startsWith('z BAD')) return null;
      if (line.startsWith('z ')) return { fetched, known: this.#count };
    }
  }

  #follow(line: string): void {
    const [, number, what] = /^\* (\d+) (EXISTS|EXPUNGE|FETCH)/.exec(line) ?? [];
    if (what === 'EXISTS') this.#count = Number(number);
    if (what !== undefined && Number(number) > this.#count) throw new Error(`of ${this.#count} messages: ${line}`);
    if (what === 'EXPUNGE') this.#count -= 1;
    const vanished = /^\* VANISHED (\S+)$/.exec(line)?.[1];
    for (const { from, to } of parseSequenceSet(vanished ?? '') ?? []) this.#count -= to - from + 1;
  }
}

test('whatever is asked is answered once, in order, and nothing breaks', { timeout: 100_000 }, async () => {
  const conversation = fc.array(command, { minLength: 1, maxLength: 12 });
  using meddler = await RawClient.open(office.port);
  await signIn(meddler, 'alice');
  await answered(meddler, 'm SELECT INBOX\r\n');
  await fc.assert(
    fc.asyncProperty(opening, conversation, meddling, fc.boolean(), async (first, then, others, isPipelined) => {
      using raw = await RawClient.open(office.port);
      await signIn(raw, 'alice');
      const client = new Client(raw);
      const lines = [...first, ...then].map((text, i) => `t${i} ${text}\r\n`);
      if (isPipelined) raw.send(lines.join(''));
      let isOpen = true;
      for (let i = 0; i < lines.length && isOpen; i++) {
        await answered(meddler, others[i] ?? '');
        if (!isPipelined) raw.send(lines[i] ?? '');
        isOpen = await client.read(`t${i}`);
      }
      const counts = isOpen ? await client.compare() : null;
      expect(counts?.fetched).toBe(counts?.known);
      for (const answer of client.answers) expect(answer).toMatch(/^[ty]\d* (OK|NO|BAD) (?!\[SERVERBUG\])/);
      expect(bugs).toEqual([]);
    }),
    { seed: 3501, numRuns: 250 },
  );
});
