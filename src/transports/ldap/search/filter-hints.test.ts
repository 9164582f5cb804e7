import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldText } from '../../../base/text.ts';
import type { Filter } from '../../../wire/ldap/filter.ts';
import { parseFilterText } from '../../../wire/ldap/parse-filter-text.ts';
import { makeEntry } from '../entries/entry.ts';
import { compileFilter } from './compile-filter.ts';
import { type FilterHint, filterHint } from './filter-hints.ts';

describe('a filter leads', () => {
  const text = (longest: string): FilterHint => ({ kind: 'text', text: longest });
  const all: FilterHint = { kind: 'all' };

  test.each<[string, FilterHint]>([
    ['(uid=alice)', { kind: 'user-id', userId: 'alice' }],
    ['(mail=a@example.test)', { kind: 'address', address: 'a@example.test' }],
    ['(uid=Ä)', all],
    ['(cn=Alice Müller)', text('Müller')],
    ['(cn=*al*)', text('al')],
    ['(cn=*a*)', all],
    ['(title=boss)', all],
    ['(name=boss)', all],
    ['(uid=*)', all],
    ['(!(uid=alice))', all],
    ['(&(objectClass=person)(cn=*alice*)(uid=a))', { kind: 'user-id', userId: 'a' }],
    ['(&(objectClass=person)(title=x))', all],
    ['(|(uid=a)(cn=*bob*))', { kind: 'any', hints: [{ kind: 'user-id', userId: 'a' }, text('bob')] }],
    ['(|(uid=a)(title=x))', all],
    ['(cn=\\ff\\fe)', all],
  ])('%s', (filter, hint) => {
    expect(filterHint(parseFilterText(filter))).toEqual(hint);
  });
});

interface Person {
  readonly userId: string;
  readonly firstName: string;
  readonly lastName: string;
}

/** What an address list and the look-ups know of somebody. */
function fits({ userId, firstName, lastName }: Person, hint: FilterHint): boolean {
  switch (hint.kind) {
    case 'all':
      return true;
    case 'any':
      return hint.hints.some((each) => fits({ userId, firstName, lastName }, each));
    case 'user-id':
      return hint.userId.toLowerCase() === userId.toLowerCase();
    case 'address':
      return hint.address.toLowerCase() === `${userId}@example.test`.toLowerCase();
    case 'text':
      return foldText(`${firstName} ${lastName}\n${userId}\n${userId}@example.test`).includes(foldText(hint.text));
  }
}

test('whoever passes the filter is where it leads', () => {
  const part = fc.constantFrom('a', 'B', 'ü', 'u\u0308', 'ß', 'ﬁ', ' ', '  ', 'e', '@', 'example.test', 'X');
  const word = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
  const userId = fc.constantFrom('a', 'ab', 'Abe', 'ü', 'xe');
  const attribute = fc.constantFrom('uid', 'cn', 'sn', 'givenName', 'displayName', 'mail', 'title', 'name');
  const octets = (text: fc.Arbitrary<string>) => text.map((each) => Buffer.from(each));
  const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 3 },
      fc.record({ kind: fc.constant('equal' as const), attribute, value: octets(fc.oneof(word, userId)) }),
      fc.record({
        kind: fc.constant('substrings' as const),
        attribute,
        initial: fc.option(octets(word)),
        any: fc.array(octets(word), { minLength: 1, maxLength: 2 }),
        final: fc.option(octets(word)),
      }),
      fc.record({ kind: fc.constant('not' as const), filter: tie('filter') }),
      fc.record({
        kind: fc.constantFrom('and', 'or'),
        filters: fc.array(tie('filter'), { maxLength: 3 }),
      }) as fc.Arbitrary<Filter>,
    ),
  }));
  let passed = 0;
  fc.assert(
    fc.property(filter, fc.record({ userId, firstName: word, lastName: word }), (given, person) => {
      const fullName = `${person.firstName} ${person.lastName}`;
      const entry = makeEntry([[{ type: 'uid', value: person.userId }]], {
        uid: person.userId,
        cn: fullName,
        displayName: fullName,
        givenName: person.firstName,
        sn: person.lastName,
        mail: `${person.userId}@example.test`,
      });
      if (compileFilter(given)(entry) !== true) return;
      passed += 1;
      expect(fits(person, filterHint(given))).toBe(true);
    }),
    { seed: 4511, numRuns: 20_000 },
  );
  expect(passed).toBeGreaterThan(1000);
});
