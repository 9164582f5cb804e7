import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_ACCOUNT_LINE_LENGTH, MAX_ACCOUNT_LINES } from './account-lines.ts';
import { parsePasswd, parseShadow } from './parse-passwd.ts';
import { readGecos } from './read-gecos.ts';

const ROOT = 'root:x:0:0:root:/root:/bin/bash';

describe('passwd', () => {
  test('accounts with their lines; what is none is named', () => {
    const text = [
      '# accounts of this machine',
      ROOT,
      '',
      'alice:x:1000:1000:Alice Archer,2.14,+49 30 1,+49 30 2:/srv/alice:/bin/sh\r',
      '+::::::',
      'bob:x:many:1000::/srv/bob:/bin/sh',
      'carol:x:1001',
      `${'d'.repeat(MAX_ACCOUNT_LINE_LENGTH)}:x:1002:1000::/:/bin/sh`,
      ':x:1003:1000::/:/bin/sh',
      'dora:$6$salt$hash:1004:1000::/:',
    ].join('\n');
    expect(parsePasswd(text)).toEqual({
      accounts: [
        { line: 2, name: 'root', hash: 'x', uid: 0, gecos: 'root' },
        { line: 4, name: 'alice', hash: 'x', uid: 1000, gecos: 'Alice Archer,2.14,+49 30 1,+49 30 2' },
        { line: 10, name: 'dora', hash: '$6$salt$hash', uid: 1004, gecos: '' },
      ],
      odd: [
        { line: 5, problem: 'elsewhere' },
        { line: 6, problem: 'form' },
        { line: 7, problem: 'form' },
        { line: 8, problem: 'too-long' },
        { line: 9, problem: 'form' },
      ],
    });
  });

  test('more lines than an office has people are refused', () => {
    expect(parsePasswd(`${ROOT}\n`.repeat(MAX_ACCOUNT_LINES)).accounts).toHaveLength(MAX_ACCOUNT_LINES);
    expect(() => parsePasswd('\n'.repeat(MAX_ACCOUNT_LINES + 1))).toThrow(/more than 200000 lines/);
  });

  test('whatever the file is, each of its lines is read, passed over or named', () => {
    const piece = fc.constantFrom(':', '\n', 'x', '0', '#', '+', '\r\n', ROOT, 'ä');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        const { accounts, odd } = parsePasswd(text);
        const told = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
        expect(accounts.length + odd.length).toBe(told.length);
      }),
      { seed: 20, numRuns: 500 },
    );
  });
});

test('shadow: with and without what is told of age', () => {
  const text = 'alice:$y$j9T$salt$hash:20000:0:99999:7:::\nbob:!\ncarol\ndora:*:1:2:3:4:5:6:7:8\n:x:1';
  expect(parseShadow(text)).toEqual({
    accounts: [
      { line: 1, name: 'alice', hash: '$y$j9T$salt$hash' },
      { line: 2, name: 'bob', hash: '!' },
    ],
    odd: [
      { line: 3, problem: 'form' },
      { line: 4, problem: 'form' },
      { line: 5, problem: 'form' },
    ],
  });
});

test.each([
  ['Alice Archer,2.14,1,2', { firstName: 'Alice', lastName: 'Archer', office: '2.14', workPhone: '1', homePhone: '2' }],
  ['Anna Maria  Ito', { firstName: 'Anna Maria', lastName: 'Ito', office: '', workPhone: '', homePhone: '' }],
  ['&', { firstName: '', lastName: 'Alice', office: '', workPhone: '', homePhone: '' }],
  ['', { firstName: '', lastName: '', office: '', workPhone: '', homePhone: '' }],
])('comment field %j', (gecos, fields) => expect(readGecos(gecos, 'alice')).toEqual(fields));
