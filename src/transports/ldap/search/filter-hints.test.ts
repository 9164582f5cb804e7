import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldPhone } from '../../../base/fold-phone.ts';
import { foldText } from '../../../base/text.ts';
import type { Filter } from '../../../wire/ldap/filter.ts';
import { parseFilterText } from '../../../wire/ldap/parse-filter-text.ts';
import { makeEntry } from '../entries/entry.ts';
import type { EntryKind } from '../entries/entry-kinds.ts';
import { PERSON_CLASSES } from '../entries/person-attributes.ts';
import { compileFilter } from './compile-filter.ts';
import { type FilterHint, filterHint } from './filter-hints.ts';

describe('a filter leads', () => {
  const text = (longest: string): FilterHint => ({ kind: 'text', text: longest });
  const kinds = (...of: EntryKind[]): FilterHint => ({ kind: 'kinds', kinds: of });
  const everybody = kinds('user', 'alias', 'group');
  const nothing: FilterHint = { kind: 'any', hints: [] };

  test.each<[string, FilterHint]>([
    ['(uid=alice)', { kind: 'user-id', userId: 'alice' }],
    ['(mail=a@example.test)', { kind: 'address', address: 'a@example.test' }],
    ['(uid=Ä)', kinds('user')],
    ['(cn=Alice Müller)', text('Müller')],
    ['(cn=*al*)', text('al')],
    ['(cn=*a*)', everybody],
    ['(title=boss)', text('boss')],
    ['(description=*sells*)', text('sells')],
    ['(name=boss)', everybody],
    ['(pager=+49 30-1234)', text('+49301234')],
    ['(mobile=*30 12*-*)', text('3012')],
    ['(mobile=*1*)', kinds('user')],
    ['(facsimileTelephoneNumber=*30*)', nothing],
    ['(mailroomRole=user)', kinds('user')],
    ['(mailroomRole>=user)', nothing],
    ['(uid=*)', kinds('user')],
    ['(mail=*)', kinds('user', 'alias')],
    ['(mail>=a)', nothing],
    ['(member=*)', kinds('alias', 'group')],
    ['(member=uid=a,dc=test)', { kind: 'with-member', name: 'uid=a,dc=test' }],
    ['(memberOf=cn=a,dc=test)', { kind: 'in-group', name: 'cn=a,dc=test' }],
    ['(objectClass=*)', everybody],
    ['(objectClass=person)', kinds('user')],
    ['(objectClass=2.5.6.9)', kinds('group')],
    ['(objectClass=top)', everybody],
    ['(objectClass=domain)', nothing],
    ['(objectClass=calEntry)', nothing],
    ['(mozillaNickname=*al*)', nothing],
    ['(o=*al*)', nothing],
    ['(createTimestamp>=20200101000000Z)', everybody],
    ['(!(uid=alice))', { kind: 'all' }],
    ['(cn:=alice)', { kind: 'all' }],
    ['(&(objectClass=person)(cn=*alice*)(uid=a))', { kind: 'user-id', userId: 'a' }],
    ['(&(objectClass=person)(pager=*))', kinds('user')],
    ['(&(objectClass=person)(|(mozillaNickname=*al*)(cn=*al*)))', text('al')],
    ['(&(objectClass=calEntry)(cn=*al*))', nothing],
    ['(|(uid=a)(cn=*bob*))', { kind: 'any', hints: [{ kind: 'user-id', userId: 'a' }, text('bob')] }],
    ['(|(mail=*al*)(cn=*al*)(sn=*al*))', text('al')],
    ['(|(uid=a)(pager=*))', { kind: 'any', hints: [{ kind: 'user-id', userId: 'a' }, kinds('user')] }],
    ['(|(uid=a)(!(cn=b)))', { kind: 'all' }],
    ['(cn=\\ff\\fe)', everybody],
  ])('%s', (filter, hint) => {
    expect(filterHint(parseFilterText(filter))).toEqual(hint);
  });
});

