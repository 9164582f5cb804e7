import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { applyOne } from '../../../src/domain/ports/store.ts';
import { openPop3Office, PASSWORD, type Pop3Office, signIn } from '../../support/pop3-office.ts';
import { RawClient } from '../../support/raw-client.ts';

const ONE = 'Subject: one\r\n\r\nHello\r\n.\r\n..dots\r\nend\r\n';
const TWO = 'Subject: two\r\n\r\nWithout a line end';

let office: Pop3Office;
beforeAll(async () => {
  office = await openPop3Office();
});
afterEach(() => office.empty());
afterAll(() => office[Symbol.asyncDispose]());

describe('messages', () => {
  test('STAT, LIST, RETR: RFC 1939 section 5', async () => {
    await office.file(ONE, TWO);
    await office.play(
      `
      C: STAT
      S: +OK 2 73
      C: LIST
      S: +OK 2 messages (73 octets)
      S: 1 39
      S: 2 34
      S: .
      C: LIST 2
      S: +OK 2 34
      C: LIST 3
      S: -ERR no such message
      C: RETR 1
      S: +OK 39 octets
      S: Subject: one
      S:␠
      S: Hello
      S: ..
      S: ...dots
      S: end
      S: .
      C: RETR 2
      S: +OK 34 octets
      S: Subject: two
      S:␠
      S: Without a line end
      S: .
      C: RETR 0
      S: -ERR no such message
      C: RETR
      S: -ERR syntax error
      C: NOOP
      S: +OK nothing done
      C: QUIT
      S: +OK goodbye
      S: ␄
    `.replace(/␠/g, ' '),
    );
  });

  test('TOP: RFC 1939 section 7', async () => {
    await office.file(ONE);
    await office.play(
      `
      C: TOP 1 0
      S: +OK top of the message follows
      S: Subject: one
      S:␠
      S: .
      C: TOP 1 2
      S: +OK top of the message follows
      S: Subject: one
      S:␠
      S: Hello
      S: ..
      S: .
      C: TOP 1
      S: -ERR syntax error
      C: TOP 1 -1
      S: -ERR syntax error
      C: TOP 2 0
      S: -ERR no such message
    `.replace(/␠/g, ' '),
    );
  });

  test('unique ids stay the same, and are never used again', async () => {
    await office.file(ONE, TWO);
    const first = await office.play(`
      C: UIDL
      S: +OK unique ids follow
      S: 1 {one}
      S: 2 {two}
      S: .
      C: DELE 1
      S: +OK marked as deleted
      C: QUIT
      S: +OK goodbye
    `);
    expect(first.one).toMatch(/^[\x21-\x7e]{1,70}$/);
    await office.file(ONE);
    const second = await office.play(`
      C: UIDL 1
      S: +OK 1 {two}
      C: UIDL
      S: +OK unique ids follow
      S: 1 {two}
      S: 2 {three}
      S: .
      C: UIDL 3
      S: -ERR no such message
    `);
    expect(second.two).toBe(first.two);
    expect([first.one, first.two]).not.toContain(second.three);
  });

  test('30 MB come whole', async () => {
    const line = `${'x'.repeat(70)}\r\n`;
    const body = `.${line}`.repeat(400_000);
    await office.file(`Subject: large\r\n\r\n${body}`);
    using client = await RawClient.open(office.port);
    await signIn(client);
    expect(await client.ask('RETR 1')).toBe(`+OK ${body.length + 18} octets`);
    client.send('QUIT\r\n');
    const sent = await client.rest();
    expect(sent.endsWith('\r\n.\r\n+OK goodbye\r\n')).toBe(true);
    expect(sent.slice(18, -'.\r\n+OK goodbye\r\n'.length).replace(/^\.\./gm, '.')).toBe(body);
  });
});

