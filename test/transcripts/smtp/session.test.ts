import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SYSTEM } from '../../../src/domain/access/caller.ts';
import { RawClient } from '../../support/raw-client.ts';
import { connectClient, type Office, openOffice, SmtpTestClient, withoutQueueId } from '../../support/smtp-office.ts';
import { startTestListener, type TestListener } from '../../support/test-listener.ts';

const MINUTE = 60_000;

let office: Office;
let mx: TestListener;
let client: SmtpTestClient;

beforeAll(async () => {
  office = await openOffice();
  mx = await office.listen('mx');
});
afterAll(async () => {
  await mx[Symbol.asyncDispose]();
  await office[Symbol.asyncDispose]();
});
beforeEach(async () => {
  client = await connectClient(mx);
  return () => client[Symbol.dispose]();
});

async function withGreeting(): Promise<SmtpTestClient> {
  return connectClient(mx, '');
}

describe('greeting and hello', () => {
  test('RFC 5321 section 4.3.1; the extensions', async () => {
    using raw = new SmtpTestClient(await RawClient.open(mx.port));
    expect(await raw.reply()).toBe('220 mail.example.test ESMTP Mailroom');
    expect(await raw.ask('EHLO client.example.org')).toBe(
      '250-mail.example.test\n250-PIPELINING\n250-SIZE 52428800\n250-8BITMIME\n250-SMTPUTF8\n250-DSN\n' +
        '250-CHUNKING\n250-BINARYMIME\n250-ENHANCEDSTATUSCODES\n250-LIMITS RCPTMAX=1000\n250 STARTTLS',
    );
    expect(await raw.ask('HELO client.example.org')).toBe('250 mail.example.test');
    expect(await raw.ask('QUIT')).toBe('221 2.0.0 mail.example.test closing connection');
    expect(await raw.raw.rest()).toBe('');
  });

  test.each(['MAIL FROM:<a@example.org>', 'RCPT TO:<alice@example.test>', 'DATA', 'VRFY alice', 'STARTTLS'])(
    '%s needs a hello before',
    async (line) => {
      using silent = await withGreeting();
      expect(await silent.ask(line)).toBe('503 5.5.1 Say hello first');
      expect(await silent.ask('NOOP')).toBe('250 2.0.0 Ok');
      expect(await silent.ask('RSET')).toBe('250 2.0.0 Ok');
    },
  );

  test('LHLO is not for SMTP', async () => {
    expect(await client.ask('LHLO client.example.org')).toBe('500 5.5.1 Unknown command');
  });

  test('EHLO ends a transaction', async () => {
    await client.ask('MAIL FROM:<a@example.org>');
    await client.ask('EHLO client.example.org');
    expect(await client.ask('RCPT TO:<alice@example.test>')).toBe('503 5.5.1 MAIL first');
  });
});

