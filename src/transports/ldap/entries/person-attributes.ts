/** The attributes of a person: what each is read from, who reads it, and what it means to change it. RFC 2798, REQUIREMENTS DI2 */
import { mailOf } from '../../../domain/directory/mail-of.ts';
import type { Language, Profile, QuotaChoice, Role, User } from '../../../domain/ports/directory.ts';
import type { AttributeRow, EntryDefinition } from './attribute-row.ts';
import { formatTruth, readTruth } from './truth.ts';

/** What is kept of a person. */
export interface PersonFacts extends User {
  /** Of the domains in which the role holds; absent: none. */
  readonly roleDomainNames?: readonly string[];
}

/** What of a person is changed by one attribute. */
export interface PersonChange {
  readonly mail?: string;
  readonly profile?: Partial<Profile>;
  readonly language?: Language | null;
  readonly forwardTo?: readonly string[];
  readonly forwardKeepsCopy?: boolean | null;
  readonly storageQuota?: QuotaChoice;
  readonly messageQuota?: QuotaChoice;
  readonly isEnabled?: boolean;
  readonly isListed?: boolean;
  readonly role?: Role;
  /** By their names. */
  readonly roleDomains?: readonly string[];
}

export interface PersonAttribute extends AttributeRow<PersonFacts, PersonChange> {
  /** `oneself`: and who manages the person. */
  readonly seenBy: 'everybody' | 'oneself' | 'managers';
}

export const PERSON_CLASSES: readonly string[] = [
  'top',
  'person',
  'organizationalPerson',
  'inetOrgPerson',
  'mailroomUser',
];
const LANGUAGES: readonly string[] = ['en', 'fr', 'de', 'it', 'pl', 'es'] satisfies Language[];
const ROLES: readonly string[] = ['user', 'help-desk', 'domain-administrator', 'administrator'] satisfies Role[];
/** Values that are looked up each: more than the directory takes of any of them. */
const MAX_LISTED = 100;
const NUMBER = /^(?:0|[1-9]\d{0,15})$/;

/** In the order in which they are returned. */
export const PERSON_ATTRIBUTES: readonly PersonAttribute[] = [
  { name: 'objectClass', seenBy: 'everybody', read: () => PERSON_CLASSES, isList: true },
  { name: 'uid', seenBy: 'everybody', read: ({ userId }) => userId },
  { name: 'cn', seenBy: 'everybody', read: fullName },
  {
    name: 'sn',
    seenBy: 'everybody',
    // The standard wants a surname of everybody.
    read: ({ userId, profile }) => profile.lastName || profile.firstName || userId,
    write: ([lastName = '']) => ({ profile: { lastName } }),
  },
  { name: 'givenName', seenBy: 'everybody', ...ofProfile('firstName') },
  { name: 'displayName', seenBy: 'everybody', read: fullName },
  { name: 'mail', seenBy: 'everybody', read: mailOf, write: ([mail]) => (mail === undefined ? null : { mail }) },
  { name: 'title', seenBy: 'everybody', ...ofProfile('title') },
  { name: 'physicalDeliveryOfficeName', seenBy: 'everybody', ...ofProfile('office') },
  { name: 'telephoneNumber', seenBy: 'everybody', ...ofProfile('workPhone') },
  { name: 'mobile', seenBy: 'everybody', ...ofProfile('mobilePhone') },
  { name: 'homePhone', seenBy: 'everybody', ...ofProfile('homePhone') },
  { name: 'pager', seenBy: 'everybody', ...ofProfile('pager') },
  { name: 'facsimileTelephoneNumber', seenBy: 'everybody', ...ofProfile('fax') },
  {
    name: 'preferredLanguage',
    seenBy: 'everybody',
    read: ({ language }) => language,
    write: ([value]) => (value === undefined || isLanguage(value) ? { language: value ?? null } : null),
  },
  {
    name: 'mailroomForwardTo',
    seenBy: 'oneself',
    read: ({ forwarding }) => forwarding?.addresses ?? null,
    write: (forwardTo) => (forwardTo.length > MAX_LISTED ? null : { forwardTo }),
    isList: true,
  },
  {
    name: 'mailroomForwardKeepsCopy',
    seenBy: 'oneself',
    read: ({ forwarding }) => (forwarding === null ? null : formatTruth(forwarding.keepsCopy)),
    write: ([value]) => ({ forwardKeepsCopy: value === undefined ? null : readTruth(value) }),
  },
  {
    name: 'mailroomStorageQuota',
    seenBy: 'oneself',
    read: ({ storageQuota }) => String(storageQuota),
    write: ([value]) => withQuota(value, (storageQuota) => ({ storageQuota })),
    isCount: true,
  },
  {
    name: 'mailroomMessageQuota',
    seenBy: 'oneself',
    read: ({ messageQuota }) => String(messageQuota),
    write: ([value]) => withQuota(value, (messageQuota) => ({ messageQuota })),
    isCount: true,
  },
  {
    name: 'mailroomEnabled',
    seenBy: 'oneself',
    read: ({ isEnabled }) => formatTruth(isEnabled),
    write: ([value]) => (value === undefined ? null : { isEnabled: readTruth(value) }),
  },
  {
    name: 'mailroomListed',
    seenBy: 'oneself',
    read: ({ isListed }) => formatTruth(isListed),
    write: ([value]) => (value === undefined ? null : { isListed: readTruth(value) }),
  },
  {
    name: 'mailroomRole',
    seenBy: 'oneself',
    read: ({ role }) => role,
    write: ([role = '']) => (isRole(role) ? { role } : null),
  },
  {
    name: 'mailroomRoleDomain',
    seenBy: 'oneself',
    read: ({ roleDomainNames = [] }) => roleDomainNames,
    write: (roleDomains) => (roleDomains.length > MAX_LISTED ? null : { roleDomains }),
    isList: true,
  },
  { name: 'mailroomAlternateMail', seenBy: 'managers', ...ofProfile('alternateMail') },
];

export const PERSON: EntryDefinition<PersonFacts, PersonChange> = {
  classes: PERSON_CLASSES,
  naming: 'uid',
  rows: PERSON_ATTRIBUTES,
};

function fullName({ userId, profile: { firstName, lastName } }: User): string {
  return `${firstName} ${lastName}`.trim() || userId;
}

function ofProfile(field: keyof Profile): Pick<PersonAttribute, 'read' | 'write'> {
  return { read: ({ profile }) => profile[field], write: ([value = '']) => ({ profile: { [field]: value } }) };
}

function withQuota(text: string | undefined, change: (quota: QuotaChoice) => PersonChange): PersonChange | null {
  if (text === 'none' || text === 'inherit') return change(text);
  return text !== undefined && NUMBER.test(text) ? change(Number(text)) : null;
}

function isLanguage(value: string): value is Language {
  return LANGUAGES.includes(value);
}

function isRole(value: string): value is Role {
  return ROLES.includes(value);
}
