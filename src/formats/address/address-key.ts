/** What makes two addresses the same one to this server. */
import { foldText } from '../../base/text.ts';
import type { MailAddress } from './mail-address.ts';

/**
 * The comparison key of an address: folded local part, "@", domain in A-labels.
 *
 * RFC 5321 section 2.4 leaves the case of the local part to the receiving host: here it has no meaning.
 * The local part may hold an "@" itself; the domain never does, so the last one separates and keys are unambiguous.
 */
export function addressKey(address: MailAddress): string {
  return `${foldText(address.localPart)}@${address.domain}`;
}
