/** A person who is added. REQUIREMENTS DI2 */
import { NO_PASSWORD } from '../../../domain/access/imported-password.ts';
import { EMPTY_PROFILE } from '../../../domain/directory/names.ts';
import type { NewUserRequest } from '../../../domain/directory/user-requests.ts';
import type { Profile, User } from '../../../domain/ports/directory.ts';
import type { AccountId } from '../../../domain/ports/ids.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import { PERSON, type PersonFacts } from '../entries/person-attributes.ts';
import { visiblePerson } from '../entries/visible-person.ts';
import type { Wanted } from './apply-changes.ts';
import { isPasswordHash } from './password-value.ts';
import { draftPerson, patchOfPerson } from './person-patch.ts';
import { mustHaveRequired, mustReadBack, planChange } from './plan-change.ts';
import { Refusal } from './refusal.ts';
import type { Newcomer, ReadAfter, Scene } from './subject.ts';

export async function addPerson(scene: Scene, newcomer: Newcomer): Promise<ReadAfter> {
  const { services, author, sight } = scene;
  const { wanted } = newcomer;
  mustHaveRequired(PERSON, wanted);
  const { mail = '', ...patch } = patchOfPerson(NOBODY, planChange(PERSON, null, wanted));
  const nobody = { ...NOBODY, userId: newcomer.value, domain: newcomer.domain.id, domainName: newcomer.domain.name };
  const names = namesOf(nobody, wanted);
  const profile = { ...patch.profile, ...names };
  mustReadBack(PERSON, await draftPerson(sight.directory, nobody, { ...patch, mail, profile }), wanted);
  const account = await services.changes.users.create(author.caller, {
    ...patch,
    ...{ userId: newcomer.value, mail, profile, ...passwordOf(newcomer) },
  });
  return async () => {
    const { directory } = services.store.reader();
    const user = await directory.user(account);
    return user === null ? null : visiblePerson(user, { ...sight, directory });
  };
}

/** Without a password nobody signs in until he is given one. */
function passwordOf({ password }: Newcomer): Pick<NewUserRequest, 'password' | 'passwordHash'> {
  if (password === null) return { password: '', passwordHash: NO_PASSWORD };
  return isPasswordHash(password) ? { password: '', passwordHash: password } : { password };
}

/**
 * First and last name, so that the names are read as they were given: the full name may stand for the first name where
 * that is not given, and each of the names that every entry must have may be there for the standard only.
 */
function namesOf(nobody: PersonFacts, wanted: Wanted): Pick<Profile, 'firstName' | 'lastName'> {
  const given = (name: string) => {
    const type = DIRECTORY_SCHEMA.attribute(name);
    return (type === null ? undefined : wanted.get(type)?.[0]) ?? '';
  };
  const [full, last, first] = [given('cn'), given('sn'), given('givenName')];
  const before = full.endsWith(` ${last}`) ? full.slice(0, -last.length).trim() : '';
  const choices = [
    { firstName: first, lastName: last },
    { firstName: before, lastName: last },
    { firstName: first, lastName: '' },
    { firstName: '', lastName: '' },
  ];
  const names = new Map([...wanted].filter(([{ name }]) => NAMES.has(name)));
  const fits = (choice: Partial<Profile>) => {
    try {
      mustReadBack(PERSON, { ...nobody, profile: { ...EMPTY_PROFILE, ...choice } }, names);
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  };
  return choices.find(fits) ?? { firstName: first, lastName: last };
}

const NAMES: ReadonlySet<string> = new Set(['cn', 'sn', 'givenName', 'displayName']);

/** Of whom nothing is known yet. */
const NOBODY: PersonFacts = {
  ...{ account: 0 as AccountId, userId: '', domain: 0 as User['domain'], domainName: '', localPart: '' },
  ...{ role: 'user', roleDomains: [], isEnabled: true, isListed: true, archivedAtMs: null, profile: EMPTY_PROFILE },
  ...{ language: null, storageQuota: 'inherit', messageQuota: 'inherit', privileges: {}, forwarding: null },
  ...{ welcomeSenders: [], remoteId: null, createdAtMs: 0, changedAtMs: 0, version: 0 },
};