describe('commands', () => {
  test.each([
    ['VRFY alice', '252 2.1.5 Cannot verify, but will take messages and try to deliver them'],
    ['EXPN staff', '502 5.5.1 Not offered'],
    ['ETRN example.org', '502 5.5.1 Not offered'],
    ['HELP', '214 2.0.0 See RFC 5321; the reply to EHLO names the extensions'],
    ['TURN', '500 5.5.1 Unknown command'],
    ['AUTH PLAIN AGFsaWNlAHNlY3JldA==', '502 5.5.1 Not offered'],
    ['STARTTLS foo', '501 5.5.4 Syntax error in the arguments'],
    ['DATA', '503 5.5.1 MAIL first'],
    ['RCPT TO:<alice@example.test>', '503 5.5.1 MAIL first'],
    ['MAIL FROM:<a@example.org> SIZE=52428801', '552 5.3.4 Message is too large'],
    ['MAIL FROM:<a@example.org> REQUIRETLS', '555 5.5.4 Unknown parameter'],
    ['MAIL FROM:<a@example.org> BODY=x', '501 5.5.4 Syntax error in a parameter value'],
    ['MAIL FROM:<ä@example.org>', '553 5.6.7 Addresses beyond ASCII need SMTPUTF8'],
    ['MAIL FROM:<a>', '501 5.1.7 Syntax error in the sender address'],
    [`NOOP ${'x'.repeat(2050)}`, '500 5.5.2 Line is too long'],
    [`NOOP ${'x'.repeat(60_000)}`, '500 5.5.2 Line is too long'],
  ])('%s', async (line, expected) => {
    client.raw.socket.write(`${line}\r\n`);
    expect(await client.reply()).toBe(expected);
    expect(await client.ask('NOOP')).toBe('250 2.0.0 Ok');
  });

  test('a line that a bare LF ends is no command', async () => {
    client.send('NOOP\n');
    expect(await client.reply()).toBe('500 5.5.2 Lines end with CRLF and hold no control characters');
  });

  test('an endless line ends the session', async () => {
    client.send('x'.repeat(200_000));
    expect(await client.raw.rest()).toBe('421 4.7.0 Too much\r\n');
  });

  test('MAIL within a transaction', async () => {
    await client.ask('MAIL FROM:<a@example.org>');
    expect(await client.ask('MAIL FROM:<b@example.org>')).toBe('503 5.5.1 Not within a mail transaction');
    expect(await client.ask('STARTTLS')).toBe('503 5.5.1 Not within a mail transaction');
    expect(await client.ask('DATA')).toBe('503 5.5.1 No valid recipients');
  });

  test('too many recipients', async () => {
    await office.settings.set(SYSTEM, 'smtpMaxRecipients', '100');
    await client.ask('MAIL FROM:<a@example.org>');
    client.send('RCPT TO:<alice@example.test>\r\n'.repeat(101));
    const said = [];
    for (let i = 0; i < 101; i++) said.push(await client.reply());
    await office.settings.reset(SYSTEM, 'smtpMaxRecipients');
    expect(said.slice(0, 100)).toEqual(Array.from({ length: 100 }, () => '250 2.1.5 Ok'));
    expect(said[100]).toBe('452 4.5.3 Too many recipients');
  });
});

