import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyOne } from '../../../src/domain/ports/store.ts';
import { type ImapOffice, openImapOffice, signIn } from '../../support/imap-office.ts';
import { RawClient } from '../../support/raw-client.ts';

let office: ImapOffice;

beforeAll(async () => {
  office = await openImapOffice();
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

describe('before signing in', () => {
  test('greeting, capabilities, and what needs a user', async () => {
    await office.play(
      `
      S: * OK [CAPABILITY IMAP4rev1 IMAP4rev2 LITERAL+ ID ENABLE SASL-IR STARTTLS AUTH=…] Mailroom ready
      C: a1 CAPABILITY
      S: * CAPABILITY IMAP4rev1 IMAP4rev2 …
      S: a1 OK CAPABILITY completed
      C: a2 NOOP
      S: a2 OK NOOP completed
      C: a3 ID ("name" "test")
      S: * ID ("name" "Mailroom" "version" "1.0")
      S: a3 OK ID completed
      C: a4 SELECT INBOX
      S: a4 BAD SELECT needs a signed-in user
      C: a5 LOGOUT
      S: * BYE Logging out
      S: a5 OK LOGOUT completed
      S: ␄
      `,
      null,
    );
  });

  test('three bad commands end it', async () => {
    await office.play(
      `
      S: * OK …
      C: POST / HTTP/1.1
      S: POST BAD Unknown command /
      C: Host: example.com
      S: Host: BAD Unknown command EXAMPLE.COM
      C: ␍
      S: * BAD Expected a tag
      S: * BYE Too many bad commands
      S: ␄
      `,
      null,
    );
  });

  test('LOGIN by every kind of string', async () => {
    await office.play(
      `
      S: * OK …
      C: a1 LOGIN alice wrong
      S: a1 NO [AUTHENTICATIONFAILED] Authentication failed
      C: a2 LOGIN {5}
      S: + Ready for literal data
      C: alice {21+}␍␊correct horse battery
      S: a2 OK [CAPABILITY …COMPRESS=DEFLATE] Logged in
      C: a3 LOGIN alice x
      S: a3 BAD LOGIN is not possible any more
      C: a4 STARTTLS
      S: a4 BAD STARTTLS is not possible any more
      `,
      null,
    );
  });

  test('AUTHENTICATE PLAIN, with and without an initial response', async () => {
    const plain = Buffer.from('\0alice\0correct horse battery').toString('base64');
    await office.play(
      `
      S: * OK …
      C: a1 AUTHENTICATE PLAIN
      S: + 
      C: *
      S: a1 BAD Cancelled
      C: a2 AUTHENTICATE PLAIN ====
      S: a2 BAD Not a valid message of the mechanism
      C: a3 AUTHENTICATE NTLM
      S: a3 NO [CANNOT] No such mechanism
      C: a4 AUTHENTICATE PLAIN
      S: + 
      C: ${plain}
      S: a4 OK [CAPABILITY …] Signed in
      `,
      null,
    );
    await office.play(`S: * OK …\nC: a1 AUTHENTICATE PLAIN ${plain}\nS: a1 OK [CAPABILITY …] Signed in`, null);
  });
});

describe('mailboxes', () => {
  test('CREATE is not idempotent, and tells the id', async () => {
    const seen = await office.play(`
      C: a1 CREATE "Projects/2026/"
      S: a1 OK [MAILBOXID ({id})] Mailbox created
      C: a2 CREATE "Projects/2026"
      S: a2 NO [ALREADYEXISTS] Mailbox already exists
      C: a3 STATUS Projects/2026 (MAILBOXID MESSAGES SIZE)
      S: * STATUS Projects/2026 (MAILBOXID ({id}) MESSAGES 0 SIZE 0)
      S: a3 OK STATUS completed
      C: a4 CREATE inbox
      S: a4 NO [ALREADYEXISTS] …
      C: a5 CREATE Later (USE (\\Drafts))
      S: a5 NO [USEATTR] …
      C: a6 CREATE Later (USE (\\Nonsense))
      S: a6 NO [USEATTR] …
    `);
    expect(seen['id']).toMatch(/^M\d+$/);
  });

  test('LIST, LSUB, SUBSCRIBE, RENAME, DELETE', async () => {
    await office.play(
      `
      C: a1 LIST "" ""
      S: * LIST (\\Noselect) "/" ""
      S: a1 OK LIST completed
      C: a2 LIST "" %
      S: * LIST (\\HasNoChildren \\Archive) "/" Archive
      S: * LIST (\\HasNoChildren \\Drafts) "/" Drafts
      S: * LIST (\\HasNoChildren) "/" INBOX
      S: ...
      S: a2 OK LIST completed
      C: a3 CREATE Work/Entw&APw-rfe
      S: a3 OK …
      C: a4 LIST Work/ %
      S: * LIST (\\HasNoChildren) "/" Work/Entw&APw-rfe
      S: a4 OK LIST completed
      C: a5 SUBSCRIBE Work/Gone
      S: a5 OK SUBSCRIBE completed
      C: a6 LIST (SUBSCRIBED) "" Work/*
      S: * LIST (\\NonExistent \\HasNoChildren \\Subscribed) "/" Work/Gone
      S: a6 OK LIST completed
      C: a7 LIST (SUBSCRIBED RECURSIVEMATCH) "" Work RETURN (STATUS (MESSAGES))
      S: * LIST (\\HasChildren) "/" Work ("CHILDINFO" ("SUBSCRIBED"))
      S: a7 OK LIST completed
      C: a8 LSUB "" Work/%
      S: * LSUB () "/" Work/Gone
      S: a8 OK LSUB completed
      C: a9 LSUB "" W%
      S: * LSUB (\\Noselect) "/" Work
      S: a9 OK LSUB completed
      C: b1 LIST "" (Work "W*fe") RETURN (CHILDREN SUBSCRIBED STATUS (MESSAGES))
      S: * LIST (\\HasChildren) "/" Work
      S: * STATUS Work (MESSAGES 0)
      S: * LIST (\\HasNoChildren) "/" Work/Entw&APw-rfe
      S: * STATUS Work/Entw&APw-rfe (MESSAGES 0)
      S: b1 OK LIST completed
      C: b2 DELETE Work
      S: b2 NO [HASCHILDREN] …
      C: b3 RENAME Work Arbeit
      S: b3 OK Mailbox renamed
      C: b4 DELETE Arbeit/Entw&APw-rfe
      S: b4 OK Mailbox deleted
      C: b5 DELETE INBOX
      S: b5 NO [CANNOT] …
      C: b6 DELETE Work
      S: b6 NO [NONEXISTENT] …
      C: b7 UNSUBSCRIBE Work/Gone
      S: b7 OK UNSUBSCRIBE completed
      C: b8 LIST (SPECIAL-USE) "" *
      S: * LIST (\\HasNoChildren \\Archive) "/" Archive
      S: ...
      S: b8 OK LIST completed
      `,
      'bob',
    );
  });

  test('names in UTF-8 once that is enabled', async () => {
    await office.play(`
      C: a1 ENABLE UTF8=ACCEPT X-NONSENSE
      S: * ENABLED UTF8=ACCEPT
      S: a1 OK ENABLE completed
      C: a2 CREATE "Größe"
      S: a2 OK …
      C: a3 LIST "" "Gr*"
      S: * LIST (\\HasNoChildren) "/" "Größe"
      S: a3 OK LIST completed
      C2: a1 LIST "" Gr*
      S2: * LIST (\\HasNoChildren) "/" Gr&APYA3w-e
      S2: a1 OK LIST completed
    `);
  });

  test('NAMESPACE, quota', async () => {
    await office.play(`
      C: a1 NAMESPACE
      S: * NAMESPACE (("" "/")) NIL NIL
      S: a1 OK NAMESPACE completed
      C: a2 GETQUOTAROOT INBOX
      S: * QUOTAROOT INBOX
      S: a2 OK GETQUOTAROOT completed
      C: b2 GETQUOTA ""
      S: b2 NO [NONEXISTENT] …
      C: a3 SETQUOTA "" (STORAGE 1)
      S: a3 NO [NOPERM] …
      C: a4 GETQUOTA other
      S: a4 NO [NONEXISTENT] …
    `);
  });
});

describe('limits and changes of the user', () => {
  test('so many connections from one address that is not trusted', async () => {
    await using strict = await openImapOffice({ settings: { imapMaxConnectionsPerUser: 2, trustedNetworks: [] } });
    await strict.play(`
      C: a1 NOOP
      S: a1 OK …
      C2: b1 NOOP
      S2: b1 OK …
      C: a2 LOGOUT
      S: ...
      S: ␄
      C3: c1 NOOP
      S3: c1 OK …
    `);
    await expect(strict.play('C: a NOOP\nC2: b NOOP\nC3: c NOOP')).rejects.toThrow(/login NO \[LIMIT\]/);
  });

  test('one who is switched off is sent away, idle or not', async () => {
    const { account } = office.bob;
    using idle = await RawClient.open(office.port);
    await signIn(idle, 'bob');
    expect(await idle.ask('a IDLE')).toBe('+ idling');
    await applyOne(office.store, { kind: 'update-user', account, expectVersion: null, isEnabled: false });
    expect(await idle.rest()).toBe('* BYE This account has been switched off\r\n');
  });

  test('a new password ends the sessions of the old one', async () => {
    const { userId, mailboxes } = await office.addPerson();
    using idle = await RawClient.open(office.port);
    await signIn(idle, userId);
    expect(await idle.ask('a IDLE')).toBe('+ idling');
    const [old] = await office.store.reader().directory.credentials(mailboxes.account);
    if (old === undefined) throw new Error('nothing to sign in with');
    const { id: _id, account, ...credential } = old;
    await applyOne(office.store, { kind: 'set-credential', account, credential: { ...credential, label: 'phone' } });
    expect(await idle.ask('DONE')).toBe('a OK IDLE completed');
    await applyOne(office.store, { kind: 'set-credential', account, credential });
    expect(await idle.rest()).toBe('* BYE The password has been changed, sign in again\r\n');
  });
});

test('each mechanism that is announced can be begun', async () => {
  using first = await RawClient.open(office.port);
  const mechanisms = [...(await first.line()).matchAll(/AUTH=([\w-]+)/g)].map(([, name]) => name);
  expect(mechanisms).toEqual(['SCRAM-SHA-256', 'PLAIN', 'LOGIN', 'OAUTHBEARER', 'XOAUTH2']);
  for (const mechanism of mechanisms) {
    using client = await RawClient.open(office.port);
    await client.line();
    expect(await client.ask(`a AUTHENTICATE ${mechanism}`)).toMatch(/^\+ /);
    expect(await client.ask('*')).toBe('a BAD Cancelled');
  }
});
