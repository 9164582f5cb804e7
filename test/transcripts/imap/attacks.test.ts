import { setTimeout as sleep } from 'node:timers/promises';
import { constants, createDeflateRaw, inflateRawSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ImapOffice, openImapOffice, PASSWORD, signIn } from '../../support/imap-office.ts';
import { appendText } from '../../support/mailboxes.ts';
import { RawClient } from '../../support/raw-client.ts';

const MINUTE = 60_000;

let office: ImapOffice;

beforeAll(async () => {
  office = await openImapOffice();
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
});

const connect = async () => {
  const client = await RawClient.open(office.port);
  await client.line();
  return client;
};
const signedIn = async () => {
  const client = await RawClient.open(office.port);
  await signIn(client, 'alice');
  return client;
};

describe('literals', () => {
  test.each(['{4294967295}', '{8193}', '{99999999999999999999}'])(
    'LOGIN %s is refused and not asked for',
    async (literal) => {
      using client = await connect();
      expect(await client.ask(`a LOGIN ${literal}`)).toBe('a BAD [TOOBIG] Literal too large');
      expect(await client.ask('b NOOP')).toBe('b OK NOOP completed');
    },
  );

  test.each(['{2147483647+}', '{8193+}'])('LOGIN %s before sign-in ends the connection', async (literal) => {
    using client = await connect();
    client.send(`a LOGIN ${literal}\r\nb NOOP\r\n`);
    expect(await client.rest()).toBe('a BAD [TOOBIG] Literal too large\r\n* BYE Literal too large\r\n');
  });

  test('one that comes unasked after sign-in is passed over with its command', async () => {
    using client = await signedIn();
    const inner = `x LOGOUT\r\n${'y'.repeat(200_000)}`;
    client.send(`a SEARCH SUBJECT {${inner.length}+}\r\n${inner} BODY {4+}\r\nz OK\r\nb NOOP\r\n`);
    expect(await client.line()).toBe('a BAD [TOOBIG] Literal too large');
    expect(await client.line()).toBe('b OK NOOP completed');
  });

  test('the message of an APPEND that cannot be is never read as commands', async () => {
    using client = await connect();
    client.send('a APPEND INBOX {12+}\r\nb CAPABILITY\r\n');
    expect(await client.rest()).toMatch(/^a BAD APPEND needs a signed-in user\r\n\* BYE /);
    using other = await signedIn();
    other.send('a APPEND "\\x" {12+}\r\nb CAPABILITY\r\nc NOOP\r\n');
    expect(await other.line()).toMatch(/^a BAD Only/);
    expect(await other.line()).toMatch(/^c OK/);
  });
});

describe('messages that drip', () => {
  test.each(['{100}', '{100+}'])('APPEND %s ends the session, like DATA over SMTP', async (literal) => {
    using client = await signedIn();
    client.send(`a APPEND INBOX ${literal}\r\n`);
    if (literal === '{100}') await client.line();
    for (let minutes = 0; minutes < 60 && !client.hasEnded; minutes++) {
      client.send('x');
      await office.listener.passTime(MINUTE);
    }
    expect(await client.rest()).toBe('* BYE Too slow\r\n');
  });
});

describe('lines', () => {
  test.each([
    ['before sign-in', connect, 8192],
    ['after it', signedIn, 65_536],
  ])('of more than the limit %s', async (_, open, limit) => {
    using client = await open();
    client.send(`a NOOP ${'('.repeat(limit)}`);
    expect(await client.rest()).toBe('a BAD [TOOBIG] Command line too long\r\n* BYE Command line too long\r\n');
  });

  test('with parentheses without end', async () => {
    using client = await signedIn();
    expect(await client.ask(`a NOOP ${'('.repeat(4000)}`)).toMatch(/^a BAD/);
    await client.ask('s SELECT INBOX');
    let line = '';
    while (!line.startsWith('s OK')) line = await client.line();
    expect(await client.ask(`b SEARCH ${'('.repeat(60_000)}`)).toBe('b BAD Search nested too deeply');
    expect(await client.ask(`c SEARCH ${'OR '.repeat(20_000)}ALL ALL`)).toBe('c BAD Search nested too deeply');
    expect(await client.ask(`d UID FETCH ${Array.from({ length: 10_000 }, (_, i) => i * 2 + 1).join(',')} FLAGS`)).toBe(
      'd OK FETCH completed',
    );
  });
});