describe('messages', () => {
  test('is stored as it came, below Return-Path and Received', async () => {
    await office.addUser('carol');
    const text = 'From: sender@example.org\r\nSubject: one\r\n\r\n..two dots\r\n.\tone\r\nlast';
    const stuffed = text.replaceAll('\r\n.', '\r\n..');
    expect(await client.deliver(stuffed, ['carol@example.test'])).toMatch(/^250 2\.0\.0 Ok: queued as [0-9A-Z]{12}$/);
    const [stored = ''] = await office.messages('carol');
    expect(stored).toMatch(
      /^Return-Path: <sender@example\.org>\r\nReceived: from client\.example\.org \(\[127\.0\.0\.1\]\)\r\n\tby mail\.example\.test with ESMTP id [0-9A-Z]{12}\r\n\tfor <carol@example\.test>;\r\n\t\w{3}, \d+ \w{3} \d{4} [\d:]{8} [+-]\d{4}\r\nFrom: /,
    );
    expect(stored.slice(stored.indexOf('From: '))).toBe(`${text}\r\n`);
  });

  test('RFC 5321 appendix D.1: a typical transaction', async () => {
    const count = (await office.messages('bob')).length;
    expect(await client.ask('MAIL FROM:<smith@example.org>')).toBe('250 2.1.0 Ok');
    expect(await client.ask('RCPT TO:<bob@example.test>')).toBe('250 2.1.5 Ok');
    expect(await client.ask('RCPT TO:<green@example.test>')).toBe('550 5.1.1 No such user here');
    expect(await client.ask('RCPT TO:<alice@example.test>')).toBe('250 2.1.5 Ok');
    expect(await client.ask('DATA')).toBe('354 End data with <CR><LF>.<CR><LF>');
    expect(await client.ask('Blah blah blah...\r\n...etc. etc. etc.\r\n.')).toMatch(/^250 2\.0\.0 Ok: queued as /);
    expect(await client.ask('QUIT')).toMatch(/^221 /);
    const stored = (await office.messages('bob')).slice(count);
    expect(stored).toHaveLength(1);
    // The dot at the start of the second line was stuffed by nobody, so that one of three is taken away.
    expect(stored[0]).toMatch(/\r\nBlah blah blah\.\.\.\r\n\.\.etc\. etc\. etc\.\r\n$/);
    expect(stored[0]).not.toContain('for <');
  });

  test('RFC 5321 appendix D.2: an aborted transaction', async () => {
    expect(await client.ask('MAIL FROM:<smith@example.org>')).toBe('250 2.1.0 Ok');
    expect(await client.ask('RCPT TO:<bob@example.test>')).toBe('250 2.1.5 Ok');
    expect(await client.ask('RSET')).toBe('250 2.0.0 Ok');
    expect(await client.ask('DATA')).toBe('503 5.5.1 MAIL first');
  });

  test('RFC 2920 section 4: a pipelined dialogue', async () => {
    client.send(
      'MAIL FROM:<mrose@example.org>\r\nRCPT TO:<bob@example.test>\r\nRCPT TO:<nobody@example.test>\r\n' +
        'RCPT TO:<alice@example.test>\r\nDATA\r\n',
    );
    const said = [];
    for (let i = 0; i < 5; i++) said.push((await client.reply()).slice(0, 3));
    expect(said).toEqual(['250', '250', '550', '250', '354']);
    client.send('Subject: pipelined\r\n\r\n.\r\nQUIT\r\n');
    expect(await client.reply()).toMatch(/^250 2\.0\.0 Ok: queued as /);
    expect(await client.reply()).toMatch(/^221 /);
  });

  test('in packets of one octet', async () => {
    const text = 'Subject: drip\r\n\r\n..dot\r\n';
    await client.ask('MAIL FROM:<a@example.org>');
    await client.ask('RCPT TO:<bob@example.test>');
    await client.ask('DATA');
    for (const octet of `${text}.\r\n`) client.send(octet);
    expect(await client.reply()).toMatch(/^250 /);
    expect((await office.messages('bob')).at(-1)).toMatch(/\r\nSubject: drip\r\n\r\n\.dot\r\n$/);
  });

  test('several in one session; the null sender', async () => {
    expect(await client.deliver('Subject: 1\r\n', ['bob@example.test'])).toMatch(/^250 /);
    expect(await client.deliver('Subject: 2\r\n', ['bob@example.test'], '')).toMatch(/^250 /);
    expect((await office.messages('bob')).at(-1)).toMatch(/^Return-Path: <>\r\n/);
  });

  test('SMTPUTF8: RFC 6531 sections 3.4 and 4.3', async () => {
    await office.addUser('jörg', { localPart: 'jörg' });
    const mail = Buffer.from('MAIL FROM:<ä@example.org> SMTPUTF8\r\n').toString('latin1');
    const rcpt = Buffer.from('RCPT TO:<JÖRG@example.test>\r\n').toString('latin1');
    client.send(mail + rcpt);
    expect([await client.reply(), await client.reply()]).toEqual(['250 2.1.0 Ok', '250 2.1.5 Ok']);
    await client.ask('DATA');
    expect(await client.ask('Subject: utf-8\r\n\r\n.')).toMatch(/^250 /);
    const stored = Buffer.from((await office.messages('jörg'))[0] ?? '', 'latin1').toString();
    expect(stored).toContain('Return-Path: <ä@example.org>\r\n');
    expect(stored).toContain('with UTF8SMTP id ');
    expect(stored).toContain('for <JÖRG@example.test>;');
  });

  test('RCPT beyond ASCII needs SMTPUTF8 at MAIL', async () => {
    await client.ask('MAIL FROM:<a@example.org>');
    client.send(Buffer.from('RCPT TO:<jörg@example.test>\r\n').toString('latin1'));
    expect(await client.reply()).toBe('553 5.6.7 Addresses beyond ASCII need SMTPUTF8');
  });

  test('one that is too large is read to its end and refused', async () => {
    await office.settings.set(SYSTEM, 'maxMessageBytes', '64k');
    const count = (await office.messages('bob')).length;
    const text = `Subject: big\r\n\r\n${'x'.repeat(98)}\r\n`.repeat(700);
    expect(withoutQueueId(await client.deliver(text, ['bob@example.test']))).toBe('552 5.3.4 Message is too large');
    expect(await client.deliver('Subject: small\r\n', ['bob@example.test'])).toMatch(/^250 /);
    await client.ask('MAIL FROM:<a@example.org>');
    await client.ask('RCPT TO:<bob@example.test>');
    await client.ask('DATA');
    client.send(text.repeat(4));
    expect(await client.raw.rest()).toBe('421 4.7.0 Too much\r\n');
    await office.settings.reset(SYSTEM, 'maxMessageBytes');
    expect(await office.messages('bob')).toHaveLength(count + 1);
  });

  test.each([
    ['too many hops', 'Received: x\r\n'.repeat(51), '554 5.4.6 Too many hops: the message is in a loop'],
    ['500,000 header fields', 'To: a@b\r\n'.repeat(500_000), '552 5.3.4 Message header is too large'],
    ['one header field of 1 MB', `To: ${'a@b, '.repeat(200_000)}`, '552 5.3.4 Message header is too large'],
    [
      'a first line that begins with a space',
      ' , eve@example.net\r\n',
      '554 5.6.0 Message header begins with white space',
    ],
    ['a line of more than 1 MB', `\r\n${'x'.repeat(1024 * 1024 + 1)}`, '550 5.6.0 Message has a line that is too long'],
  ])('with %s is refused, and the session goes on', async (_name, text, expected) => {
    expect(withoutQueueId(await client.deliver(text, ['bob@example.test']))).toBe(expected);
    expect(await client.ask('NOOP')).toBe('250 2.0.0 Ok');
  });

  test('a line of 1 MB is taken', async () => {
    expect(await client.deliver(`\r\n${'x'.repeat(1024 * 1024 - 2)}`, ['bob@example.test'])).toMatch(/^250 /);
  });

  test('a message cut off in the middle is not filed', async () => {
    const count = (await office.messages('bob')).length;
    await client.ask('MAIL FROM:<a@example.org>');
    await client.ask('RCPT TO:<bob@example.test>');
    await client.ask('DATA');
    client.send('Subject: cut\r\n\r\nbody\r\n');
    client.raw.end();
    await client.raw.rest();
    expect(await office.messages('bob')).toHaveLength(count);
  });
});

