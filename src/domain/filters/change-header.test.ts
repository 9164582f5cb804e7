import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitFields } from '../../formats/mime/split-message.ts';
import type { HeaderChange } from '../ports/content-filter.ts';
import { changeHeader } from './change-header.ts';

const SECTION = 'Received: a\r\n\tb\r\nTo: x\r\nX-Spam: 1\r\nx-spam: 2\r\nSubject: s\r\n';

describe('changeHeader', () => {
  const cases: readonly (readonly [what: string, changes: readonly HeaderChange[], expected: string])[] = [
    ['nothing', [], SECTION],
    ['added at the end', [{ kind: 'add', name: 'A', value: '1' }], `${SECTION}A: 1\r\n`],
    ['added on top', [{ kind: 'add', name: 'A', value: '1', index: 0 }], `A: 1\r\n${SECTION}`],
    [
      'inserted below a folded field',
      [{ kind: 'add', name: 'A', value: '1', index: 1 }],
      SECTION.replace('To:', 'A: 1\r\nTo:'),
    ],
    ['inserted far below', [{ kind: 'add', name: 'A', value: '1', index: 99 }], `${SECTION}A: 1\r\n`],
    [
      'one on the other',
      [
        { kind: 'add', name: 'A', value: '1', index: 0 },
        { kind: 'add', name: 'B', value: '2', index: 0 },
      ],
      `B: 2\r\nA: 1\r\n${SECTION}`,
    ],
    [
      'the second of a name',
      [{ kind: 'change', name: 'X-Spam', occurrence: 2, value: '3' }],
      SECTION.replace('x-spam: 2', 'X-Spam: 3'),
    ],
    [
      'removed',
      [{ kind: 'change', name: 'RECEIVED', occurrence: 1, value: '' }],
      SECTION.replace('Received: a\r\n\tb\r\n', ''),
    ],
    ['changed where there is none', [{ kind: 'change', name: 'A', occurrence: 1, value: '1' }], `${SECTION}A: 1\r\n`],
    ['removed where there is none', [{ kind: 'change', name: 'X-Spam', occurrence: 3, value: '' }], SECTION],
    [
      'removed, so that the next takes its number',
      [
        { kind: 'change', name: 'X-Spam', occurrence: 1, value: '' },
        { kind: 'change', name: 'X-Spam', occurrence: 1, value: '9' },
      ],
      SECTION.replace('X-Spam: 1\r\nx-spam: 2', 'X-Spam: 9'),
    ],
    ['folded', [{ kind: 'add', name: 'A', value: '1\n\t2\r\n 3' }], `${SECTION}A: 1\r\n\t2\r\n 3\r\n`],
    ['a line that would be a field', [{ kind: 'add', name: 'A', value: '1\r\nB: 2' }], `${SECTION}A: 1\r\n\tB: 2\r\n`],
    ['an empty line', [{ kind: 'add', name: 'A', value: '1\r\n\r\nbody\r\n' }], `${SECTION}A: 1\r\n\tbody\r\n`],
    ['CR alone and NUL', [{ kind: 'add', name: 'A', value: '1\r2\0' }], `${SECTION}A: 1\r\n\t2\r\n`],
    ['octets beyond ASCII', [{ kind: 'add', name: 'A', value: '\xc3\xa9' }], `${SECTION}A: \xc3\xa9\r\n`],
  ];
  test.each(cases)('%s', (_, changes, expected) => expect(changeHeader(SECTION, changes)).toBe(expected));

  test('ends the last line of a section that has none', () => {
    expect(changeHeader('To: x', [{ kind: 'add', name: 'A', value: '1' }])).toBe('To: x\r\nA: 1\r\n');
  });

  test.each(['', 'A B', 'A:', 'A\r\nB', 'Ä'])('refuses the name %j', (name) => {
    expect(() => changeHeader(SECTION, [{ kind: 'add', name, value: '' }])).toThrow(/impossible/);
  });

  test('whatever a value holds, it is one field more', () => {
    const value = fc.array(fc.constantFrom('\r', '\n', '\r\n', ' ', 'A: b', '\0', 'x')).map((all) => all.join(''));
    fc.assert(
      fc.property(value, fc.nat(8), (text, index) => {
        const changed = changeHeader(SECTION, [{ kind: 'add', name: 'A', value: text, index }]);
        expect(splitFields(changed)).toHaveLength(splitFields(SECTION).length + 1);
        expect(changed).not.toMatch(/(^|\n)\r?\n|[^\r]\n|\r[^\n]/);
      }),
      { seed: 11, numRuns: 500 },
    );
  });
});
