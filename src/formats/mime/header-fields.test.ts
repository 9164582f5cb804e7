import { describe, expect, test } from 'vitest';
import { baseSubject } from './base-subject.ts';
import { selectHeaderFields } from './header-subset.ts';
import { allValues, firstValue, HEADER_LIMITS, parseHeaders } from './headers.ts';
import { MAX_MESSAGE_IDS, parseMessageId, parseMessageIds } from './message-ids.ts';
import { parseSentDate } from './sent-date.ts';

describe('parseHeaders', () => {
  test('names, offsets and unfolded values', () => {
    const bytes = Buffer.from('Subject : one\r\n two\r\nTO:a@b\nx\r\n: y\r\nto:\t\r\n\r\nBody: z\r\n');
    const header = parseHeaders(bytes);
    expect(header.fields.map(({ name, start, end }) => [name, bytes.toString('latin1', start, end)])).toEqual([
      ['subject', 'Subject : one\r\n two\r\n'],
      ['to', 'TO:a@b\n'],
      ['', 'x\r\n'],
      ['', ': y\r\n'],
      ['to', 'to:\t\r\n'],
    ]);
    expect(firstValue(header, 'subject')).toBe('one two');
    expect(allValues(header, 'to')).toEqual(['a@b', '']);
    expect(firstValue(header, 'body')).toBeNull();
  });

  test('is bounded', () => {
    const header = parseHeaders(Buffer.from('a: b\r\n'.repeat(10_000)));
    expect(header.fields).toHaveLength(HEADER_LIMITS.lines);
    expect(parseHeaders(Buffer.alloc(2 * HEADER_LIMITS.bytes, 'x')).text).toHaveLength(HEADER_LIMITS.bytes);
  });
});

describe('selectHeaderFields', () => {
  const header = Buffer.from('From: a@b\r\nTo: c@d,\r\n e@f\r\nX-A: \xff\r\nto: g@h\r\n\r\n', 'latin1');
  test.each([
    [['TO'], false, 'To: c@d,\r\n e@f\r\nto: g@h\r\n\r\n'],
    [['to', 'x-a'], true, 'From: a@b\r\n\r\n'],
    [['none'], false, '\r\n'],
    [['none'], true, header.toString('latin1')],
  ])('%j, not: %s', (names, isNot, text) => {
    expect(selectHeaderFields(header, names, isNot).toString('latin1')).toBe(text);
  });

  test('without an empty line in the header there is none in the subset', () => {
    expect(selectHeaderFields(Buffer.from('A: b\r\nC: d'), ['a'], false).toString()).toBe('A: b\r\n');
    expect(selectHeaderFields(Buffer.from(''), ['a'], false).toString()).toBe('');
    expect(selectHeaderFields(Buffer.from('A: b\n\n'), ['c'], false).toString()).toBe('\n');
  });
});

describe('baseSubject: RFC 5256 section 2.1', () => {
  test.each([
    ['', ''],
    ['hello', 'hello'],
    ['Re: hello', 'hello'],
    ['RE:  re : Fwd: FW: hello', 'hello'],
    ['Re[2]: hello', 'hello'],
    ['Re [2] : hello', 'hello'],
    ['[list] hello', 'hello'],
    ['[list] [sub] Re: [x] hello', 'hello'],
    ['[only]', '[only]'],
    ['[a] [b]', '[b]'],
    ['hello (fwd) (FWD)  ', 'hello'],
    ['(fwd)', ''],
    ['Re:', ''],
    ['[fwd: Re: hello (fwd)]', 'hello'],
    ['[Fwd: [fwd: hello]]', 'hello'],
    ['[fwd: hello', '[fwd: hello'],
    ['[fwd:]', ''],
    ['re hello', 're hello'],
    ['regarding: hello', 'regarding: hello'],
    ['two   spaces\tand tab', 'two spaces and tab'],
    ['[a[b] hello', '[a[b] hello'],
    ['Re: [list]', '[list]'],
  ])('%j', (subject, base) => {
    expect(baseSubject(subject)).toBe(base);
  });
});

