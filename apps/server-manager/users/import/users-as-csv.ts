/** Users in the columns that the import knows. LI7 */
import type { UserView } from '../../../../src/wire/admin/schemas.ts';
import { formatCsv } from '../../../shared/files/csv.ts';

const PROFILE = [
  'firstName',
  'lastName',
  'title',
  'office',
  'workPhone',
  'mobilePhone',
  'homePhone',
  'pager',
  'fax',
  'alternateMail',
] as const;
const SETTINGS = ['language', 'storageQuota', 'messageQuota', 'role', 'roleDomains', 'isEnabled', 'isListed'];
const FORWARDING = ['forwardTo', 'forwardKeepsCopy'];

/** With everything that can be said of a user; the names are those of the API. */
export const COLUMNS: readonly string[] = ['userId', 'mail', ...PROFILE, ...SETTINGS, ...FORWARDING];

export function usersAsCsv(users: readonly UserView[]): string {
  return formatCsv([COLUMNS, ...users.map(rowOf)]);
}

function rowOf(user: UserView): readonly string[] {
  const { userId, mail, profile, language, storageQuota, messageQuota, role, roleDomains, forwarding } = user;
  return [
    ...[userId, mail, ...PROFILE.map((name) => profile[name]), language ?? ''],
    // A bare number would be megabytes.
    typeof storageQuota === 'number' ? `${storageQuota}B` : storageQuota,
    ...[String(messageQuota), role, roleDomains.join(' '), String(user.isEnabled), String(user.isListed)],
    (forwarding?.addresses ?? []).join(' '),
    forwarding === null ? '' : String(forwarding.keepsCopy),
  ];
}
