import { describe, expect, test } from 'vitest';
import { CommandAssembler, readTag } from './command-assembler.ts';
import { formatDateTime, parseDateTime, parseDay } from './date.ts';
import { renderFlags, sortFlags } from './flag-list.ts';
import { LIMITS_BEFORE_SIGN_IN, LIMITS_SIGNED_IN } from './limits.ts';
import { matchesPattern } from './list-pattern.ts';
import { decodeModifiedUtf7, encodeModifiedUtf7 } from './modified-utf7.ts';
import { parseAppendContinuation } from './parse-append.ts';
import { copyUidCode, idResponse, listResponse, namespaceResponse } from './responses.ts';
import { renderSectionName } from './section-name.ts';
import { formatSequenceSet, parseSequenceSet } from './sequence-set.ts';
import { renderAstring, renderMailbox, renderString, renderText } from './strings.ts';

const octets = (text: string) => Buffer.from(text, 'latin1');

describe('CommandAssembler', () => {
  test('a line is a command', () => {
    expect(new CommandAssembler(LIMITS_SIGNED_IN).line(octets('a NOOP\r\n'))).toEqual({
      kind: 'complete',
      text: 'a NOOP',
    });
    expect(new CommandAssembler(LIMITS_SIGNED_IN).line(octets('a NOOP\n'))).toEqual({
      kind: 'complete',
      text: 'a NOOP',
    });
  });

  test('literals stand in the text as they came', () => {
    const assembler = new CommandAssembler(LIMITS_SIGNED_IN);
    expect(assembler.line(octets('a LOGIN {5}\r\n'))).toMatchObject({ kind: 'literal', header: { sizeBytes: 5 } });
    assembler.literal(octets('al{3}'));
    expect(assembler.line(octets(' {2+}\r\n'))).toMatchObject({
      kind: 'literal',
      header: { isNonSynchronizing: true },
    });
    assembler.literal(octets('\r\n'));
    expect(assembler.line(octets('\r\n'))).toEqual({ kind: 'complete', text: 'a LOGIN {5}\r\nal{3} {2+}\r\n\r\n' });
  });

  test('the message of APPEND is not gathered, the name of its mailbox is', () => {
    const assembler = new CommandAssembler(LIMITS_SIGNED_IN);
    expect(assembler.line(octets('a append {5}\r\n')).kind).toBe('literal');
    assembler.literal(octets('INBOX'));
    expect(assembler.line(octets(' {999999999}\r\n'))).toEqual({
      kind: 'message',
      text: 'a append {5}\r\nINBOX {999999999}',
    });
    expect(new CommandAssembler(LIMITS_SIGNED_IN).line(octets('a APPEND "x" ~{9+}\r\n')).kind).toBe('message');
  });

  test.each(['{8193}', '{4294967295}', '{2147483647+}', '{99999999999999999999}'])('%s before sign-in', (literal) => {
    const step = new CommandAssembler(LIMITS_BEFORE_SIGN_IN).line(octets(`a LOGIN ${literal}\r\n`));
    expect(step).toMatchObject({ kind: 'too-large', tag: 'a' });
  });

  test('literals count together', () => {
    const assembler = new CommandAssembler({ lineBytes: 100, literalBytes: 10, totalBytes: 110 });
    expect(assembler.line(octets('a LOGIN {6}\r\n')).kind).toBe('literal');
    assembler.literal(octets('123456'));
    expect(assembler.line(octets(' {5}\r\n')).kind).toBe('too-large');
  });

  test('a line has what is left', () => {
    const assembler = new CommandAssembler({ lineBytes: 100, literalBytes: 50, totalBytes: 120 });
    expect(assembler.maxLineBytes).toBe(100);
    assembler.line(octets('a LOGIN {50}\r\n'));
    assembler.literal(new Uint8Array(50));
    expect(assembler.maxLineBytes).toBe(120 - 50 - 14);
  });

  test('what is discarded is passed over to its end', () => {
    const assembler = new CommandAssembler(LIMITS_SIGNED_IN);
    assembler.line(octets('a LOGIN {1}\r\n'));
    assembler.literal(octets('x'));
    expect(assembler.line(octets(' {200000+}\r\n')).kind).toBe('too-large');
    assembler.discard();
    assembler.literal(new Uint8Array(200_000));
    expect(assembler.line(octets('\r\n'))).toEqual({ kind: 'discarded', tag: 'a' });
  });

  test('readTag', () => {
    expect(readTag('a1 NOOP')).toBe('a1');
    expect(readTag('+ NOOP')).toBeNull();
    expect(readTag('(x y')).toBeNull();
  });
});

