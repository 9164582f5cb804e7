import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFailure } from '../../base/failure.ts';
import { parseCommandLine, parseNumber, parseNumbers } from './command.ts';

const invalid = expect.objectContaining({ code: 'invalid' });

describe('parseCommandLine', () => {
  test.each([
    ['NOOP\r\n', 'NOOP', null],
    ['noop\n', 'NOOP', null],
    ['USER alice\r\n', 'USER', 'alice'],
    ['PASS  two  spaces \r\n', 'PASS', ' two  spaces '],
    ['PASS \r\n', 'PASS', ''],
    ['PASS Grüße\r\n', 'PASS', 'Grüße'],
  ])('%j', (line, keyword, argument) => {
    expect(parseCommandLine(Buffer.from(line))).toEqual({ keyword, argument });
  });

  test.each([
    '\r\n',
    'AB\r\n',
    'NO OP\r\n',
    ' NOOP\r\n',
    'NOOP\tx\r\n',
    'PASS a\0b\r\n',
    'PASS a\rb\r\n',
    'A'.repeat(17),
  ])('refuses %j', (line) => expect(() => parseCommandLine(Buffer.from(line))).toThrow(invalid));

  test('refuses what is no UTF-8', () => {
    expect(() => parseCommandLine(Buffer.from('PASS \xff\r\n', 'latin1'))).toThrow(invalid);
  });

  test('any line is a command or is refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          return parseCommandLine(bytes).keyword.length >= 3;
        } catch (error) {
          return isFailure(error, 'invalid');
        }
      }),
      { seed: 2449, numRuns: 2000 },
    );
  });
});

test('numbers', () => {
  expect(parseNumbers(null, 1)).toEqual([]);
  expect(parseNumbers(' 1  22 ', 2)).toEqual([1, 22]);
  expect(parseNumber('7')).toBe(7);
  for (const argument of ['', 'x', '-1', '1.5', '0x1', '12345678901', '1 2']) {
    expect(() => parseNumber(argument)).toThrow(invalid);
  }
  expect(() => parseNumber(null)).toThrow(invalid);
});