describe('message identifiers', () => {
  test.each([
    ['<a@b> <c@d>', ['a@b', 'c@d']],
    ['<a@b><c@d>', ['a@b', 'c@d']],
    ['text <a@b> (comment <c@d>) more', ['a@b', 'c@d']],
    ['<"a b"@c>', ['a b@c']],
    ['<"a\\"b"@c>', ['a"b@c']],
    ['< a @ (x(y)) b >', ['a@b']],
    ['<open <a@b>', ['a@b']],
    ['<open', []],
    ['<>', []],
    ['', []],
  ])('%j', (value, ids) => {
    expect(parseMessageIds(value)).toEqual(ids);
  });

  test('of many, the first and the last are kept', () => {
    const ids = Array.from({ length: 3 * MAX_MESSAGE_IDS }, (_, index) => `${index}@a`);
    const kept = parseMessageIds(ids.map((id) => `<${id}>`).join(' '));
    expect(kept).toEqual(['0@a', ...ids.slice(1 - MAX_MESSAGE_IDS)]);
  });

  test('a bare Message-ID is taken, a sentence is not', () => {
    expect(parseMessageId('a@b')).toBe('a@b');
    expect(parseMessageId('<a@b> x')).toBe('a@b');
    expect(parseMessageId('not an id')).toBeNull();
    expect(parseMessageId('')).toBeNull();
  });
});

describe('parseSentDate: RFC 5322 section 3.3 and 4.3', () => {
  test.each([
    ['Fri, 21 Nov 1997 09:55:06 -0600', '1997-11-21T15:55:06.000Z', -360, '1997-11-21'],
    ['Mon, 02 Nov 2026 00:30:00 +0100', '2026-11-01T23:30:00.000Z', 60, '2026-11-02'],
    ['1 Jan 2026 10:00 +0530', '2026-01-01T04:30:00.000Z', 330, '2026-01-01'],
    ['Thu, 13 Feb 1969 23:32:54 -0330', '1969-02-14T03:02:54.000Z', -210, '1969-02-13'],
    ['21 Nov 97 09:55:06 GMT', '1997-11-21T09:55:06.000Z', 0, '1997-11-21'],
    ['21 Nov 49 09:55:06 UT', '2049-11-21T09:55:06.000Z', 0, '2049-11-21'],
    ['21 Nov 102 09:55:06 EDT', '2002-11-21T13:55:06.000Z', -240, '2002-11-21'],
    ['21 Nov 97 09(comment):   55  :  06 -0600', '1997-11-21T15:55:06.000Z', -360, '1997-11-21'],
    ['Fri, 21 Nov 1997 09:55:06 -0600 (CST)', '1997-11-21T15:55:06.000Z', -360, '1997-11-21'],
    ['Fri, 21 Nov 1997 09:55:06 A', '1997-11-21T09:55:06.000Z', 0, '1997-11-21'],
    ['Fri, 21 Nov 1997 09:55:06 MEZ', '1997-11-21T09:55:06.000Z', 0, '1997-11-21'],
    ['Fri, 21 Nov 1997 09:55:06 +9999', '1997-11-21T09:55:06.000Z', 0, '1997-11-21'],
    ['Fri, 21 Nov 1997 25:55:06 +0100', '1997-11-21T00:00:00.000Z', 0, '1997-11-21'],
    ['Fri, 21 Nov 1997', '1997-11-21T00:00:00.000Z', 0, '1997-11-21'],
    ['Sat, 31 Dec 2016 23:59:60 +0000', '2017-01-01T00:00:00.000Z', 0, '2016-12-31'],
    ['29 Feb 2024 00:00:00 +0000', '2024-02-29T00:00:00.000Z', 0, '2024-02-29'],
    ['Friday, 21-November-1997 09:55:06 -0000', '1997-11-21T09:55:06.000Z', 0, '1997-11-21'],
  ])('%s', (value, iso, offsetMinutes, localDay) => {
    expect(parseSentDate(value)).toEqual({ ms: Date.parse(iso), offsetMinutes, localDay });
  });

  test.each([
    '',
    'yesterday',
    '31 Feb 2026 00:00:00 +0000',
    '29 Feb 2025 00:00',
    '0 Jan 2026',
    '32 Jan 2026 00:00',
    '1 Foo 2026 00:00',
    '2026-01-01',
    '1 Jan 12345 00:00',
  ])('no date: %j', (value) => {
    expect(parseSentDate(value)).toBeNull();
  });
});
