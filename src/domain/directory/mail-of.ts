import { formatMailAddress } from '../../formats/address/mail-address.ts';
import type { User } from '../ports/directory.ts';

/** The mail address of a user, in A-label form. */
export function mailOf({ localPart, domainName }: Pick<User, 'localPart' | 'domainName'>): string {
  return formatMailAddress({ localPart, domain: domainName });
}
