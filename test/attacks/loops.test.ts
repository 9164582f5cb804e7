/** No mail goes in circles: each topology ends with one copy for each who is reached, or with one refusal. */
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { SecretBox } from '../../src/base/secret-box.ts';
import { createSenderRewriting } from '../../src/domain/authentication/create-sender-rewriting.ts';
import { connectClient, HOSTNAME, type Office, openOffice } from '../support/smtp-office.ts';
import { LIST, LOOP_TOPOLOGIES } from './support/loop-topologies.ts';
import { forward, mailPlaces, NOWHERE, queuedMail } from './support/mail-places.ts';

let office: Office;

beforeEach(async () => {
  office = await openOffice();
});
afterEach(async () => {
  await office[Symbol.asyncDispose]();
});

const BODY = 'From: sender@example.org\r\nSubject: round and round\r\n\r\ntext';

/** The first reply that is not positive, or the last. */
async function send(message: string, from: string, ...recipients: string[]): Promise<string> {
  await using mx = await office.listen('mx');
  using client = await connectClient(mx);
  for (const line of [`MAIL FROM:<${from}>`, ...recipients.map((to) => `RCPT TO:<${to}>`), 'DATA']) {
    const said = await client.ask(line);
    if (!/^[23]/.test(said)) return said;
  }
  client.send(`${message}\r\n.\r\n`);
  return await client.reply();
}

describe('one message', () => {
  test.each(LOOP_TOPOLOGIES)('$name', async ({ build, verdict, ...row }) => {
    const { header = '', from = 'sender@example.org', to = LIST, places = NOWHERE } = row;
    await build(office);
    expect(await send(`${header}${BODY}`, from, to)).toMatch(new RegExp(`^${verdict} `));
    expect(await mailPlaces(office)).toEqual(places);
  });
});

test('two recipients of whom one leads to the other get one copy', async () => {
  await forward(office, 'carl', ['alice@example.test'], false);
  await office.addAlias('list', [{ kind: 'user', account: await office.account('carl') }]);
  const recipients = ['alice@example.test', 'carl@example.test', 'list@example.test', 'alice@mail.example.test'];
  expect(await send(BODY, 'sender@example.org', ...recipients)).toMatch(/^250 /);
  expect(await mailPlaces(office)).toEqual({ mailboxes: { alice: 1 }, leaving: [] });
});

test('two members who lead to the same address elsewhere send it one copy', async () => {
  await forward(office, 'carl', ['member@example.org'], false);
  await office.addAlias('list', [
    { kind: 'user', account: await office.account('carl') },
    { kind: 'remote', address: 'member@EXAMPLE.org' },
    { kind: 'remote', address: 'member@example.org' },
  ]);
  expect(await send(BODY, 'sender@example.org', 'list@example.test', 'carl@example.test')).toMatch(/^250 /);
  expect((await mailPlaces(office)).leaving).toHaveLength(1);
});

