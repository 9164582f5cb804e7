/** What the directories of this world call things. Each attribute can be chosen otherwise. DI7 */
import type { RemoteKind, RemoteMapping } from '../../settings/remote-directory-schema.ts';

export interface RemotePreset {
  readonly mapping: RemoteMapping;
  /** Who is a person. */
  readonly filter: string;
}

/** RFC 2798, RFC 4519, RFC 4524 */
const PERSON = {
  userId: 'uid',
  mail: 'mail',
  firstName: 'givenName',
  lastName: 'sn',
  title: 'title',
  office: 'physicalDeliveryOfficeName',
  workPhone: 'telephoneNumber',
  mobilePhone: 'mobile',
  homePhone: 'homePhone',
  pager: 'pager',
  fax: 'facsimileTelephoneNumber',
  // It is ours to keep: no directory has a field for it.
  alternateMail: '',
} as const;

export const REMOTE_PRESETS: Readonly<Record<RemoteKind, RemotePreset>> = {
  openldap: {
    // entryUUID: RFC 4530. pwdAccountLockedTime: draft-behera-ldap-password-policy, and slapo-ppolicy(5).
    mapping: { ...PERSON, remoteId: 'entryUUID', disabled: 'pwdAccountLockedTime', changed: 'modifyTimestamp' },
    filter: '(objectClass=inetOrgPerson)',
  },
  '389ds': {
    mapping: { ...PERSON, remoteId: 'nsUniqueId', disabled: 'nsAccountLock', changed: 'modifyTimestamp' },
    filter: '(&(objectClass=person)(uid=*))',
  },
  'active-directory': {
    mapping: {
      ...PERSON,
      remoteId: 'objectGUID',
      userId: 'sAMAccountName',
      disabled: 'userAccountControl',
      changed: 'whenChanged',
    },
    // SAM_NORMAL_USER_ACCOUNT, which is indexed: neither computers nor groups nor trusts.
    filter: '(sAMAccountType=805306368)',
  },
};