describe('chunks', () => {
  test('RFC 3030 section 4.2: pipelined', async () => {
    client.send(
      'MAIL FROM:<Sam@example.org>\r\nRCPT TO:<bob@example.test>\r\nBDAT 15\r\nSubject: a\r\n\r\nb' +
        'BDAT 4\r\ncd\r\nBDAT 0 LAST\r\nNOOP\r\n',
    );
    const said = [];
    for (let i = 0; i < 6; i++) said.push(await client.reply());
    expect(said.slice(0, 4)).toEqual([
      '250 2.1.0 Ok',
      '250 2.1.5 Ok',
      '250 2.0.0 15 octets received',
      '250 2.0.0 4 octets received',
    ]);
    expect(said[4]).toMatch(/^250 2\.0\.0 Ok: queued as /);
    expect(said[5]).toBe('250 2.0.0 Ok');
    expect((await office.messages('bob')).at(-1)).toMatch(/\r\nSubject: a\r\n\r\nbcd\r\n$/);
  });

  test('dots mean nothing, and no line end is added', async () => {
    await client.ask('MAIL FROM:<a@example.org>');
    await client.ask('RCPT TO:<bob@example.test>');
    client.send('BDAT 10 LAST\r\n\r\n.\r\n..\r\nx');
    expect(await client.reply()).toMatch(/^250 /);
    expect((await office.messages('bob')).at(-1)).toMatch(/\d{4}\r\n\r\n\.\r\n\.\.\r\nx$/);
  });

  test('BINARYMIME takes any octets, by BDAT alone', async () => {
    await client.ask('MAIL FROM:<a@example.org> BODY=BINARYMIME');
    await client.ask('RCPT TO:<bob@example.test>');
    expect(await client.ask('DATA')).toBe('503 5.5.1 The message comes by BDAT');
    const body = '\0\n\r\xff\n.\n';
    client.send(`BDAT ${2 + body.length} LAST\r\n\r\n${body}`);
    expect(await client.reply()).toMatch(/^250 /);
    expect((await office.messages('bob')).at(-1)?.endsWith(`\r\n\r\n${body}`)).toBe(true);
  });

  test('what is refused is read all the same', async () => {
    client.send('BDAT 6\r\nNOOP\r\n');
    expect(await client.reply()).toBe('503 5.5.1 MAIL first');
    await client.ask('MAIL FROM:<a@example.org>');
    client.send('BDAT 6 LAST\r\nNOOP\r\n');
    expect(await client.reply()).toBe('503 5.5.1 No valid recipients');
    await client.ask('RCPT TO:<bob@example.test>');
    client.send('BDAT 6\r\nNOOP\r\n');
    expect(await client.reply()).toBe('250 2.0.0 6 octets received');
    expect(await client.ask('RCPT TO:<alice@example.test>')).toBe('503 5.5.1 The message comes by BDAT');
    expect(await client.ask('DATA')).toBe('503 5.5.1 The message comes by BDAT');
    expect(await client.ask('RSET')).toBe('250 2.0.0 Ok');
    using silent = await withGreeting();
    silent.send('BDAT 6\r\nNOOP\r\n');
    expect(await silent.reply()).toBe('503 5.5.1 Say hello first');
  });

  test.each(['BDAT x\r\n', 'BDAT\r\n', 'BDAT 99999999999999999\r\n'])('%j ends the session', async (line) => {
    client.send(`${line}MAIL FROM:<evil@example.org>\r\n`);
    expect(await client.raw.rest()).toBe('501 5.5.4 Syntax error in the arguments\r\n');
  });

  test('a chunk larger than any message, for nobody, ends the session', async () => {
    client.send('BDAT 100000000000\r\n');
    expect(await client.raw.rest()).toBe('421 4.7.0 Too much\r\n');
  });
});