describe('a circle over another server, which sends everything back', () => {
  /** What is on its way out comes back to an address here, until nothing leaves any more. */
  async function sendBack(to: string): Promise<readonly string[]> {
    const replies: string[] = [];
    for (let known = 0; replies.length < 10; ) {
      const leaving = await queuedMail(office);
      const [message] = leaving.slice(known);
      if (message === undefined) return replies;
      known = leaving.length;
      const content = Buffer.from(await office.store.contents.read(message.content)).toString('latin1');
      const received = `Received: from ${HOSTNAME} by mx.example.com; Mon, 23 Nov 2026 07:00:00 +0000\r\n`;
      replies.push(await send(received + message.head + content.trimEnd(), message.returnPath.address, to));
    }
    return replies;
  }

  test.each(['', 'mailer-daemon@example.com'])('of errors about what is sent on, from <%s>', async (from) => {
    const box = new SecretBox(randomBytes(32));
    const senderRewriting = createSenderRewriting({ box, clock: systemClock });
    await office[Symbol.asyncDispose]();
    office = await openOffice({ delivery: { senderRewriting } });
    await forward(office, 'carl', ['carl@example.com'], false);
    expect(await send(BODY, 'sender@example.org', 'carl@example.test')).toMatch(/^250 /);
    const replies: string[] = [];
    for (let known = 0; replies.length < 5; known += 1) {
      const message = (await queuedMail(office))[known];
      if (message === undefined || message.returnPath.address === '') break;
      // Without a mark of ours: it is another message.
      replies.push(await send('Subject: failed\r\n\r\nNo such user', from, message.returnPath.address));
    }
    expect(replies).toEqual([expect.stringMatching(from === '' ? /^250 / : /^550 5\.7\.1 /)]);
    const { mailboxes, leaving } = await mailPlaces(office);
    expect(mailboxes).toEqual(from === '' ? { carl: 1 } : {});
    expect(leaving).toEqual([expect.stringMatching(/^SRS0=.+=carl@example\.test → carl@example\.com$/)]);
  });

  test('of a user whose mail is sent on, without a copy', async () => {
    await forward(office, 'carl', ['carl@example.com'], false);
    expect(await send(BODY, 'sender@example.org', 'carl@example.test')).toMatch(/^250 /);
    expect(await mailPlaces(office)).toMatchObject({ mailboxes: {} });
    expect(await sendBack('carl@example.test')).toEqual([expect.stringMatching(/^250 /)]);
    expect(await mailPlaces(office)).toMatchObject({ mailboxes: { carl: 1 }, leaving: { length: 1 } });
  });

  test('of a user whose mail is sent on, with a copy', async () => {
    await forward(office, 'carl', ['carl@example.com'], true);
    expect(await send(BODY, 'sender@example.org', 'carl@example.test')).toMatch(/^250 /);
    expect(await sendBack('carl@example.test')).toEqual([expect.stringMatching(/^250 /)]);
    expect(await mailPlaces(office)).toMatchObject({ mailboxes: { carl: 2 }, leaving: { length: 1 } });
  });

  test('of two users, to the one whose turn it is not', async () => {
    await forward(office, 'carl', ['carl@example.com'], false);
    await forward(office, 'dora', ['dora@example.com'], false);
    expect(await send(BODY, 'sender@example.org', 'carl@example.test')).toMatch(/^250 /);
    const first = await sendBack('dora@example.test');
    // Then dora's own mark is on it.
    expect(first).toHaveLength(2);
    expect(await mailPlaces(office)).toMatchObject({ mailboxes: { dora: 1 }, leaving: { length: 2 } });
  });

  test("of an alias: refused, and the refusal is the other server's to tell the owners", async () => {
    await office.addAlias('list', [{ kind: 'remote', address: 'list@example.com' }]);
    expect(await send(BODY, 'sender@example.org', 'list@example.test')).toMatch(/^250 /);
    expect(await sendBack('list@example.test')).toEqual([expect.stringMatching(/^554 5\.4\.6 /)]);
    expect(await mailPlaces(office)).toEqual({
      mailboxes: {},
      leaving: ['owner-list@example.test → list@example.com'],
    });
  });

  test('of errors about a list, whose owner has his mail sent on there', async () => {
    await office.addAlias('list', [{ kind: 'remote', address: 'list@example.com' }]);
    await forward(office, 'admin', ['admin@example.com'], false);
    expect(await send(BODY, '', 'owner-list@example.test')).toMatch(/^250 /);
    // The null sender stays: nobody is told of errors about errors.
    expect(await mailPlaces(office)).toEqual({ mailboxes: {}, leaving: [' → admin@example.com'] });
    expect(await sendBack('owner-list@example.test')).toEqual([expect.stringMatching(/^250 /)]);
    expect(await mailPlaces(office)).toEqual({ mailboxes: { admin: 1 }, leaving: [' → admin@example.com'] });
  });
});

test('marks that a stranger has made up keep nothing from users', async () => {
  const marks = ['alice@example.test', 'bob@example.test'].map((mark) => `Delivered-To: ${mark}\r\n`).join('');
  expect(await send(`${marks}${BODY}`, 'sender@example.org', 'alice@example.test')).toMatch(/^250 /);
  expect(await mailPlaces(office)).toEqual({ mailboxes: { alice: 1 }, leaving: [] });
});

test('the table is as long as it should be', async () => {
  expect(LOOP_TOPOLOGIES.length).toBeGreaterThanOrEqual(12);
  expect(await mailPlaces(office)).toEqual(NOWHERE);
});
