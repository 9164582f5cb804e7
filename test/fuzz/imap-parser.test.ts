import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ImapSyntaxError } from '../../src/wire/imap/command.ts';
import { type AssemblerStep, CommandAssembler } from '../../src/wire/imap/command-assembler.ts';
import { LIMITS_SIGNED_IN } from '../../src/wire/imap/limits.ts';
import { matchesPattern } from '../../src/wire/imap/list-pattern.ts';
import { decodeModifiedUtf7, encodeModifiedUtf7 } from '../../src/wire/imap/modified-utf7.ts';
import { parseCommand } from '../../src/wire/imap/parse-command.ts';
import { formatSequenceSet, parseSequenceSet } from '../../src/wire/imap/sequence-set.ts';

const WORDS = [
  ...['FETCH', 'UID', 'STORE', 'SEARCH', 'LIST', 'APPEND', 'SELECT', 'ID', 'CREATE', 'STATUS', 'RETURN', 'OR', 'NOT'],
  ...[
    'BODY[',
    'BODY.PEEK[HEADER.FIELDS',
    'BINARY[',
    ']',
    '<0.5>',
    '(',
    ')',
    '"',
    '\\',
    '{3}\r\n',
    '{3+}\r\n',
    '~{0}\r\n',
  ],
  ...['1:*', '$', '*', '%', ',', 'NIL', 'QRESYNC', 'CHANGEDSINCE', 'CHARSET', 'UTF-8', '&', '&-', '&AOQ-', '\\Seen'],
  ...['+FLAGS', 'MODSEQ', 'HEADER', '1-Feb-1994', '4294967295', ' ', ' ', ' ', ' ', '\r\n', '\0', '\xff', 'a'],
];

const RUNS = { seed: 9051, numRuns: 20_000 };

test('whatever comes is a command or a syntax error', () => {
  const noise = fc.array(fc.constantFrom(...WORDS), { maxLength: 25 }).map((words) => words.join(''));
  const spaced = fc.array(fc.constantFrom(...WORDS), { maxLength: 25 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(fc.oneof(noise, spaced), fc.boolean(), (text, isUtf8) => {
      try {
        expect(parseCommand(`a ${text}`, { isUtf8 }).tag).toBe('a');
      } catch (error) {
        if (!(error instanceof ImapSyntaxError)) throw error;
      }
    }),
    RUNS,
  );
});

/** Feeds a stream to the assembler as a session would. */
function assemble(stream: string): AssemblerStep | null {
  const assembler = new CommandAssembler(LIMITS_SIGNED_IN);
  let at = 0;
  for (;;) {
    const end = stream.indexOf('\n', at) + 1;
    if (end === 0) return null;
    const step = assembler.line(Buffer.from(stream.slice(at, end), 'latin1'));
    at = end;
    if (step.kind !== 'literal') return step;
    if (at + step.header.sizeBytes > stream.length) return null;
    assembler.literal(Buffer.from(stream.slice(at, at + step.header.sizeBytes), 'latin1'));
    at += step.header.sizeBytes;
  }
}

test('a literal brings its octets through, whatever they are', () => {
  const octets = fc.string({ unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)) });
  fc.assert(
    fc.property(octets, octets, fc.boolean(), (user, password, isPlus) => {
      const literal = (text: string) => `{${text.length}${isPlus ? '+' : ''}}\r\n${text}`;
      const step = assemble(`a SEARCH HEADER ${literal(user)} ${literal(password)}\r\n`);
      expect(step?.kind).toBe('complete');
      if (step?.kind !== 'complete') return;
      const { command } = parseCommand(step.text, { isUtf8: false });
      expect(command.name === 'SEARCH' && command.key.kind === 'header' && command.key.field).toBe(user);
    }),
    { seed: 7888, numRuns: 3000 },
  );
});

test('modified UTF-7 is one to one', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }).filter((name) => name.isWellFormed()),
      (name) => {
        expect(decodeModifiedUtf7(encodeModifiedUtf7(name))).toBe(name);
      },
    ),
    RUNS,
  );
});

test('sequence sets say what they were made from', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 1 }), (numbers) => {
      const sorted = numbers.toSorted((a, b) => a - b);
      const ranges = parseSequenceSet(formatSequenceSet(sorted)) ?? [];
      const expanded = ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
      expect(expanded).toEqual(sorted);
    }),
    RUNS,
  );
});

test('patterns match as a slow, obvious matcher says', () => {
  const slow = (pattern: string): RegExp =>
    new RegExp(`^${[...pattern].map((c) => (c === '*' ? '.*' : c === '%' ? '[^/]*' : c)).join('')}$`);
  const text = (unit: string) => fc.string({ unit: fc.constantFrom(...unit), maxLength: 8 });
  fc.assert(
    fc.property(text('ab/*%'), text('ab/'), (pattern, name) => {
      expect(matchesPattern(pattern, name, '/')).toBe(slow(pattern).test(name));
    }),
    RUNS,
  );
});
