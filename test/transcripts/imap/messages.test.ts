import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FLAG_ANSWERED, FLAG_SEEN } from '../../../src/domain/ports/flags.ts';
import { type ImapOffice, openImapOffice, type Person, signIn } from '../../support/imap-office.ts';
import { appendText } from '../../support/mailboxes.ts';
import { RawClient } from '../../support/raw-client.ts';

const LETTER =
  'From: Anna <anna@example.com>\nTo: alice@example.test\nSubject: One\nDate: Mon, 2 Feb 2026 10:00:00 +0100\nMessage-ID: <1@example.com>\n\nHello Alice\n';
const PARTS = [
  'From: Bert <bert@example.org>',
  'Subject: Two',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: base64',
  '',
  'R3LDvMOfZQ==',
  '--b',
  'Content-Type: image/png; name=x.png',
  'Content-Transfer-Encoding: base64',
  'Content-Disposition: attachment; filename=x.png',
  '',
  'AAEC',
  '--b--',
  '',
].join('\n');

const octets = (text: string) => text.replaceAll('\n', '\r\n');
const size = (text: string) => octets(text).length;

let office: ImapOffice;
/** Somebody else in each test. */
let person: Person;

beforeAll(async () => {
  office = await openImapOffice();
});
beforeEach(async () => {
  person = await office.addPerson();
  const receivedAt = { ms: Date.UTC(2026, 1, 2, 9, 0, 0), offsetMinutes: 60 };
  await appendText(person.mailboxes, 'INBOX', LETTER, { receivedAt, system: FLAG_SEEN });
  await appendText(person.mailboxes, 'INBOX', PARTS, { receivedAt, keywords: ['$Work'] });
  await appendText(person.mailboxes, 'INBOX', LETTER.replace('One', 'Three'), { system: FLAG_ANSWERED });
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

describe('SELECT', () => {
  test('says everything that IMAP4rev1 and its extensions ask for', async () => {
    await person.play(`
      C: a1 SELECT INBOX
      S: * FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $Work)
      S: * OK [PERMANENTFLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $Work \\*)] …
      S: * 3 EXISTS
      S: * 3 RECENT
      S: ...
      S: * OK [UIDVALIDITY {v}] …
      S: * OK [UIDNEXT 4] …
      S: * OK [HIGHESTMODSEQ {m}] …
      S: * OK [MAILBOXID ({id})] …
      S: a1 OK [READ-WRITE] SELECT completed
      C: a2 EXAMINE INBOX
      S: * OK [CLOSED] …
      S: * FLAGS …
      S: * OK [PERMANENTFLAGS ()] …
      S: * 3 EXISTS
      S: * 0 RECENT
      S: ...
      S: a2 OK [READ-ONLY] EXAMINE completed
      C: a3 STORE 1 +FLAGS (\\Deleted)
      S: a3 NO [READ-ONLY] …
      C: a4 SELECT Nowhere
      S: * OK [CLOSED] …
      S: a4 NO [NONEXISTENT] …
      C: a5 FETCH 1 FLAGS
      S: a5 BAD FETCH needs a selected mailbox
    `);
  });

  test('IMAP4rev2 knows no RECENT, and names the mailbox', async () => {
    await person.play(`
      C: a1 ENABLE IMAP4rev2
      S: * ENABLED IMAP4rev2
      S: a1 OK ENABLE completed
      S!: * … RECENT
      C: a2 SELECT inbox
      S: ...
      S: * LIST () "/" INBOX ("OLDNAME" (inbox))
      S: a2 OK [READ-WRITE] SELECT completed
      C: a3 SEARCH ALL
      S: * ESEARCH (TAG "a3") ALL 1:3
      S: a3 OK SEARCH completed
      C: a4 FETCH 3 FLAGS
      S: * 3 FETCH (FLAGS (\\Answered))
      S: a4 OK FETCH completed
    `);
  });
});

describe('FETCH', () => {
  const select = 'C: s SELECT INBOX\nS: ...\nS: s OK …\n';

  test('columns', async () => {
    await person.play(`${select}
      C: a1 FETCH 1:2 (FLAGS UID)
      S: * 1 FETCH (FLAGS (\\Seen \\Recent) UID 1)
      S: * 2 FETCH (FLAGS (\\Recent $Work) UID 2)
      S: a1 OK FETCH completed
      C: a2 UID FETCH 1 (INTERNALDATE RFC822.SIZE FLAGS)
      S: * 1 FETCH (UID 1 INTERNALDATE "02-Feb-2026 10:00:00 +0100" RFC822.SIZE ${size(LETTER)} FLAGS (\\Seen \\Recent))
      S: a2 OK FETCH completed
      C: a3 FETCH 1 (EMAILID THREADID MODSEQ)
      S: * OK [HIGHESTMODSEQ …] …
      S: * 1 FETCH (EMAILID (E1) THREADID (T1) MODSEQ ({m}))
      S: a3 OK FETCH completed
      C: a4 FETCH * ENVELOPE
      S: * 3 FETCH (ENVELOPE ("Mon, 2 Feb 2026 10:00:00 +0100" "Three" (("Anna" NIL "anna" "example.com")) …))
      S: a4 OK FETCH completed
      C: a5 FETCH 4 FLAGS
      S: a5 BAD No such message
      C: a6 UID FETCH 99 FLAGS
      S: a6 OK FETCH completed
      C: a7 FETCH 1 (PREVIEW SAVEDATE)
      S: * 1 FETCH (PREVIEW "Hello Alice" SAVEDATE "…+0000")
      S: a7 OK FETCH completed
      C: a8 UID FETCH 3:1 UID
      S: * 1 FETCH (UID 1)
      S: * 2 FETCH (UID 2)
      S: * 3 FETCH (UID 3)
      S: a8 OK FETCH completed
    `);
  });

  test('structure', async () => {
    await person.play(`${select}
      C: a1 FETCH 2 BODY
      S: * 2 FETCH (BODY (("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "BASE64" 12 0)("IMAGE" "PNG" ("NAME" "x.png") NIL NIL "BASE64" 4) "MIXED"))
      S: a1 OK FETCH completed
      C: a2 FETCH 1 BODYSTRUCTURE
      S: * 1 FETCH (BODYSTRUCTURE ("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 13 1 NIL NIL NIL NIL))
      S: a2 OK FETCH completed
    `);
  });

  test('sections are exact, and reading one marks the message as seen', async () => {
    await person.play(
      `${select}
      C: a1 FETCH 2 BODY.PEEK[2]
      S: * 2 FETCH (BODY[2] {4}
      S: AAEC)
      S: a1 OK FETCH completed
      C: a2 FETCH 2 BODY[HEADER.FIELDS (Subject)]
      S: * 2 FETCH (BODY[HEADER.FIELDS (Subject)] {16}
      S: Subject: Two
      S: 
      S:  FLAGS (\\Seen \\Recent $Work))
      S: a2 OK FETCH completed
      C: a3 FETCH 1 BODY[TEXT]<6.5>
      S: * 1 FETCH (BODY[TEXT]<6> {5}
      S: Alice)
      S: a3 OK FETCH completed
      C: a4 FETCH 2 (BINARY[1] BINARY.SIZE[1] BODY.PEEK[9])
      S: * 2 FETCH (BINARY[1] {7}
      S: Grüße BINARY.SIZE[1] 7 BODY[9] NIL)
      S: a4 OK FETCH completed
      C: a5 FETCH 2 (BINARY.PEEK[2])
      S: * 2 FETCH (BINARY[2] ~{3}
      S: ␀\u0001\u0002)
      S: a5 OK FETCH completed
      C: a6 FETCH 1 (RFC822.HEADER BODY.PEEK[]<0.5>)
      S: * 1 FETCH (RFC822.HEADER {${octets(LETTER).indexOf('\r\n\r\n') + 4}}
      S: ...
      S:  BODY[]<0> {5}
      S: From:)
      S: a6 OK FETCH completed
    `.replace('␀', '\0'),
    );
  });
});

describe('BINARY', () => {
  const UNKNOWN = PARTS.replace('Transfer-Encoding: base64', 'Transfer-Encoding: x-wrapped');

  test('a section that cannot be decoded fails the command when all others were sent: RFC 3516 section 4.3', async () => {
    await appendText(person.mailboxes, 'INBOX', UNKNOWN);
    await appendText(person.mailboxes, 'INBOX', PARTS);
    await person.play(`
      C: s SELECT INBOX
      S: ...
      S: s OK …
      C: a1 FETCH 2,4:5 (UID BINARY.PEEK[1])
      S: * 2 FETCH (UID 2 BINARY[1] {7}
      S: Grüße)
      S: * 4 FETCH (UID 4)
      S: * 5 FETCH (UID 5 BINARY[1] {7}
      S: Grüße)
      S: a1 NO [UNKNOWN-CTE] …
      C: a2 FETCH 4:5 (BINARY.SIZE[1] BINARY.SIZE[2])
      S: * 4 FETCH (BINARY.SIZE[2] 3)
      S: * 5 FETCH (BINARY.SIZE[1] 7 BINARY.SIZE[2] 3)
      S: a2 NO [UNKNOWN-CTE] …
      C: a3 FETCH 4 BINARY.SIZE[1]
      S: a3 NO [UNKNOWN-CTE] …
      C: a4 FETCH 4 BINARY[1]
      S: * 4 FETCH (FLAGS (\\Seen \\Recent))
      S: a4 NO [UNKNOWN-CTE] …
    `);
  });
});

describe('STORE', () => {
  const select = 'C: s SELECT INBOX\nS: ...\nS: s OK …\nC2: s SELECT INBOX\nS2: ...\nS2: s OK …\n';

  test('answers with the flags, and tells the others', async () => {
    await person.play(`${select}
      C: a1 STORE 1:2 +FLAGS (\\Deleted $Mine)
      S: * FLAGS (… $Mine $Work)
      S: * OK [PERMANENTFLAGS (… $Mine $Work \\*)] …
      S: * 1 FETCH (FLAGS (\\Seen \\Deleted \\Recent $Mine))
      S: * 2 FETCH (FLAGS (\\Deleted \\Recent $Mine $Work))
      S: a1 OK STORE completed
      C2: b1 NOOP
      S2: * FLAGS (… $Mine $Work)
      S2: * OK [PERMANENTFLAGS (… $Mine $Work \\*)] …
      S2: * 1 FETCH (FLAGS (\\Seen \\Deleted $Mine))
      S2: * 2 FETCH (FLAGS (\\Deleted $Mine $Work))
      S2: b1 OK NOOP completed
      C: a2 UID STORE 3 FLAGS.SILENT (\\Flagged \\Recent)
      S: a2 OK STORE completed
      C: a3 UID STORE 3 -FLAGS \\Flagged
      S: * 3 FETCH (UID 3 FLAGS (\\Recent))
      S: a3 OK STORE completed
      C: a4 STORE 1 +FLAGS (\\Nonsense)
      S: a4 NO [CANNOT] …
    `);
  });

  test('UNCHANGEDSINCE leaves alone what somebody changed', async () => {
    await person.play(`${select}
      C: a1 FETCH 1 MODSEQ
      S: * OK [HIGHESTMODSEQ …] …
      S: * 1 FETCH (MODSEQ ({m}))
      S: a1 OK FETCH completed
      C2: b1 STORE 1 +FLAGS.SILENT (\\Flagged)
      S2: b1 OK STORE completed
      C: a2 STORE 1 (UNCHANGEDSINCE {m}) +FLAGS.SILENT (\\Deleted)
      S: * 1 FETCH (UID 1 FLAGS (\\Seen \\Flagged \\Recent) MODSEQ ({n}))
      S: a2 OK [MODIFIED 1] …
      C: a3 UID STORE 1 (UNCHANGEDSINCE {n}) +FLAGS.SILENT (\\Deleted)
      S: * 1 FETCH (UID 1 MODSEQ (…))
      S: a3 OK STORE completed
      C: a4 FETCH 1:* FLAGS (CHANGEDSINCE {n})
      S: * 1 FETCH (FLAGS (\\Seen \\Flagged \\Deleted \\Recent) MODSEQ (…))
      S: a4 OK FETCH completed
    `);
  });
});

describe('EXPUNGE, MOVE, COPY', () => {
  const select = 'C: s SELECT INBOX\nS: ...\nS: s OK …\n';

  test('EXPUNGE counts down, and others hear of it when they may', async () => {
    await person.play(`${select}
      C2: s SELECT INBOX
      S2: ...
      S2: s OK …
      C: a1 STORE 1,3 +FLAGS.SILENT (\\Deleted)
      S: a1 OK STORE completed
      C: a2 EXPUNGE
      S: * 3 EXPUNGE
      S: * 1 EXPUNGE
      S: a2 OK EXPUNGE completed
      S2!: * … EXPUNGE
      C2: b1 FETCH 2 UID
      S2: * 2 FETCH (UID 2)
      S2: b1 OK FETCH completed
      C2: b2 FETCH 1 ENVELOPE
      S2: ...
      S2: b2 OK [EXPUNGEISSUED] …
      C2: b3 NOOP
      S2: * 3 EXPUNGE
      S2: * 1 EXPUNGE
      S2: b3 OK NOOP completed
      C: a3 FETCH 1 UID
      S: * 1 FETCH (UID 2)
      S: a3 OK FETCH completed
    `);
  });

  test('COPY and MOVE tell the new UIDs', async () => {
    await person.play(`${select}
      C: a1 COPY 1:2 Archive
      S: a1 OK [COPYUID {v} 1:2 1:2] COPY completed
      C: a2 UID MOVE 2:3 Trash
      S: * OK [COPYUID … 2:3 1:2] Moved
      S: * 3 EXPUNGE
      S: * 2 EXPUNGE
      S: a2 OK MOVE completed
      C: a3 COPY 1 Nowhere
      S: a3 NO [TRYCREATE] …
      C: a4 UID COPY 77 Archive
      S: a4 OK No messages to copy
      C: a5 UID STORE 1 +FLAGS (\\Deleted)
      S: ...
      S: a5 OK …
      C: a6 UID EXPUNGE 2:99
      S: a6 OK EXPUNGE completed
      C: a7 CLOSE
      S: a7 OK CLOSE completed
      C: a8 STATUS INBOX (MESSAGES)
      S: * STATUS INBOX (MESSAGES 0)
      S: a8 OK STATUS completed
    `);
  });

  const selectedByTwo = `${select}C2: s SELECT INBOX\nS2: ...\nS2: s OK …\n`;
  const expunge = (tag: string, sequenceNumber: number) => `
      C: ${tag}1 STORE ${sequenceNumber} +FLAGS.SILENT (\\Deleted)
      S: ${tag}1 OK STORE completed
      C: ${tag}2 EXPUNGE
      S: * ${sequenceNumber} EXPUNGE
      S: ${tag}2 OK EXPUNGE completed`;

  test('COPY and MOVE of messages that somebody else has expunged: RFC 2180 section 4.4.1', async () => {
    await person.play(`${selectedByTwo}${expunge('a', 2)}
      C2: b1 COPY 1:3 Archive
      S2: * 2 EXPUNGE
      S2: b1 NO [EXPUNGEISSUED] …
      C2: b2 COPY 1:2 Archive
      S2: b2 OK [COPYUID {v} 1,3 1:2] COPY completed${expunge('c', 1)}
      C2: b3 MOVE 1:2 Archive
      S2: * 1 EXPUNGE
      S2: b3 NO [EXPUNGEISSUED] …
      C2: b4 MOVE 1 Archive
      S2: * OK [COPYUID {v} 3 3] Moved
      S2: * 1 EXPUNGE
      S2: b4 OK MOVE completed
    `);
  });

  test('by UID those that are gone are passed over: RFC 9051 section 6.4.9', async () => {
    await person.play(`${selectedByTwo}${expunge('a', 2)}
      C2: b1 UID COPY 2 Archive
      S2: * 2 EXPUNGE
      S2: b1 OK [EXPUNGEISSUED] …${expunge('c', 1)}
      C2: b2 UID MOVE 1:3 Archive
      S2: * OK [COPYUID {v} 3 1] Moved
      S2: * 2 EXPUNGE
      S2: * 1 EXPUNGE
      S2: b2 OK MOVE completed
    `);
  });

  test('QRESYNC: VANISHED instead of EXPUNGE, and what was missed', async () => {
    await person.play(`
      C: a1 ENABLE QRESYNC
      S: * ENABLED QRESYNC
      S: a1 OK ENABLE completed
      C: a2 SELECT INBOX
      S: ...
      S: * OK [UIDVALIDITY {v}] …
      S: * OK [UIDNEXT 4] …
      S: * OK [HIGHESTMODSEQ {m}] …
      S: ...
      S: a2 OK …
      C: a3 STORE 2 +FLAGS (\\Deleted)
      S: ...
      S: * 2 FETCH (UID 2 FLAGS (\\Deleted \\Recent $Work) MODSEQ (…))
      S: a3 OK STORE completed
      C: a4 EXPUNGE
      S: * VANISHED 2
      S: a4 OK [HIGHESTMODSEQ …] EXPUNGE completed
      C: a5 STORE 1 +FLAGS.SILENT (\\Flagged)
      S: * 1 FETCH (UID 1 MODSEQ (…))
      S: a5 OK STORE completed
      C2: b1 ENABLE QRESYNC
      S2: ...
      S2: b1 OK …
      C2: b2 SELECT INBOX (QRESYNC ({v} {m} 1:9))
      S2: ...
      S2: * VANISHED (EARLIER) 2
      S2: * 1 FETCH (UID 1 FLAGS (\\Seen \\Flagged) MODSEQ (…))
      S2: b2 OK [READ-WRITE] SELECT completed
      C2: b3 UID FETCH 1:* FLAGS (CHANGEDSINCE {m} VANISHED)
      S2: * VANISHED (EARLIER) 2
      S2: * 1 FETCH (UID 1 FLAGS (\\Seen \\Flagged) MODSEQ (…))
      S2: b3 OK FETCH completed
      C3: c1 SELECT INBOX (QRESYNC (1 1))
      S3: c1 BAD QRESYNC has not been enabled
    `);
  });

  test('QRESYNC: no ModSeq vouches for what has not been told', async () => {
    await person.play(`
      C: a1 ENABLE QRESYNC
      S: ...
      S: a1 OK …
      C: a2 SELECT INBOX
      S: ...
      S: * OK [HIGHESTMODSEQ {m}] …
      S: ...
      S: a2 OK …
      C2: b1 SELECT INBOX
      S2: ...
      S2: b1 OK …
      C2: b2 STORE 1 +FLAGS.SILENT (\\Deleted)
      S2: b2 OK …
      C2: b3 EXPUNGE
      S2: * 1 EXPUNGE
      S2: b3 OK …
      C2: b4 STORE 1 +FLAGS.SILENT (\\Flagged)
      S2: b4 OK …
      C: a3 FETCH 3 UID
      S: * 3 FETCH (UID 3)
      S: ...
      S: * 2 FETCH (UID 2 FLAGS (…) MODSEQ (…))
      S: * OK [HIGHESTMODSEQ {m}] …
      S: a3 OK …
      C: a4 NOOP
      S: * VANISHED 1
      S: a4 OK …
      C: a5 FETCH 2 (FLAGS BODY[TEXT]<0.1>)
      S: * 2 FETCH (FLAGS (\\Seen …) BODY[TEXT]<0> {1}
      S: … UID 3 MODSEQ (…))
      S: a5 OK …
      C: a6 MOVE 1 Drafts
      S: * OK [COPYUID …] Moved
      S: * VANISHED 2
      S: a6 OK [HIGHESTMODSEQ …] MOVE completed
      C: a7 STORE 1 +FLAGS.SILENT (\\Deleted)
      S: ...
      S: a7 OK …
      C: a8 CLOSE
      S: a8 OK CLOSE completed
    `);
  });
});

describe('SEARCH', () => {
  const select = 'C: s SELECT INBOX\nS: ...\nS: s OK …\n';

  test('in both forms, and saved', async () => {
    await person.play(`${select}
      C: a1 SEARCH UNSEEN
      S: * SEARCH 2 3
      S: a1 OK SEARCH completed
      C: a2 UID SEARCH FROM bert
      S: * SEARCH 2
      S: a2 OK SEARCH completed
      C: a3 SEARCH SUBJECT nothing
      S: * SEARCH
      S: a3 OK SEARCH completed
      C: a4 SEARCH RETURN (MIN MAX COUNT ALL) SENTON 2-Feb-2026
      S: * ESEARCH (TAG "a4") MIN 1 MAX 3 ALL 1,3 COUNT 2
      S: a4 OK SEARCH completed
      C: a5 UID SEARCH RETURN (SAVE) ANSWERED
      S: a5 OK SEARCH completed
      C: a6 FETCH $ UID
      S: * 3 FETCH (UID 3)
      S: a6 OK FETCH completed
      C: b6 SEARCH RETURN (SAVE) 7
      S: b6 BAD No such message
      C: c6 FETCH $ UID
      S: * 3 FETCH (UID 3)
      S: c6 OK FETCH completed
      C: d6 SEARCH RETURN (SAVE) CHARSET KOI8-R SUBJECT x
      S: d6 NO [BADCHARSET (UTF-8 US-ASCII)] …
      C: e6 FETCH $ UID
      S: e6 OK FETCH completed
      C: a7 SEARCH CHARSET KOI8-R SUBJECT x
      S: a7 NO [BADCHARSET (UTF-8 US-ASCII)] …
      C: a8 SEARCH CHARSET UTF-8 BODY {7+}␍␊Grüße
      S: * SEARCH 2
      S: a8 OK SEARCH completed
      C: a9 SEARCH 7
      S: a9 BAD No such message
      C: b1 SEARCH MODSEQ 1
      S: * OK [HIGHESTMODSEQ …] …
      S: * SEARCH 1 2 3 (MODSEQ …)
      S: b1 OK SEARCH completed
      C: b2 SEARCH RETURN (MIN) NOT EMAILID E1
      S: * ESEARCH (TAG "b2") MIN 2
      S: b2 OK SEARCH completed
      C: b3 SEARCH NOT EMAILID nonsense KEYWORD $work
      S: * SEARCH 2
      S: b3 OK SEARCH completed
    `);
  });
});

describe('APPEND', () => {
  test('with flags and a date, answered with the UID; the selected mailbox hears of it', async () => {
    await person.play(
      `
      C: s SELECT Drafts
      S: ...
      S: s OK …
      C: a1 APPEND Drafts (\\Draft $Note) " 1-Mar-2026 08:00:00 +0000" {14}
      S: + Ready for literal data
      C: Subject: x␍␊␍␊
      S: * 1 EXISTS
      S: * 1 RECENT
      S: a1 OK [APPENDUID {v} 1] APPEND completed
      C: a2 FETCH 1 (FLAGS INTERNALDATE BODY.PEEK[])
      S: * 1 FETCH (FLAGS (\\Draft \\Recent $Note) INTERNALDATE "01-Mar-2026 08:00:00 +0000" BODY[] {14}
      S: Subject: x
      S: 
      S: )
      S: a2 OK FETCH completed
      C: a3 APPEND Nowhere {3}
      S: a3 NO [TRYCREATE] …
      C: a4 APPEND Nowhere {9+}␍␊a9 LOGOUT
      S: a4 NO [TRYCREATE] …
      C: a5 APPEND Drafts {0}
      S: a5 NO A message cannot be empty
      C: b5 APPEND Drafts {4+}␍␊a: b {0+}␍␊
      S: b5 NO A message cannot be empty
      C: a6 APPEND Drafts {4+}␍␊a: b {4+}␍␊c: d (\\Seen) ~{5+}␍␊e: ␀f
      S: * 4 EXISTS
      S: * 4 RECENT
      S: a6 OK [APPENDUID {v} 2:4] APPEND completed
      C: a7 APPEND Drafts UTF8 (~{7+}␍␊g: äö)
      S: * 5 EXISTS
      S: ...
      S: a7 OK …
      C: a8 APPEND Drafts "nonsense" {9+}␍␊a9 LOGOUT
      S: a8 BAD Expected a date …
      C: a9 APPEND Drafts {4+}␍␊a: b garbage
      S: a9 BAD …
      C: b1 FETCH 4 BODY.PEEK[]
      S: * 4 FETCH (BODY[] {5}
      S: e: ␀f)
      S: b1 OK FETCH completed
      C: b2 NOOP
      S: b2 OK NOOP completed
    `.replace('S: e: ␀f', 'S: e: \0f'),
    );
  });

  test('over the limit', async () => {
    const limit = 50 * 1024 * 1024;
    await person.play(`
      C: a1 APPEND INBOX {${limit + 1}}
      S: a1 NO [TOOBIG] …
      C: a2 APPEND INBOX {4294967295+}
      S: * BYE Message too large
      S: a2 NO [TOOBIG] …
      S: ␄
    `);
  });

  test('a message of megabytes comes back as it went', async () => {
    const text = `Subject: big\r\n\r\n${'0123456789abcdef\r\n'.repeat(300_000)}`;
    using client = await RawClient.open(office.port);
    await signIn(client, person.userId);
    client.send(`a1 APPEND Archive {${text.length}+}\r\n${text}\r\na2 SELECT Archive\r\na3 FETCH 1 BODY.PEEK[]\r\n`);
    let line = await client.line();
    while (!line.startsWith('* 1 FETCH')) line = await client.line();
    expect(line).toBe(`* 1 FETCH (BODY[] {${text.length}}`);
    expect((await client.bytes(text.length)) === text).toBe(true);
    expect(await client.line()).toBe(')');
  });
});

describe('IDLE', () => {
  test('tells of what others do, at once', async () => {
    await person.play(`
      C: s SELECT INBOX
      S: ...
      S: s OK …
      C: a1 IDLE
      S: + idling
      C2: b1 APPEND INBOX {4+}␍␊a: b
      S2: b1 OK …
      S: * 4 EXISTS
      S: * 4 RECENT
      C2: s SELECT INBOX
      S2: ...
      S2: s OK …
      C2: b2 STORE 1 +FLAGS.SILENT (\\Deleted)
      S2: b2 OK …
      S: * 1 FETCH (FLAGS (\\Seen \\Deleted \\Recent))
      C2: b3 EXPUNGE
      S2: ...
      S2: b3 OK …
      S: * 1 EXPUNGE
      C: done
      S: a1 OK IDLE completed
      C: a2 IDLE
      S: + idling
      C: a3 NOOP
      S: a2 BAD Expected DONE
    `);
  });

  test('ends when the mailbox is gone', async () => {
    await person.play(`
      C: s SELECT Archive
      S: ...
      S: s OK …
      C: a1 IDLE
      S: + idling
      C2: b1 DELETE Archive
      S2: b1 OK Mailbox deleted
      S: * BYE The selected mailbox has been deleted
      S: ␄
    `);
  });

  test('one that deletes its own mailbox goes on without', async () => {
    await person.play(`
      C: s SELECT Archive
      S: ...
      S: s OK …
      C: a1 DELETE Archive
      S: * OK [CLOSED] …
      S: a1 OK Mailbox deleted
      C: a2 CHECK
      S: a2 BAD CHECK needs a selected mailbox
    `);
  });
});
