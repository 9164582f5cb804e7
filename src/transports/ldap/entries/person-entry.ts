/** A user as an inetOrgPerson. RFC 2798, REQUIREMENTS DI2 and DI6 */
import type { DirectoryView } from '../../../domain/access/directory-view.ts';
import { readRows } from './attribute-row.ts';
import { type Entry, makeEntry } from './entry.ts';
import { keptValues } from './kept-values.ts';
import { memoise } from './memoise.ts';
import { PERSON_ATTRIBUTES, type PersonAttribute, type PersonFacts } from './person-attributes.ts';
import { userName } from './place.ts';

type Seen = Exclude<DirectoryView, 'nothing'>;

const ROWS: Readonly<Record<Seen, readonly PersonAttribute[]>> = {
  'address-book': PERSON_ATTRIBUTES.filter(({ seenBy }) => seenBy === 'everybody'),
  own: PERSON_ATTRIBUTES.filter(({ seenBy }) => seenBy !== 'managers'),
  all: PERSON_ATTRIBUTES,
};

/**
 * Null where there is nothing to see.
 *
 * @param memberOf names of groups.
 */
export function personEntry(user: PersonFacts, view: DirectoryView, memberOf: readonly string[] = []): Entry | null {
  if (view === 'nothing') return null;
  return memberOf.length === 0 ? WITHOUT_GROUPS[view](user) : makePerson(user, view, memberOf);
}

const WITHOUT_GROUPS: Readonly<Record<Seen, (user: PersonFacts) => Entry>> = {
  'address-book': memoise((user) => makePerson(user, 'address-book', [])),
  own: memoise((user) => makePerson(user, 'own', [])),
  all: memoise((user) => makePerson(user, 'all', [])),
};

function makePerson(user: PersonFacts, view: Seen, memberOf: readonly string[]): Entry {
  return makeEntry(userName(user), {
    ...readRows(ROWS[view], user),
    ...keptValues('user', user.account, 'inetOrgPerson', user),
    memberOf,
  });
}