describe('time', () => {
  // The deadline is a timer of the session; nothing else in a session uses one.
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('signing in has one deadline, whatever drips in meanwhile', async () => {
    using client = await connect();
    for (let seconds = 0; seconds < 59; seconds++) {
      client.send('x');
      vi.advanceTimersByTime(1000);
      await office.listener.passTime(1000);
    }
    expect(client.hasEnded).toBe(false);
    vi.advanceTimersByTime(1000);
    for (let seconds = 0; seconds < 59 && !client.hasEnded; seconds++) {
      client.send('x');
      await office.listener.passTime(1000);
    }
    expect(await client.rest()).toBe('* BYE Idle for too long\r\n');
  });

  test('who has signed in is not bound by it', async () => {
    using client = await signedIn();
    vi.advanceTimersByTime(MINUTE);
    await office.listener.passTime(MINUTE);
    expect(await client.ask('a NOOP')).toBe('a OK NOOP completed');
    // What comes before the end is still answered: only the second reply shows that there was none.
    expect(await client.ask('b NOOP')).toBe('b OK NOOP completed');
  });

  test('five wrong passwords are enough', async () => {
    using client = await connect();
    for (let i = 0; i < 4; i++) expect(await client.ask('a LOGIN alice no')).toMatch(/^a NO \[AUTHENTICATIONFAILED\]/);
    client.send('b LOGIN alice no\r\n');
    expect(await client.rest()).toBe(
      '* BYE Too many failures\r\nb NO [AUTHENTICATIONFAILED] Authentication failed\r\n',
    );
  });
});

describe('TLS', () => {
  test('what is sent in the clear behind STARTTLS is never read', async () => {
    using client = await connect();
    client.send('a STARTTLS\r\nb CAPABILITY\r\n');
    expect(await client.line()).toBe('a OK Begin TLS negotiation now');
    await client.startTls();
    expect(await client.ask('c NOOP')).toBe('c OK NOOP completed');
    expect(client.received).toBe('');
    expect(await client.ask('d STARTTLS')).toBe('d BAD TLS is active already');
    expect(await client.ask('e CAPABILITY')).not.toContain('STARTTLS');
  });

  test('without it no password is taken', async () => {
    office.listener.set('cleartextAuthFrom', []);
    try {
      using client = await RawClient.open(office.port);
      const greeting = await client.line();
      expect(greeting).toContain(' LOGINDISABLED');
      expect(greeting).not.toContain('AUTH=');
      expect(await client.ask(`a LOGIN alice "${PASSWORD}"`)).toBe('a NO [PRIVACYREQUIRED] Signing in needs TLS');
      expect(await client.ask('b AUTHENTICATE PLAIN AGFsaWNlAHg=')).toBe('b NO [PRIVACYREQUIRED] Signing in needs TLS');
    } finally {
      office.listener.set('cleartextAuthFrom', ['127.0.0.0/8']);
    }
  });
});

test('COMPRESS=DEFLATE: the reply in the clear, everything behind it compressed', async () => {
  using client = await signedIn();
  expect(await client.ask('a COMPRESS NONSENSE')).toMatch(/^a NO/);
  expect(await client.ask('b COMPRESS DEFLATE')).toBe('b OK DEFLATE active');
  const deflate = createDeflateRaw();
  const send = (text: string) => {
    deflate.write(text);
    deflate.flush(constants.Z_SYNC_FLUSH, () => client.send(deflate.read().toString('latin1')));
  };
  const inflated = () =>
    inflateRawSync(Buffer.from(client.received, 'latin1'), { finishFlush: constants.Z_SYNC_FLUSH }).toString();
  send('c CAPABILITY\r\nd COMPRESS DEFLATE\r\n');
  while (!client.received.endsWith('\0\0\xff\xff') || !inflated().includes('d ')) await sleep(5);
  expect(inflated()).toMatch(/^\* CAPABILITY (?!.*COMPRESS).*\r\nc OK .*\r\nd NO \[COMPRESSIONACTIVE\] .*\r\n$/);
});

