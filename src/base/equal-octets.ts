/** Whether octets are the same, such as two hashes: the time tells nothing but whether they are of one length. */
import { timingSafeEqual } from 'node:crypto';

export function isEqualOctets(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The same for texts, by their octets in UTF-8. */
export function isEqualText(a: string, b: string): boolean {
  return isEqualOctets(Buffer.from(a), Buffer.from(b));
}