describe('deleting', () => {
  test('only QUIT deletes', async () => {
    await office.file(ONE, TWO, ONE);
    await office.play(`
      C: DELE 1
      S: +OK marked as deleted
      C: DELE 1
      S: -ERR no such message
      C: RETR 1
      S: -ERR no such message
      C: STAT
      S: +OK 2 73
      C: LIST
      S: +OK 2 messages (73 octets)
      S: 2 34
      S: 3 39
      S: .
      C: RSET
      S: +OK maildrop has 3 messages (112 octets)
      C: DELE 3
      S: +OK marked as deleted
      C: DELE 2
      S: +OK marked as deleted
      C: QUIT
      S: +OK goodbye
    `);
    expect((await office.alice.get('INBOX')).messageCount).toBe(1);
  });

  test('a connection that breaks deletes nothing, and frees the maildrop', async () => {
    await office.file(ONE);
    using client = await RawClient.open(office.port);
    await signIn(client);
    expect(await client.ask('DELE 1')).toBe('+OK marked as deleted');
    client.socket.resetAndDestroy();
    while (office.listener.connections > 0) await new Promise((resolve) => setImmediate(resolve));
    expect((await office.alice.get('INBOX')).messageCount).toBe(1);
    await office.play(`
      C: STAT
      S: +OK 1 39
    `);
  });

  test('what another program has removed meanwhile is missing, and does not stand in the way', async () => {
    await office.file(ONE, TWO);
    using client = await RawClient.open(office.port);
    await signIn(client);
    await office.empty(1);
    expect(await client.ask('RETR 1')).toBe('-ERR no such message');
    expect(await client.ask('DELE 1')).toBe('+OK marked as deleted');
    expect(await client.ask('DELE 2')).toBe('+OK marked as deleted');
    expect(await client.ask('QUIT')).toBe('+OK goodbye');
    expect((await office.alice.get('INBOX')).messageCount).toBe(0);
  });

  test('what is removed between two RETR is missing, though others were read ahead', async () => {
    await office.file(ONE, ONE, ONE, ONE, ONE, ONE);
    using client = await RawClient.open(office.port);
    await signIn(client);
    const retrieve = async (number: number) => {
      const reply = await client.ask(`RETR ${number}`);
      if (reply.startsWith('+OK')) while ((await client.line()) !== '.');
      return reply;
    };
    for (const number of [1, 2]) expect(await retrieve(number)).toBe('+OK 39 octets');
    await office.empty(3);
    for (const number of [3, 1]) expect(await retrieve(number)).toBe('-ERR no such message');
    await office.file(TWO);
    for (const number of [4, 5, 6, 4]) expect(await retrieve(number)).toBe('+OK 39 octets');
    expect(await retrieve(7)).toBe('-ERR no such message');
  });
});

test('a maildrop is free again when its session has ended', async () => {
  for (let i = 0; i < 3; i += 1) {
    await office.play(`
      C: QUIT
      S: +OK goodbye
      S: ␄
    `);
  }
});

test('a user who is deleted is let go', async () => {
  await using other = await openPop3Office();
  using client = await RawClient.open(other.port);
  await signIn(client);
  await applyOne(other.store, {
    kind: 'delete-user',
    expectVersion: null,
    account: other.alice.account,
    handOverTo: null,
  });
  await client.rest();
});

test('commands of the other state are refused', async () => {
  await office.play(`
    C: USER alice
    S: -ERR not now
    C: PASS x
    S: -ERR not now
    C: AUTH PLAIN
    S: -ERR not now
    C: STLS
    S: -ERR not now
    C: LAST
    S: -ERR unknown command
    C: XYZZY
    S: -ERR unknown command
  `);
});

test('pipelined commands are answered in order: RFC 2449 section 6.6', async () => {
  await office.file(ONE, TWO);
  using client = await RawClient.open(office.port);
  client.send(`USER alice\r\nPASS ${PASSWORD}\r\nSTAT\r\nDELE 1\r\nSTAT\r\nQUIT\r\n`);
  expect((await client.rest()).split('\r\n').slice(1)).toEqual([
    '+OK send the password',
    '+OK maildrop has 2 messages (73 octets)',
    '+OK 2 73',
    '+OK marked as deleted',
    '+OK 1 34',
    '+OK goodbye',
    '',
  ]);
});
