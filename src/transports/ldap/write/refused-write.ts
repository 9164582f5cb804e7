/** What a client is told of a change that the directory refused. */
import { isFailure } from '../../../base/failure.ts';
import type { ResultName } from '../../../wire/ldap/result-code.ts';
import { Refusal } from './refusal.ts';

/** Attributes by the names of fields, where those are not the same. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  userId: 'uid',
  group: 'cn',
  firstName: 'givenName',
  lastName: 'sn',
  office: 'physicalDeliveryOfficeName',
  workPhone: 'telephoneNumber',
  mobilePhone: 'mobile',
  fax: 'facsimileTelephoneNumber',
  language: 'preferredLanguage',
  alternateMail: 'mailroomAlternateMail',
  forwarding: 'mailroomForwardTo',
  storageQuota: 'mailroomStorageQuota',
  messageQuota: 'mailroomMessageQuota',
  role: 'mailroomRole',
  roleDomains: 'mailroomRoleDomain',
  rank: 'mailroomRank',
  password: 'userPassword',
  passwordHash: 'userPassword',
};

/** What is refused for what it is, and would be again; anything else is returned as it is. */
export function refusedWrite(error: unknown): unknown {
  if (!isFailure(error)) return error;
  const { code, detail } = error;
  const refusal = (result: ResultName, text: string) => new Refusal(result, `${attributeOf(detail)}${text}`);
  switch (code) {
    case 'invalid':
      return refusal('constraintViolation', `not acceptable${reasonOf(detail)}`);
    case 'not-found':
      // Everybody knows of every domain, and not everybody may do something there.
      if (detail['kind'] === 'domain') return refusal('insufficientAccessRights', 'not permitted in that domain');
      return refusal('constraintViolation', `there is no ${text(detail['kind']) || 'entry'} ${text(detail['name'])}`);
    case 'already-exists':
      return refusal('constraintViolation', 'taken already');
    case 'no-permission':
      return refusal('insufficientAccessRights', `not permitted${reasonOf(detail)}`);
    case 'in-use':
      return new Refusal('unwillingToPerform', `something depends on it${namesOf(detail)}`);
    default:
      return error;
  }
}

function attributeOf({ field }: Readonly<Record<string, unknown>>): string {
  const name = text(field);
  return name === '' ? '' : `${ATTRIBUTES[name] ?? name}: `;
}

/** Words of closed lists, such as `name-reserved`, and which directory keeps what is to be changed. */
function reasonOf({ reason, problem, privilege, directory }: Readonly<Record<string, unknown>>): string {
  const reasons = [reason, problem, privilege, directory].map(text).filter((each) => each !== '');
  return reasons.length === 0 ? '' : ` (${reasons.join(': ')})`;
}

function namesOf({ dependents }: Readonly<Record<string, unknown>>): string {
  const names = Array.isArray(dependents) ? dependents.map(text).filter((name) => name !== '') : [];
  return names.length === 0 ? '' : `: ${names.join(', ')}`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
