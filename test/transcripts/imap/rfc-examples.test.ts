/** Examples that the RFCs show, on mailboxes made as they describe them. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FLAG_DELETED, FLAG_SEEN } from '../../../src/domain/ports/flags.ts';
import { applyOne } from '../../../src/domain/ports/store.ts';
import { type ImapOffice, openImapOffice, type Person, signIn } from '../../support/imap-office.ts';
import { appendText } from '../../support/mailboxes.ts';
import { RawClient } from '../../support/raw-client.ts';

const MINUTE = 60_000;

let office: ImapOffice;
/** Somebody else in each test. */
let person: Person;

beforeAll(async () => {
  office = await openImapOffice();
});
beforeEach(async () => {
  person = await office.addPerson();
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

const TEXT = 'Subject: x\n\nx\n';

describe('RFC 5258 section 5', () => {
  test('example 9: CHILDINFO where what is below is not listed itself', async () => {
    for (const path of [
      'foo2/bar1',
      'foo2/bar2',
      'baz2/bar2',
      'baz2/bar22',
      'baz2/bar222',
      'eps2/mamba',
      'qux2/bar2',
    ]) {
      await person.mailboxes.create(path, { isSubscribed: true });
    }
    await person.mailboxes.setSubscribed('eps2', true);
    await person.play(`
      C: D02 LIST (SUBSCRIBED) "" "*2"
      S*: * LIST (\\HasNoChildren \\Subscribed) "/" baz2/bar2
      S*: * LIST (\\HasNoChildren \\Subscribed) "/" baz2/bar22
      S*: * LIST (\\HasNoChildren \\Subscribed) "/" baz2/bar222
      S*: * LIST (\\HasChildren \\Subscribed) "/" eps2
      S*: * LIST (\\HasNoChildren \\Subscribed) "/" foo2/bar2
      S*: * LIST (\\HasNoChildren \\Subscribed) "/" qux2/bar2
      S: D02 OK LIST completed
      C: D03 LIST (RECURSIVEMATCH SUBSCRIBED) "" "*2"
      S*: * LIST (\\HasChildren) "/" foo2 ("CHILDINFO" ("SUBSCRIBED"))
      S*: * LIST (\\HasNoChildren \\Subscribed) "/" foo2/bar2
      S*: * LIST (\\HasNoChildren \\Subscribed) "/" baz2/bar2
      S*: * LIST (\\HasNoChildren \\Subscribed) "/" baz2/bar22
      S*: * LIST (\\HasNoChildren \\Subscribed) "/" baz2/bar222
      S*: * LIST (\\HasChildren \\Subscribed) "/" eps2 ("CHILDINFO" ("SUBSCRIBED"))
      S*: * LIST (\\HasNoChildren \\Subscribed) "/" qux2/bar2
      S: D03 OK LIST completed
    `);
  });

  test('example 10: several patterns; CHILDINFO does not imply \\HasChildren', async () => {
    await person.mailboxes.create('foo');
    await person.mailboxes.setSubscribed('foo/bar', true);
    await person.play(`
      C: a1 LIST "" ("foo" "foo/*")
      S: * LIST (\\HasNoChildren) "/" foo
      S: a1 OK LIST completed
      C: a2 LIST (SUBSCRIBED) "" "foo/*"
      S: * LIST (\\NonExistent \\HasNoChildren \\Subscribed) "/" foo/bar
      S: a2 OK LIST completed
      C: a3 LIST (SUBSCRIBED RECURSIVEMATCH) "" foo RETURN (CHILDREN)
      S: * LIST (\\HasNoChildren) "/" foo ("CHILDINFO" ("SUBSCRIBED"))
      S: a3 OK LIST completed
    `);
  });
});

test('RFC 5182 section 2.2: a saved result, used by commands in a row', async () => {
  for (const name of ['Smith', 'Jones', 'Smith']) {
    await appendText(person.mailboxes, 'INBOX', `From: ${name} <x@example.com>\n${TEXT}`);
  }
  await person.play(`
    C: s SELECT INBOX
    S: ...
    S: s OK …
    C+: A282 SEARCH RETURN (SAVE) FROM "Smith"␍␊A283 FETCH $ (UID)␍␊
    S: A282 OK SEARCH completed
    S: * 1 FETCH (UID 1)
    S: * 3 FETCH (UID 3)
    S: A283 OK FETCH completed
    C: A300 SEARCH RETURN (SAVE MIN) 1:*
    S: * ESEARCH (TAG "A300") MIN 1
    S: A300 OK SEARCH completed
    C: A301 UID SEARCH UID $
    S: * SEARCH 1
    S: A301 OK SEARCH completed
    C: A302 SEARCH RETURN (SAVE) 99
    S: A302 BAD No such message
    C: A303 FETCH $ UID
    S: * 1 FETCH (UID 1)
    S: A303 OK FETCH completed
    C: B303 SEARCH RETURN (SAVE) FROM "Nobody"
    S: B303 OK SEARCH completed
    C: A304 UID MOVE $ Archive
    S: A304 OK No messages to move
  `);
});

test('RFC 3502 section 6.3.11: several messages, or none of them', async () => {
  await person.play(`
    C: A003 APPEND Drafts (\\Seen) {9}
    S: + Ready for literal data
    C:  one: two (\\Seen) " 7-Feb-1994 22:43:04 -0800" {8}
    S: + Ready for literal data
    C: Sub: foo
    S: A003 OK [APPENDUID {v} 1:2] APPEND completed
    C: A004 APPEND Drafts {4+}␍␊a: b {51000000000}
    S: A004 NO [TOOBIG] …
    C: A005 APPEND Drafts {4+}␍␊a: b {0+}
    C: 
    S: A005 NO A message cannot be empty
    C: A006 STATUS Drafts (MESSAGES UNSEEN DELETED UIDNEXT SIZE)
    S: * STATUS Drafts (MESSAGES 2 UNSEEN 0 DELETED 0 UIDNEXT 3 SIZE 17)
    S: A006 OK STATUS completed
  `);
});

test('RFC 9208 section 4: limits, and what an EXPUNGE would free', async () => {
  const { account } = person.mailboxes;
  const limits = { storageQuota: 512 * 1024, messageQuota: 2 } as const;
  await applyOne(office.store, { kind: 'update-user', account, expectVersion: null, ...limits });
  await appendText(person.mailboxes, 'INBOX', TEXT, { system: FLAG_DELETED });
  await appendText(person.mailboxes, 'INBOX', TEXT, { system: FLAG_SEEN });
  await person.play(`
    C: A003 GETQUOTA ""
    S: * QUOTA "" (STORAGE 1 512 MESSAGE 2 2)
    S: A003 OK GETQUOTA completed
    C: S003 STATUS INBOX (MESSAGES DELETED DELETED-STORAGE APPENDLIMIT RECENT)
    S: * STATUS INBOX (MESSAGES 2 DELETED 1 DELETED-STORAGE 17 APPENDLIMIT 52428800 RECENT 2)
    S: S003 OK STATUS completed
    C: A004 APPEND INBOX {300}
    S: A004 NO [OVERQUOTA] …
    C: s SELECT INBOX
    S: ...
    S: s OK …
    C: A005 COPY 1:2 Archive
    S: A005 NO [OVERQUOTA] …
  `);
});

test('RFC 9051 section 6.4.8: MOVE, told in this order', async () => {
  for (let i = 0; i < 3; i++) await appendText(person.mailboxes, 'INBOX', TEXT);
  await person.play(`
    C: s SELECT INBOX
    S: ...
    S: s OK …
    C: a MOVE 1:2 Archive
    S: * OK [COPYUID {v} 1:2 1:2] Moved
    S: * 2 EXPUNGE
    S: * 1 EXPUNGE
    S: a OK MOVE completed
    C: b EXAMINE INBOX
    S: ...
    S: b OK [READ-ONLY] …
    C: c MOVE 1 Archive
    S: c NO [READ-ONLY] …
  `);
});

test('RFC 9051 section 5.4: who says nothing for 30 minutes is let go', async () => {
  using client = await RawClient.open(office.port);
  await signIn(client, person.userId);
  expect(await client.ask('a IDLE')).toBe('+ idling');
  await office.listener.passTime(29 * MINUTE);
  expect(await client.ask('DONE')).toMatch(/^a OK /);
  // What comes before the end is still answered: only the second reply shows that there was none.
  expect(await client.ask('b IDLE')).toBe('+ idling');
  for (let minutes = 0; minutes < 30 && !client.hasEnded; minutes++) await office.listener.passTime(MINUTE);
  expect(await client.rest()).toBe('* BYE Idle for too long\r\n');
});

test('RFC 9051 section 6.3.4: a name that is kept in another form', async () => {
  await person.play(`
    C: a0 ENABLE IMAP4rev2
    S: * ENABLED IMAP4rev2
    S: a0 OK …
    C: A005 CREATE "Bu\u0308ro"
    S: * LIST () "/" "B\u00fcro" ("OLDNAME" ("Bu\u0308ro"))
    S: A005 OK [MAILBOXID (…)] Mailbox created
    C: A006 SELECT "Bu\u0308ro"
    S: ...
    S: * LIST () "/" "B\u00fcro" ("OLDNAME" ("Bu\u0308ro"))
    S: A006 OK …
    C: A007 RENAME "Bu\u0308ro" Office
    S: * LIST () "/" Office ("OLDNAME" ("Bu\u0308ro"))
    S: A007 OK Mailbox renamed
  `);
});
