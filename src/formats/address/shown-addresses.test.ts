import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shownAddresses } from './shown-addresses.ts';

test.each([
  ['alice@example.org', ['alice@example.org']],
  ['Alice <alice@example.org>', ['alice@example.org']],
  ["'alice@example.org'", ['alice@example.org']],
  ['\u201calice@example.org\u201d via list', ['alice@example.org']],
  ["o'brien@example.org", ["o'brien@example.org"]],
  ['a@example.org/b@example.net.', ['a@example.org', 'example.org/b@example.net']],
  ['mailto:alice@example.org', ['alice@example.org']],
  ['alice\\@example.org', []],
  ['alice\uff20example\uff0eorg', ['alice@example.org']],
  ['al\u00adice@\u200bexample.org', ['alice@example.org']],
  ['=?utf-8?b?YWxpY2VAZXhhbXBsZS5vcmc=?=', ['alice@example.org']],
  ['=?utf-8?q?alice=40?= =?utf-8?q?example.org?=', ['alice@example.org']],
  ['alice@b\u00fccher.example', ['alice@b\u00fccher.example']],
  ['alice@example.org-', ['alice@example.org']],

  ['Alice', []],
  ['@alice', []],
  ['alice@', []],
  ['alice@work', []],
  ['alice @ example.org', []],
  ['5@3.50', []],
])('%j shows %j', (name, addresses) => expect(shownAddresses(name)).toEqual(addresses));

test('whatever a name holds, what is shown is an address of two labels', () => {
  const piece = fc.constantFrom(
    'a',
    '@',
    '.',
    '-',
    ' ',
    '"',
    "'",
    '<',
    '=?utf-8?q?',
    '=40',
    '?=',
    '\uff20',
    '\u200b',
    '1',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      for (const address of shownAddresses(pieces.join(''))) expect(address).toMatch(/^[^@\s]+@[^@\s]+\.[^@\s.]+$/);
    }),
    { seed: 5322, numRuns: 1000 },
  );
});