describe('parseAppendContinuation', () => {
  const next = (line: string, isAfterUtf8 = false) => parseAppendContinuation(line, { tag: 'a', isAfterUtf8 });

  test('end, or another message', () => {
    expect(next('')).toBeNull();
    expect(next(')', true)).toBeNull();
    expect(next(' (\\Seen) {12+}')).toMatchObject({ flags: ['\\Seen'], literal: { sizeBytes: 12 } });
    expect(next(') ~{3}', true)).toMatchObject({ literal: { isBinary: true } });
  });

  test.each(['x', ' x', ' {x}', ' (\\Seen'])('%j is refused', (line) => {
    expect(() => next(line)).toThrow();
  });
});

describe('names of mailboxes', () => {
  test.each([
    // RFC 3501 section 5.1.3
    ['~peter/mail/台北/日本語', '~peter/mail/&U,BTFw-/&ZeVnLIqe-'],
    ['a&b', 'a&-b'],
    ['Entwürfe', 'Entw&APw-rfe'],
    ['😀', '&2D3eAA-'],
    ['INBOX', 'INBOX'],
  ])('%s', (name, encoded) => {
    expect(encodeModifiedUtf7(name)).toBe(encoded);
    expect(decodeModifiedUtf7(encoded)).toBe(name);
  });

  test.each(['&', '&Jjo', '&Jjo!', '&AGE-', '&2D0-', 'x\x07', '\xfc', '&U,BTFw-&ZeVnLIqe-', '&AA-'])(
    '%j is none',
    (text) => {
      expect(decodeModifiedUtf7(text)).toBeNull();
    },
  );

  test.each([
    ['INBOX', false, 'INBOX'],
    ['a b', false, '"a b"'],
    ['nil', false, '"nil"'],
    ['50%', false, '"50%"'],
    ['Entwürfe', false, 'Entw&APw-rfe'],
    ['Entwürfe', true, '"Entw\xc3\xbcrfe"'],
  ])('%s to the wire', (name, isUtf8, expected) => {
    expect(renderMailbox(name, isUtf8)).toBe(expected);
  });
});

describe('matchesPattern', () => {
  test.each([
    ['*', 'a/b', true],
    ['%', 'a/b', false],
    ['%', 'a', true],
    ['a/%', 'a/b', true],
    ['a/%', 'a/b/c', false],
    ['a*c', 'a/b/c', true],
    ['%/%', 'a/b', true],
    ['a%*', 'ab/c', true],
    ['', '', true],
    ['', 'a', false],
    ['inbox', 'INBOX', true],
    ['InBox/x', 'INBOX/x', true],
    ['inbox', 'INBOXES', false],
    ['*ox', 'INBOX', true],
    ['Work', 'work', false],
  ])('%s and %s: %s', (pattern, name, expected) => {
    expect(matchesPattern(pattern, name, '/')).toBe(expected);
  });

  test('many wildcards take no longer than their number', () => {
    expect(matchesPattern('*a'.repeat(500), `${'a'.repeat(1000)}b`, '/')).toBe(false);
  });
});

describe('sequence sets', () => {
  test.each([
    ['1', [[1, 1]]],
    [
      '3:1,*',
      [
        [1, 3],
        [Infinity, Infinity],
      ],
    ],
    ['*:4', [[4, Infinity]]],
    ['4294967295', [[4294967295, 4294967295]]],
  ])('%s', (text, ranges) => {
    expect(parseSequenceSet(text)?.map(({ from, to }) => [from, to])).toEqual(ranges);
  });

  test.each(['', '0', '1:', ':1', '1,', ',1', '1:2:3', 'a', '01', '**', '4294967296', '1:0'])('%j is none', (text) => {
    expect(parseSequenceSet(text)).toBeNull();
  });

  test.each([
    [[], ''],
    [[1, 2, 3, 5], '1:3,5'],
    [[7], '7'],
    [[1, 3, 4], '1,3:4'],
  ])('%j as %j', (numbers, text) => {
    expect(formatSequenceSet(numbers)).toBe(text);
  });
});