describe('clients that are no mail clients', () => {
  test('who talks before the greeting is not served', async () => {
    const slow = await startTestListener(async (connection) => {
      while (!connection.hasInput) await delay(1);
      await office.services.mx(connection);
    });
    using raw = await RawClient.open(slow.port);
    raw.send('EHLO client.example.org\r\n');
    expect(await raw.rest()).toBe('554 5.5.1 Wait for the greeting\r\n');
    await slow[Symbol.asyncDispose]();
  });

  test.each([
    ['HTTP', 'POST / HTTP/1.1\r\nHost: x\r\n\r\nEHLO x\r\nMAIL FROM:<a@example.org>\r\n'],
    ['TLS in the clear', '\x16\x03\x01\x00\x05hello\nEHLO x\r\n'],
  ])('%s ends the session', async (_name, octets) => {
    using silent = await withGreeting();
    silent.send(octets);
    expect(await silent.raw.rest()).toBe('554 5.5.1 This is a mail server\r\n');
  });

  test.each([
    ['DATA', 'DATA\r\nSubject: x\r\n\r\n.\r\nMAIL FROM:<evil@example.org>\r\n'],
    ['EHLO', 'EHLO x\r\nNOOP\r\n'],
    ['NOOP', 'NOOP\r\nNOOP\r\n'],
    ['VRFY', 'VRFY a\r\nNOOP\r\n'],
    ['STARTTLS', 'STARTTLS\r\nNOOP\r\n'],
    ['AUTH', 'AUTH PLAIN\r\nNOOP\r\n'],
  ])('nothing may follow %s in one packet', async (_name, octets) => {
    if (octets.startsWith('DATA')) {
      await client.ask('MAIL FROM:<a@example.org>');
      await client.ask('RCPT TO:<bob@example.test>');
    }
    client.send(octets);
    expect(await client.raw.rest()).toBe('554 5.5.0 Wait for the reply\r\n');
  });

  test('who was not offered PIPELINING may not pipeline', async () => {
    using old = await connectClient(mx, 'HELO client.example.org');
    old.send('MAIL FROM:<a@example.org>\r\nRCPT TO:<bob@example.test>\r\n');
    expect(await old.raw.rest()).toBe('554 5.5.0 Wait for the reply\r\n');
  });

  test('HELO: RFC 3848 calls it SMTP', async () => {
    using old = await connectClient(mx, 'HELO client.example.org');
    await old.deliver('Subject: old\r\n', ['bob@example.test']);
    expect((await office.messages('bob')).at(-1)).toContain('with SMTP id ');
  });
});

