import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFailure } from '../../base/failure.ts';
import { type HeaderFacts, HeaderSection } from './header-section.ts';
import { MessageRefused } from './refusals.ts';

function read(text: string, chunkBytes = text.length): HeaderFacts {
  const section = new HeaderSection();
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += chunkBytes) if (section.push(bytes.subarray(at, at + chunkBytes))) break;
  return section.read();
}

describe('HeaderSection', () => {
  test.each([1, 3, 17, 10_000])('finds what matters in chunks of %i', (chunkBytes) => {
    const text =
      'Received: a\r\n\tb\r\nreceived: c\r\nX-From: no\r\nFrom: Älice\r\n <a@example.com>\r\nDATE : x\r\n' +
      'Delivered-To: one@example.test\r\nAuthentication-Results: mail.example.test;\r\n\tspf=pass\r\n' +
      'delivered-to : two@example.test\r\nX-Spam-Flag: yes\r\n' +
      'Message-Id:<1@x>\r\nSubject: one\r\nSender:s@example.com\r\nSubject: two\r\n\r\nFrom: in the body\r\nReceived: too\r\n';
    expect(read(text, chunkBytes)).toEqual({
      receivedCount: 2,
      from: ['Älice <a@example.com>'],
      sender: ['s@example.com'],
      hasDate: true,
      messageId: '<1@x>',
      subject: 'one',
      deliveredTo: ['one@example.test', 'two@example.test'],
      authenticationResults: ['mail.example.test;\tspf=pass'],
      isFlaggedAsSpam: true,
    });
  });

  test('gives the bytes without the fields that are unwanted, and with what came of the body', () => {
    const section = new HeaderSection();
    const text = 'Date: x\r\nAuthentication-Results: a;\r\n\tb=c\r\nTo: y\r\nauthentication-results : d\r\n\r\nbo';
    expect(section.push(Buffer.from(text))).toBe(true);
    const isUnwanted = (name: string, body: string) => name === 'authentication-results' && body.startsWith('a');
    expect(Buffer.from(section.without(isUnwanted)).toString()).toBe(
      'Date: x\r\nTo: y\r\nauthentication-results : d\r\n\r\nbo',
    );
    expect(section.bodiesOf('authentication-results')).toEqual(['a;\tb=c', 'd']);
    expect(Buffer.from(section.bytes).toString()).toBe(text);
  });

  test('leaves alone the memory that the chunks lie in', () => {
    const pool = Buffer.from('From: a\r\nwhat the socket reads next'.padEnd(200, '.'));
    const before = Buffer.from(pool);
    const section = new HeaderSection();
    section.push(pool.subarray(0, 9));
    section.push(Buffer.from('Date: b\r\n'));
    expect(section.push(Buffer.from('\r\n'))).toBe(true);
    expect(pool).toEqual(before);
    expect(section.read()).toMatchObject({ from: ['a'], hasDate: true });
  });

  test('a line without a colon is no field', () => {
    const text = 'Date\nMessage-ID\nDat: x\n\n';
    expect(read(text)).toMatchObject({ hasDate: false, messageId: null });
  });

  test.each([
    ['an LF alone as a line end', 'X: y\nFrom: a\n\nFrom: b', ['a']],
    ['a space before the colon', 'From : a\r\n\r\n', ['a']],
    ['a tab before the colon', 'From\t: a\r\n\r\n', ['a']],
    ['a name and colon on two lines', 'From\r\n : a\r\n\r\n', ['a']],
    ['a line that is no field', 'garbage\r\nFrom: a\r\n\r\n', ['a']],
    ['two fields', 'From: a\r\nfrom: b\r\n\r\n', ['a', 'b']],
    ['no end', 'From: a', ['a']],
    ['nothing', '', []],
    ['an empty line at once', '\r\nFrom: a', []],
  ])('reads as every reader might: %s', (_name, text, from) => {
    expect(read(text).from).toEqual(from);
    if (text !== '') expect(read(text, 1).from).toEqual(from);
  });

  test.each([
    ['2,001 lines', `${'To: a@b\r\n'.repeat(2001)}\r\n`],
    ['one field of 128 KB in one line', `To: ${'a'.repeat(130 * 1024)}`],
    ['one field of 128 KB in many lines', `To: a\r\n${` ${'a'.repeat(990)}\r\n`.repeat(140)}`],
    ['more than 1 MB', `X: ${'a'.repeat(100_000)}\r\n`.repeat(11)],
  ])('%s are too much', (_name, text) => {
    const push = () => new HeaderSection().push(Buffer.from(text));
    expect(push).toThrow(MessageRefused);
  });

  test.each([1000, 150_000, 1_000_000])('two fields of 100 KB are not too much, in chunks of %i', (chunkBytes) => {
    const text = `From: a\r\n${`X: ${'a'.repeat(100_000)}\r\n`.repeat(2)}\r\n`;
    expect(read(text, chunkBytes).from).toEqual(['a']);
  });

  test.each(['SPACE', 'TAB'])('a first line that begins with %s is refused', (name) => {
    const blank = name === 'TAB' ? '\t' : ' ';
    const refusal = expect.objectContaining({ reason: 'header-malformed' });
    expect(() => new HeaderSection().push(Buffer.from(`${blank}<eve@example.net>\r\nFrom: a\r\n`))).toThrow(refusal);
    expect(read(`From: a\r\n${blank}b\r\n\r\n`, 1).from).toEqual([`a${blank}b`]);
  });

  test('2,000 lines are not too much', () => {
    expect(read(`${'Received: x\r\n'.repeat(2000)}\r\n`, 5000).receivedCount).toBe(2000);
  });

  test('hostile headers: chunks make no difference', () => {
    const piece = fc.constantFrom(
      'From',
      'Received',
      ':',
      ' ',
      '\t',
      '\r\n',
      '\n',
      '\r',
      'a@b',
      '\r\n\r\n',
      'Date',
      'ä',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.integer({ min: 1, max: 7 }), (pieces, chunkBytes) => {
        const text = `A${pieces.join('')}`;
        expect(read(text, chunkBytes)).toEqual(read(text, Math.max(1, Buffer.byteLength(text))));
      }),
      { seed: 5322, numRuns: 500 },
    );
  });

  test('takes all octets, also those behind the empty line', () => {
    const section = new HeaderSection();
    section.push(Buffer.from('A: b\r\n'));
    expect(section.push(Buffer.from('\r\nbody'))).toBe(true);
    expect(Buffer.from(section.bytes).toString()).toBe('A: b\r\n\r\nbody');
  });
});

test('MessageRefused is an expected failure', () => {
  expect(isFailure(new MessageRefused('too-many-hops'), 'invalid')).toBe(true);
});
