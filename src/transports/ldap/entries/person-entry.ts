/** A user as an inetOrgPerson. RFC 2798, REQUIREMENTS DI2 and DI6 */
import type { DirectoryView } from '../../../domain/access/directory-view.ts';
import { mailOf } from '../../../domain/directory/mail-of.ts';
import type { User } from '../../../domain/ports/directory.ts';
import { type Entry, type EntryValues, makeEntry } from './entry.ts';
import { entryUuid } from './entry-uuid.ts';
import { formatTime } from './format-time.ts';
import { userName } from './place.ts';

const CLASSES = ['top', 'person', 'organizationalPerson', 'inetOrgPerson', 'mailroomUser'];

/** Null where there is nothing to see. */
export function personEntry(user: User, view: DirectoryView): Entry | null {
  if (view === 'nothing') return null;
  return makeEntry(userName(user), {
    ...publicValues(user),
    ...(view === 'address-book' ? {} : ownValues(user, view)),
  });
}

function publicValues(user: User): EntryValues {
  const { firstName, lastName, title, office, workPhone, mobilePhone, homePhone, pager, fax } = user.profile;
  const fullName = `${firstName} ${lastName}`.trim() || user.userId;
  return {
    objectClass: CLASSES,
    uid: user.userId,
    cn: fullName,
    // The standard wants a surname of everybody.
    sn: lastName || firstName || user.userId,
    givenName: firstName,
    displayName: fullName,
    mail: mailOf(user),
    title,
    physicalDeliveryOfficeName: office,
    telephoneNumber: workPhone,
    mobile: mobilePhone,
    homePhone,
    pager,
    facsimileTelephoneNumber: fax,
    preferredLanguage: user.language,
    structuralObjectClass: 'inetOrgPerson',
    entryUUID: entryUuid('user', user.account, user.createdAtMs),
    createTimestamp: formatTime(user.createdAtMs),
  };
}

/** What a user sees of himself; what he may not know is for administrators. */
function ownValues(user: User, view: 'own' | 'all'): EntryValues {
  return {
    mailroomForwardTo: user.forwarding?.addresses ?? [],
    mailroomForwardKeepsCopy: user.forwarding === null ? null : formatTruth(user.forwarding.keepsCopy),
    mailroomStorageQuota: String(user.storageQuota),
    mailroomMessageQuota: String(user.messageQuota),
    mailroomEnabled: formatTruth(user.isEnabled),
    mailroomListed: formatTruth(user.isListed),
    mailroomRole: user.role,
    mailroomAlternateMail: view === 'all' ? user.profile.alternateMail : null,
  };
}

function formatTruth(value: boolean): string {
  return value ? 'TRUE' : 'FALSE';
}