describe('dates', () => {
  test.each(['17-Jul-1996 02:44:25 -0700', ' 1-Feb-2026 23:59:59 +0545', '31-Dec-0099 00:00:00 +0000'])(
    '%s',
    (text) => {
      const date = parseDateTime(text);
      expect(formatDateTime(date!.ms, date!.offsetMinutes)).toBe(`"${text.replace(/^ /, '0')}"`);
    },
  );

  test.each([
    '1-Jul-1996 02:44:25 -0700',
    '32-Jul-1996 02:44:25 -0700',
    '17-Xyz-1996 02:44:25 -0700',
    '17-Jul-1996 24:00:00 +0000',
    '17-Jul-1996 02:44:25',
  ])('%s is none', (text) => {
    expect(parseDateTime(text)).toBeNull();
  });

  test('days', () => {
    expect(parseDay('1-feb-1994')).toBe('1994-02-01');
    expect(parseDay('31-Feb-1994')).toBeNull();
    expect(parseDay('1994-02-01')).toBeNull();
  });
});

describe('strings', () => {
  test.each([
    ['', '""'],
    ['a "b" \\', '"a \\"b\\" \\\\"'],
    ['a\r\nb', '{4}\r\na\r\nb'],
    ['\xc3\xbc', '{2}\r\n\xc3\xbc'],
    ['x'.repeat(1001), `{1001}\r\n${'x'.repeat(1001)}`],
  ])('%j', (text, expected) => {
    expect(renderString(text)).toBe(expected);
  });

  test('UTF-8 in quotes where the client takes it', () => {
    expect(renderText('ü', true)).toBe('"\xc3\xbc"');
    expect(renderString('\xfc', true)).toBe('{1}\r\n\xfc');
    expect(renderText('ü')).toBe('{2}\r\n\xc3\xbc');
  });

  test('an atom that means nothing else', () => {
    expect(renderAstring('a]b')).toBe('a]b');
    expect(renderAstring('NIL')).toBe('"NIL"');
    expect(renderAstring('')).toBe('""');
  });
});

describe('responses', () => {
  test('flags', () => {
    expect(renderFlags(1 | 4 | 32, '$Work b')).toBe('(\\Seen \\Flagged \\Recent $Work b)');
    expect(renderFlags(0, '')).toBe('()');
    expect(sortFlags(['\\seen', '$Work', '\\Recent'])).toEqual({ bits: 1, keywords: ['$Work'], unknown: ['\\Recent'] });
  });

  test('LIST with what RFC 9051 section 6.3.9.7 shows', () => {
    expect(listResponse({ name: 'Foo', attributes: [], separator: '/', childInfo: ['SUBSCRIBED'] }, false)).toBe(
      '* LIST () "/" Foo ("CHILDINFO" ("SUBSCRIBED"))\r\n',
    );
    expect(
      listResponse({ name: 'NewMailbox', attributes: ['\\NonExistent'], separator: null, oldName: 'Old' }, false),
    ).toBe('* LIST (\\NonExistent) NIL NewMailbox ("OLDNAME" (Old))\r\n');
  });

  test('others', () => {
    expect(namespaceResponse([{ prefix: '', separator: '/' }], null, null)).toBe('* NAMESPACE (("" "/")) NIL NIL\r\n');
    expect(idResponse(new Map([['name', 'Mailroom']]))).toBe('* ID ("name" "Mailroom")\r\n');
    expect(copyUidCode(38505, [304, 319, 320], [3956, 3957, 3958])).toBe('COPYUID 38505 304,319:320 3956:3958');
    expect(
      renderSectionName(
        { path: [4, 1], text: { kind: 'header-fields', fields: ['DATE'], isNot: false } },
        { offset: 3, length: 9 },
      ),
    ).toBe('BODY[4.1.HEADER.FIELDS (DATE)]<3>');
  });
});
