import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFailure } from '../../base/failure.ts';
import { formatLdif } from './format-ldif.ts';
import { DEFAULT_LDIF_LIMITS, type Ldif, parseLdif } from './parse-ldif.ts';

const read = (text: string) =>
  parseLdif(text).entries.map(({ line, dn, attributes }) => ({ line, dn, ...Object.fromEntries(attributes) }));

/** A version that we do not know is the only thing that a short text is refused for. */
function readOrRefuse(text: string): Ldif {
  try {
    return parseLdif(text);
  } catch (error) {
    if (isFailure(error, 'unsupported')) return { entries: [], odd: [] };
    throw error;
  }
}

describe('reading', () => {
  test('entries with folded lines, base64, comments and options', () => {
    const text = [
      'version: 1',
      '# a comment',
      '  that goes on',
      'dn: uid=alice,ou=people,',
      ' dc=example,dc=test',
      'objectClass: top',
      'objectClass: inetOrgPerson',
      'UID: alice',
      'sn;lang-de:: TcO8bGxlcg==',
      'description:',
      '# between',
      'title:  boss',
      '',
      '',
      'dn:: dWlkPWLDtnM=',
      'changetype: add',
      'uid: bös',
    ].join('\r\n');
    expect(parseLdif(text).odd).toEqual([]);
    expect(read(text)).toEqual([
      {
        line: 4,
        dn: 'uid=alice,ou=people,dc=example,dc=test',
        objectclass: ['top', 'inetOrgPerson'],
        uid: ['alice'],
        sn: ['Müller'],
        description: [''],
        title: ['boss'],
      },
      { line: 15, dn: 'uid=bös', uid: ['bös'] },
    ]);
  });

  test.each([
    ['a change', 'dn: uid=a\nchangetype: delete\n', { line: 2, problem: 'change' }],
    ['a change with a control', 'dn: uid=a\ncontrol: 1.2.3\nchangetype: add\n', { line: 2, problem: 'change' }],
    ['a value that is elsewhere', 'dn: uid=a\nphoto:< file:///etc/shadow\n', { line: 2, problem: 'elsewhere' }],
    ['base64 that is none', 'dn: uid=a\nsn:: TcO8%%%\n', { line: 2, problem: 'form' }],
    ['base64 of what is no text', 'dn: uid=a\nphoto:: /9j/4A==\n', { line: 2, problem: 'not-utf-8' }],
    ['no attribute', 'dn: uid=a\nnonsense\n', { line: 2, problem: 'form' }],
    ['no name', '\nuid: a\n', { line: 2, problem: 'form' }],
  ])('%s leaves a record out, and names it', (_, text, odd) => {
    expect(parseLdif(`${text}\ndn: uid=b\nuid: b\n`)).toMatchObject({ entries: [{ dn: 'uid=b' }], odd: [odd] });
  });

  test('limits and versions', () => {
    const limits = { ...DEFAULT_LDIF_LIMITS, maxEntries: 2, maxValues: 3, maxLineLength: 20 };
    expect(parseLdif('dn: a\n\ndn: b\n', limits).entries).toHaveLength(2);
    expect(() => parseLdif('dn: a\n\ndn: b\n\ndn: c\n', limits)).toThrow(/more than 2 entries/);
    expect(() => parseLdif('dn: a\nx: 1\nx: 2\nx: 3\n', limits)).toThrow(/more than 3 values/);
    expect(() => parseLdif(`dn: a\nx: 1\n${' 0123456789\n'.repeat(2)}`, limits)).toThrow(/line 2: more than 20/);
    expect(() => parseLdif('version: 2\n\ndn: a\n')).toThrow(/version 2/);
  });

  test('no input is too odd', () => {
    const piece = fc.constantFrom(
      'dn: a',
      '\n',
      '\r\n',
      ' ',
      '#',
      ':',
      '::',
      'x',
      '<',
      'version: 1',
      'ä',
      'changetype',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const { entries, odd } = readOrRefuse(pieces.join(''));
        for (const { line } of [...entries, ...odd]) expect(line).toBeGreaterThan(0);
      }),
      { seed: 20, numRuns: 1000 },
    );
  });
});

describe('writing', () => {
  test('what is no plain text becomes base64, and long lines are folded', () => {
    const attributes = [
      ['uid', 'alice'],
      ['sn', 'Müller'],
      ['title', ' boss'],
      ['fax', ''],
    ] as const;
    expect(formatLdif([{ dn: 'uid=alice', attributes }])).toBe(
      'version: 1\n\ndn: uid=alice\nuid: alice\nsn:: TcO8bGxlcg==\ntitle:: IGJvc3M=\n',
    );
    const long = formatLdif([{ dn: 'uid=alice', attributes: [['sn', 'x'.repeat(300)]] }]);
    expect(parseLdif(long).entries[0]?.attributes.get('sn')).toEqual(['x'.repeat(300)]);
    expect(Math.max(...long.split('\n').map((line) => line.length))).toBe(76);
  });

  test('what is written is read again', () => {
    const value = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { maxLength: 5 }), (pairs) => {
        const records = pairs.map(([dn, sn]) => ({ dn, attributes: [['sn', sn]] as const }));
        const { entries, odd } = parseLdif(formatLdif(records));
        expect(odd).toEqual([]);
        expect(entries.map(({ dn, attributes }) => [dn, attributes.get('sn')?.[0]])).toEqual(pairs);
      }),
      { seed: 20, numRuns: 500 },
    );
  });
});
