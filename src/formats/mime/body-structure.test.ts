import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAddressList } from '../address/address-list.ts';
import { renderBodyStructure } from './body-structure.ts';
import { renderEnvelope } from './envelope.ts';
import { firstValue, parseHeaders } from './headers.ts';
import { imapNString, imapString } from './imap-string.ts';
import { indexMessage } from './mime-indexer.ts';
import { parseEnvelope } from './parse-envelope.ts';
import { findPart, findSection, type SectionText } from './part-section.ts';

describe('imapString', () => {
  test.each([
    ['', '""'],
    ['plain', '"plain"'],
    ['a "b" \\', '"a \\"b\\" \\\\"'],
    ['a\tb\x7f', '"a\tb\x7f"'],
    ['a\rb', '{3}\r\na\rb'],
    ['a\nb', '{3}\r\na\nb'],
    ['gr\xfcn', '{4}\r\ngr\xfcn'],
    ['"\xfc', '{2}\r\n"\xfc'],
    ['a\0b', '"ab"'],
    ['\xfc\0', '{1}\r\n\xfc'],
    ['NIL', '"NIL"'],
  ])('%j', (value, text) => {
    expect(imapString(value)).toBe(text);
  });

  test('NIL for null', () => {
    expect(imapNString(null)).toBe('NIL');
  });
});

test('what renderEnvelope writes, parseEnvelope reads', () => {
  const value = fc.string({ unit: fc.constantFrom(...'ab"\\ \t\r(){}NIL,;:<>@\xe4\0'), maxLength: 20 });
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('Date', 'Subject', 'From', 'To', 'Cc', 'Reply-To'), value), (fields) => {
      const text = Object.entries(fields)
        .map(([name, content]) => `${name}: ${content}\r\n`)
        .join('');
      const header = parseHeaders(text);
      const envelope = parseEnvelope(renderEnvelope(header, new Set()));
      const addresses = (name: string): unknown => parseAddressList(firstValue(header, name) ?? '').entries;
      expect(envelope.date).toBe(firstValue(header, 'date'));
      expect(envelope.subject).toBe(firstValue(header, 'subject'));
      expect(envelope.from).toEqual(addresses('from'));
      expect(envelope.sender).toEqual(envelope.from);
      expect(envelope.to).toEqual(addresses('to'));
      expect(envelope.cc).toEqual(addresses('cc'));
    }),
    { seed: 9051, numRuns: 1000 },
  );
});

test('a damaged envelope is reported', () => {
  expect(() => parseEnvelope('(NIL NIL')).toThrow('damaged envelope');
});

describe('sections: the example of RFC 9051 section 6.4.5.1', () => {
  const inner = (subject: string, boundary: string, parts: readonly string[]): string =>
    `Subject: ${subject}\r\nContent-Type: multipart/mixed; boundary=${boundary}\r\n\r\n${parts
      .map((part) => `--${boundary}\r\n${part}\r\n`)
      .join('')}--${boundary}--`;
  const leaf = (type: string, text: string): string => `Content-Type: ${type}\r\n\r\n${text}`;
  const message = (text: string): string => `Content-Type: message/rfc822\r\n\r\n${text}`;
  const alternative = `Content-Type: multipart/alternative; boundary=e\r\n\r\n--e\r\n${leaf('text/plain', '4.2.2.1')}\r\n--e\r\n${leaf('text/richtext', '4.2.2.2')}\r\n--e--`;
  const bytes = Buffer.from(
    inner('top', 'a', [
      leaf('text/plain', '1'),
      leaf('application/octet-stream', '2'),
      message(inner('three', 'b', [leaf('text/plain', '3.1'), leaf('application/octet-stream', '3.2')])),
      `Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n${leaf('image/gif', '4.1')}\r\n--c\r\n${message(
        inner('four', 'd', [leaf('text/plain', '4.2.1'), alternative]),
      )}\r\n--c--`,
    ]),
  );
  const { root } = indexMessage(bytes);
  const section = (path: number[], text: SectionText): string | null => {
    const range = findSection(root, path, text);
    return range === null ? null : bytes.toString('latin1', range.start, range.end);
  };

  test.each(['1', '2', '3.1', '3.2', '4.1', '4.2.1', '4.2.2.1', '4.2.2.2'])('BODY[%s]', (number) => {
    expect(section(number.split('.').map(Number), 'body')).toBe(number);
  });

  test('HEADER, TEXT and MIME', () => {
    expect(section([], 'body')).toBe(bytes.toString('latin1'));
    expect(section([], 'header')).toBe('Subject: top\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n');
    expect(section([], 'text')).toMatch(/^--a\r\n[^]*--a--$/);
    expect(section([3], 'header')).toBe('Subject: three\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n');
    expect(section([3], 'text')).toMatch(/^--b\r\n[^]*--b--$/);
    expect(section([3], 'body')).toBe(`${section([3], 'header')}${section([3], 'text')}`);
    expect(section([4, 2], 'header')).toMatch(/^Subject: four\r\n/);
    expect(section([4, 1], 'mime')).toBe('Content-Type: image/gif\r\n\r\n');
    expect(section([4, 2, 2], 'mime')).toBe('Content-Type: multipart/alternative; boundary=e\r\n\r\n');
  });

  test('what does not exist', () => {
    for (const path of [[0], [5], [1, 1], [3, 3], [4, 2, 2, 3], [4, 2, 2, 1, 1], [-1], [1.5]]) {
      expect(findPart(root, path)).toBeNull();
      expect(findSection(root, path, 'body')).toBeNull();
    }
    expect(section([], 'mime')).toBeNull();
    expect(section([1], 'header')).toBeNull();
    expect(section([4], 'text')).toBeNull();
  });

  test('a message that is no multipart has part 1, also within a message', () => {
    const text = Buffer.from('Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nbody');
    const single = indexMessage(text).root;
    expect(findSection(single, [1], 'body')).toEqual({ start: 32, end: 50 });
    expect(findSection(single, [1], 'header')).toEqual({ start: 32, end: 46 });
    expect(findSection(single, [1, 1], 'body')).toEqual({ start: 46, end: 50 });
    expect(findSection(single, [2], 'body')).toBeNull();
    expect(findSection(single, [1, 1, 1], 'body')).toBeNull();
  });
});

test('the examples of RFC 9051 section 7.5.2', () => {
  const text = Buffer.from(
    `Content-Type: TEXT/PLAIN; CHARSET=US-ASCII\r\n\r\n${'x'.repeat(45)}\r\n`.replace(/$/, 'x\r\n'.repeat(47)),
  );
  expect(renderBodyStructure(indexMessage(text).root, { extended: false })).toBe(
    `("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" ${47 + 47 * 3} 48)`,
  );
});
