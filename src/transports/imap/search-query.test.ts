import { describe, expect, test } from 'vitest';
import type { SearchKey } from '../../wire/imap/command.ts';
import { parseCommand } from '../../wire/imap/parse-command.ts';
import { toSearchQuery, usesModSeq } from './search-query.ts';

const keyOf = (text: string): SearchKey => {
  const { command } = parseCommand(`a SEARCH ${text}`, { isUtf8: false });
  if (command.name !== 'SEARCH') throw new Error(command.name);
  return command.key;
};
const query = (text: string) => toSearchQuery(keyOf(text), [{ from: 7, to: 9 }]);

describe('toSearchQuery', () => {
  test.each([
    ['ALL', { kind: 'all' }],
    ['UNDRAFT', { kind: 'flags', flags: 16, isSet: false }],
    ['SENTBEFORE 1-Feb-1994', { kind: 'sent', when: 'before', day: '1994-02-01' }],
    ['ON 1-Feb-1994', { kind: 'received', when: 'on', day: '1994-02-01' }],
    ['SAVEDSINCE 1-Feb-1994', { kind: 'saved', when: 'since', day: '1994-02-01' }],
    [
      '2,4:*',
      {
        kind: 'sequence',
        ranges: [
          { from: 2, to: 2 },
          { from: 4, to: Infinity },
        ],
      },
    ],
    ['$', { kind: 'uid', ranges: [{ from: 7, to: 9 }] }],
    ['UID $', { kind: 'uid', ranges: [{ from: 7, to: 9 }] }],
    ['OLD', { kind: 'not', query: { kind: 'recent' } }],
    ['NEW', { kind: 'and', queries: [{ kind: 'recent' }, { kind: 'flags', flags: 1, isSet: false }] }],
    ['MODSEQ 5', { kind: 'modseq', from: 5 }],
    ['EMAILID E12', { kind: 'email', number: 12 }],
    ['THREADID T12', { kind: 'thread', number: 12 }],
    ['THREADID nonsense', { kind: 'or', queries: [] }],
    ['HEADER X-Y z', { kind: 'header', field: 'X-Y', value: 'z' }],
    ['OLDER 5', { kind: 'older', seconds: 5 }],
  ])('%s', (text, expected) => {
    expect(query(text)).toEqual(expected);
  });
});

test.each([
  ['MODSEQ 1', true],
  ['OR SEEN NOT (DRAFT MODSEQ 1)', true],
  ['SEEN', false],
])('usesModSeq: %s', (text, expected) => {
  expect(usesModSeq(keyOf(text))).toBe(expected);
});