describe('STARTTLS', () => {
  test('RFC 3207 section 4.2: everything begins anew', async () => {
    expect(await client.ask('STARTTLS')).toBe('220 2.0.0 Ready to start TLS');
    await client.raw.startTls();
    expect(await client.ask('MAIL FROM:<a@example.org>')).toBe('503 5.5.1 Say hello first');
    expect(await client.ask('EHLO client.example.org')).not.toContain('STARTTLS');
    expect(await client.ask('STARTTLS')).toBe('502 5.5.1 Not offered');
    await client.deliver('Subject: tls\r\n', ['bob@example.test']);
    expect((await office.messages('bob')).at(-1)).toMatch(
      /\(using TLSv1\.3 with cipher TLS_\w+\)\r\n\tby mail\.example\.test with ESMTPS id /,
    );
  });
});

describe('limits', () => {
  test('harvesting: after the hard limit the client is let go', async () => {
    await client.ask('MAIL FROM:<a@example.org>');
    client.send(Array.from({ length: 10_000 }, (_, i) => `RCPT TO:<user${i}@example.test>\r\n`).join(''));
    const before = office.delays.length;
    const said = await client.raw.rest();
    expect(said.match(/^550 5\.1\.1 /gm)).toHaveLength(20);
    // From the eleventh on each reply takes its time; the twentieth is the last.
    expect(office.delays.slice(before)).toEqual(Array.from({ length: 9 }, () => 1000));
    expect(said).toMatch(/\r\n421 4\.7\.0 Too many errors\r\n$/);
  });

  test('a message that is delivered forgives', async () => {
    for (let round = 0; round < 3; round++) {
      await client.ask('MAIL FROM:<a@example.org>');
      for (let i = 0; i < 15; i++) expect(await client.ask(`RCPT TO:<x${i}@example.test>`)).toMatch(/^550 /);
      await client.ask('RCPT TO:<bob@example.test>');
      await client.ask('DATA');
      expect(await client.ask('Subject: x\r\n.')).toMatch(/^250 /);
    }
  });

  test('silence ends the session, and not too early', async () => {
    await mx.passTime(4 * MINUTE);
    expect(await client.ask('NOOP')).toMatch(/^250 /);
    // What comes before the end is still answered: only the second reply shows that there was none.
    expect(await client.ask('NOOP')).toMatch(/^250 /);
    for (let rounds = 0; rounds < 10 && !client.raw.hasEnded; rounds++) await mx.passTime(4 * MINUTE);
    expect(await client.raw.rest()).toBe('421 4.4.2 Timeout\r\n');
  });

  test('data that drips ends the session', async () => {
    await client.ask('MAIL FROM:<a@example.org>');
    await client.ask('RCPT TO:<bob@example.test>');
    await client.ask('DATA');
    for (let rounds = 0; rounds < 100 && !client.raw.hasEnded; rounds++) {
      client.send('x');
      await mx.passTime(10_000);
    }
    expect(await client.raw.rest()).toBe('421 4.4.2 Data comes too slowly\r\n');
  });

  test('a shutdown is told of, and a message under way is finished', async () => {
    const closing = await office.listen('mx');
    using idle = await connectClient(closing);
    using busy = await connectClient(closing);
    await busy.ask('MAIL FROM:<a@example.org>');
    await busy.ask('RCPT TO:<bob@example.test>');
    await busy.ask('DATA');
    const closed = closing.close({ deadlineMs: 5000 });
    expect(await idle.raw.rest()).toBe('421 4.3.2 Service is shutting down\r\n');
    busy.send('Subject: last\r\n\r\n.\r\n');
    expect(await busy.reply()).toMatch(/^250 2\.0\.0 /);
    expect(await busy.raw.rest()).toBe('421 4.3.2 Service is shutting down\r\n');
    idle.raw.end();
    busy.raw.end();
    await closed;
  });
});