test('sections of one message beyond what is held for it are read when they are sent', async () => {
  const { userId, mailboxes } = await office.addPerson();
  const body = Array.from({ length: 5000 }, (_, i) => `${i} ${'x'.repeat(50)}\n`).join('');
  await appendText(mailboxes, 'INBOX', `Subject: long\n\n${body}`);
  using client = await RawClient.open(office.port);
  await signIn(client, userId);
  client.send('a SELECT INBOX\r\n');
  while (!(await client.line()).startsWith('a OK'));
  const reads = vi.spyOn(office.store.contents, 'read');
  const offsets = Array.from({ length: 10 }, (_, i) => i);
  client.send(`b FETCH 1 (${offsets.map((at) => `BODY.PEEK[TEXT]<${at}.200000>`).join(' ')})\r\n`);
  const text = body.replaceAll('\n', '\r\n');
  for (const at of offsets) {
    expect(await client.line()).toBe(`${at === 0 ? '* 1 FETCH (' : ' '}BODY[TEXT]<${at}> {200000}`);
    expect(await client.bytes(200_000)).toBe(text.slice(at, at + 200_000));
  }
  expect(await client.line()).toBe(')');
  expect(await client.line()).toBe('b OK FETCH completed');
  // Five are held.
  expect(reads).toHaveBeenCalledTimes(15);
  reads.mockRestore();
});

describe('a search whose client has gone', () => {
  const MESSAGES = 200;

  test.each(['', 'c NOOP\r\n'])('is not gone on with, whatever was pipelined: %j', async (pipelined) => {
    const { userId, mailboxes } = await office.addPerson();
    for (let i = 0; i < MESSAGES; i++) await appendText(mailboxes, 'INBOX', `Subject: ${i}\n\nNothing to be found\n`);
    using client = await RawClient.open(office.port);
    await signIn(client, userId);
    client.send('a SELECT INBOX\r\n');
    while (!(await client.line()).startsWith('a OK'));
    const { contents } = office.store;
    const read = contents.read.bind(contents);
    const reads = vi.spyOn(contents, 'read').mockImplementation(async (...args) => {
      if (reads.mock.calls.length === 1) client.end();
      await sleep(1);
      return read(...args);
    });
    client.send(`b SEARCH TEXT wanted\r\n${pipelined}`);
    const rest = await client.rest();
    const count = reads.mock.calls.length;
    reads.mockRestore();
    expect(rest).toBe('');
    expect(count).toBeLessThan(MESSAGES);
  });
});

test('a server that shuts down says goodbye', async () => {
  const other = await openImapOffice();
  using client = await RawClient.open(other.port);
  await signIn(client, 'bob');
  const closing = other.listener.close({ deadlineMs: 5000 });
  expect(await client.rest()).toBe('* BYE [UNAVAILABLE] Server is shutting down\r\n');
  client.end();
  await closing;
  await other[Symbol.asyncDispose]();
});

test('commands in single bytes', async () => {
  using client = await signedIn();
  for (const byte of 'a LIST "" {5}\r\n') client.send(byte);
  expect(await client.line()).toBe('+ Ready for literal data');
  for (const byte of 'INBOX\r\n') {
    client.send(byte);
    await sleep(1);
  }
  expect(await client.line()).toBe('* LIST (\\HasNoChildren) "/" INBOX');
  expect(await client.line()).toBe('a OK LIST completed');
});
