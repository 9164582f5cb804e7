/** Mailbox names on the wire: modified UTF-7 (RFC 3501 section 5.1.3), or UTF-8 once that is enabled (RFC 6855 section 3). */
import { decodeModifiedUtf7, encodeModifiedUtf7 } from './modified-utf7.ts';
import { fromUtf8, toOctets } from './octets.ts';

/** The name as octets, in the form that the client can read. */
export function encodeMailboxName(name: string, isUtf8: boolean): string {
  return isUtf8 ? toOctets(name) : encodeModifiedUtf7(name);
}

/** The name that octets of a client stand for; null when they are not well formed. */
export function decodeMailboxName(octets: string, isUtf8: boolean): string | null {
  return isUtf8 ? fromUtf8(octets) : decodeModifiedUtf7(octets);
}
