/** Users as entries of a directory (inetOrgPerson, RFC 2798, and the attributes of our own schema), both ways. LI7 */

import type { LdifRecord } from '../formats/ldif/format-ldif.ts';
import type { LdifEntry } from '../formats/ldif/parse-ldif.ts';
import type { UserView } from '../wire/admin/schemas.ts';
import type { ImportRow } from './import-rows.ts';

/** Columns of the import by attribute in lower case; of several values the first counts. */
const COLUMNS: Readonly<Record<string, string>> = {
  uid: 'userId',
  mail: 'mail',
  givenname: 'firstName',
  sn: 'lastName',
  title: 'title',
  physicaldeliveryofficename: 'office',
  telephonenumber: 'workPhone',
  mobile: 'mobilePhone',
  homephone: 'homePhone',
  pager: 'pager',
  facsimiletelephonenumber: 'fax',
  mailroomalternatemail: 'alternateMail',
  preferredlanguage: 'language',
  mailroomstoragequota: 'storageQuota',
  mailroommessagequota: 'messageQuota',
  mailroomrole: 'role',
};
/** Of these all values count. */
const LISTS: Readonly<Record<string, string>> = {
  mailroomroledomain: 'roleDomains',
  mailroomforwardto: 'forwardTo',
};
/** `TRUE` and `FALSE`: RFC 4517 section 3.3.3 */
const TRUTHS: Readonly<Record<string, string>> = {
  mailroomenabled: 'isEnabled',
  mailroomlisted: 'isListed',
  mailroomforwardkeepscopy: 'forwardKeepsCopy',
};

/** RFC 2307 section 5.3: what is in no scheme is the password itself. */
const HASHED = /^\{[A-Za-z0-9-]{1,32}\}/;

/** Null for what is no user: an entry without User ID. */
export function userOfEntry({ line, attributes }: LdifEntry): ImportRow | null {
  const values: Record<string, string> = {};
  for (const [attribute, column] of Object.entries(COLUMNS)) {
    const [value = ''] = attributes.get(attribute) ?? [];
    if (value !== '') values[column] = value;
  }
  for (const [attribute, column] of Object.entries(LISTS)) {
    const all = (attributes.get(attribute) ?? []).join(' ');
    if (all !== '') values[column] = all;
  }
  for (const [attribute, column] of Object.entries(TRUTHS)) {
    const [value = ''] = attributes.get(attribute) ?? [];
    if (value !== '') values[column] = value.toLowerCase();
  }
  if (values.userId === undefined) return null;
  if (isStandIn(attributes, values)) delete values.lastName;
  const [password = ''] = attributes.get('userpassword') ?? [];
  values[HASHED.test(password) ? 'passwordHash' : 'password'] = password;
  // Bytes, where the import takes a bare number for megabytes.
  const quota = values.storageQuota;
  if (quota !== undefined && /^\d+$/.test(quota)) values.storageQuota = `${quota}B`;
  return { line, values };
}

/** The standard wants a surname of everybody: who has none is exported with another name in its place. */
function isStandIn(attributes: LdifEntry['attributes'], { userId, firstName, lastName }: ImportRow['values']): boolean {
  if (firstName === undefined) return lastName === userId;
  return lastName === firstName && attributes.get('cn')?.[0] === firstName;
}

/** As our LDAP server shows it; nobody's password is in it. A User ID has no character that a name would have to escape. */
export function entryOfUser(user: UserView): LdifRecord {
  const { userId, mail, profile, forwarding } = user;
  const fullName = `${profile.firstName} ${profile.lastName}`.trim() || userId;
  const domain = mail.slice(mail.lastIndexOf('@') + 1);
  return {
    dn: `uid=${userId},ou=people,${domain
      .split('.')
      .map((label) => `dc=${label}`)
      .join(',')}`,
    attributes: [
      ...['top', 'person', 'organizationalPerson', 'inetOrgPerson', 'mailroomUser'].map(
        (name) => ['objectClass', name] as const,
      ),
      ['uid', userId],
      ['cn', fullName],
      ['sn', profile.lastName || profile.firstName || userId],
      ['givenName', profile.firstName],
      ['mail', mail],
      ['title', profile.title],
      ['physicalDeliveryOfficeName', profile.office],
      ['telephoneNumber', profile.workPhone],
      ['mobile', profile.mobilePhone],
      ['homePhone', profile.homePhone],
      ['pager', profile.pager],
      ['facsimileTelephoneNumber', profile.fax],
      ['preferredLanguage', user.language ?? ''],
      ['mailroomAlternateMail', profile.alternateMail],
      ['mailroomStorageQuota', String(user.storageQuota)],
      ['mailroomMessageQuota', String(user.messageQuota)],
      ['mailroomRole', user.role],
      ...user.roleDomains.map((name) => ['mailroomRoleDomain', name] as const),
      ['mailroomEnabled', user.isEnabled ? 'TRUE' : 'FALSE'],
      ['mailroomListed', user.isListed ? 'TRUE' : 'FALSE'],
      ...(forwarding?.addresses ?? []).map((address) => ['mailroomForwardTo', address] as const),
      ['mailroomForwardKeepsCopy', forwarding === null ? '' : forwarding.keepsCopy ? 'TRUE' : 'FALSE'],
    ],
  };
}
