/** Whom a client means by the names of entries. */
import { aliasMail } from '../../../domain/directory/alias-members.ts';
import type { User } from '../../../domain/ports/directory.ts';
import { parseName } from '../../../wire/ldap/distinguished-name.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import { findPlace, type Place } from '../entries/place.ts';
import { isVisible, type Sight } from '../search/sight.ts';
import { type Breathe, formValues } from './given-attribute.ts';
import { Refusal } from './refusal.ts';

/** The User ID of a user. Throws Refusal. */
export async function userNamed(sight: Sight, attribute: string, name: string): Promise<User> {
  const place = await placeNamed(sight, attribute, name);
  if (place.kind === 'user') return place.user;
  throw new Refusal('constraintViolation', `${attribute}: a person is wanted: ${name}`);
}

/** A member of an alias as the directory takes it. Throws Refusal. */
export async function memberNamed(sight: Sight, name: string): Promise<string> {
  const place = await placeNamed(sight, 'member', name);
  if (place.kind === 'user') return place.user.userId;
  if (place.kind === 'alias') return aliasMail(place.alias);
  throw new Refusal('constraintViolation', `member: a person or an alias is wanted: ${name}`);
}

/** @param name has the syntax of a name. */
async function placeNamed(sight: Sight, attribute: string, name: string): Promise<Place> {
  await sight.breathe();
  const { place } = await findPlace(sight.directory, parseName(name));
  if (place !== null && (await isVisible(sight, place))) return place;
  throw new Refusal('constraintViolation', `${attribute}: there is no entry ${name}`);
}

export interface ListChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Each is looked up, and told in the audit log. */
const MAX_CHANGED = 1000;

/** Throws Refusal for more than one request may change, and what `breathe` throws. */
export async function compareLists(
  attribute: string,
  before: readonly string[],
  after: readonly string[],
  breathe: Breathe,
): Promise<ListChange> {
  const type = DIRECTORY_SCHEMA.attribute(attribute);
  if (type === null) throw new TypeError(`no attribute ${attribute} in the schema`);
  // What is written as it was is the same: the others are few most of the time.
  const [old, next] = [new Set(before), new Set(after)];
  const came = await formValues(
    type,
    after.filter((value) => !old.has(value)),
    breathe,
  );
  const went = await formValues(
    type,
    before.filter((value) => !next.has(value)),
    breathe,
  );
  const added = [...came].filter(([form]) => !went.has(form)).map(([, value]) => value);
  const removed = [...went].filter(([form]) => !came.has(form)).map(([, value]) => value);
  if (added.length + removed.length <= MAX_CHANGED) return { added, removed };
  throw new Refusal('adminLimitExceeded', `${attribute}: more than ${MAX_CHANGED} come and go in one request`);
}