/** As Thunderbird, Evolution, Outlook and telephones send them: test/interop/ldap-address-books.test.ts has them whole. */
test.each([
  '(|(cn=*mü*)(mozillaNickname=*mü*)(mail=*mü*)(&(description=*mü*))(o=*mü*)(ou=*mü*)(title=*mü*)(mozillaWorkUrl=*mü*))',
  '(|(cn=*mü*)(mobile=*mü*)(facsimileTelephoneNumber=*mü*)(pager=*mü*)(roomNumber=*mü*)(title=*mü*)(icsCalendar=*mü*))',
  '(&(mail=*)(|(mail=mü*)(|(cn=mü*)(|(sn=mü*)(givenName=mü*)))))',
  '(&(objectClass=inetOrgPerson)(|(mail=*mü*)(cn=*mü*)))',
  '(|(telephoneNumber=+49*)(mobile=+49*)(ipPhone=+49*))',
])('the filters of address books lead to look-ups alone: %s', (filter) => {
  expect(JSON.stringify(filterHint(parseFilterText(filter)))).not.toMatch(/"(?:all|kinds)"/);
});

interface Person {
  readonly userId: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly title: string;
  readonly phone: string;
}

/** What an address list and the look-ups know of somebody. */
function fits(person: Person, hint: FilterHint): boolean {
  const { userId, firstName, lastName, title, phone } = person;
  switch (hint.kind) {
    case 'all':
      return true;
    case 'any':
      return hint.hints.some((each) => fits(person, each));
    case 'kinds':
      return hint.kinds.includes('user');
    case 'with-member':
    case 'in-group':
      return false;
    case 'user-id':
      return hint.userId.toLowerCase() === userId.toLowerCase();
    case 'address':
      return hint.address.toLowerCase() === `${userId}@example.test`.toLowerCase();
    case 'text':
      return foldText(
        `${firstName} ${lastName}\n${userId}\n${userId}@example.test\n${title}\n${foldPhone(phone)}`,
      ).includes(foldText(hint.text));
  }
}

test('whoever passes the filter is where it leads', () => {
  const part = fc.constantFrom('a', 'B', 'ü', 'u\u0308', 'ß', 'ﬁ', ' ', '  ', 'e', '@', 'example.test', 'X');
  const word = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
  const userId = fc.constantFrom('a', 'ab', 'Abe', 'ü', 'xe');
  const attribute = fc.constantFrom(
    ...['uid', 'cn', 'sn', 'givenName', 'displayName', 'mail', 'title', 'name', 'objectClass', 'o', 'mobile'],
  );
  const className = fc.constantFrom('person', 'groupOfNames', 'TOP', 'nothing');
  const phone = fc.constantFrom('+1 2-3', '12', '1-2', '3', '-', 'ü 2');
  const octets = (text: fc.Arbitrary<string>) => text.map((each) => Buffer.from(each));
  const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 3 },
      fc.record({
        kind: fc.constant('equal' as const),
        attribute,
        value: octets(fc.oneof(word, userId, className, phone)),
      }),
      fc.record({
        kind: fc.constant('substrings' as const),
        attribute,
        initial: fc.option(octets(fc.oneof(word, phone))),
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
    fc.property(filter, fc.record({ userId, firstName: word, lastName: word, title: word, phone }), (given, person) => {
      const fullName = `${person.firstName} ${person.lastName}`;
      const entry = makeEntry([[{ type: 'uid', value: person.userId }]], {
        uid: person.userId,
        cn: fullName,
        displayName: fullName,
        givenName: person.firstName,
        sn: person.lastName,
        mail: `${person.userId}@example.test`,
        title: person.title,
        mobile: person.phone,
        objectClass: PERSON_CLASSES,
      });
      if (compileFilter(given)(entry) !== true) return;
      passed += 1;
      expect(fits(person, filterHint(given))).toBe(true);
    }),
    { seed: 4511, numRuns: 20_000 },
  );
  expect(passed).toBeGreaterThan(1000);
});
