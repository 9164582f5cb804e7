import { foldName } from '../../base/name.ts';
import { parseAddressOrNull } from './parse-address.ts';

/** The form in which two addresses are the same; filters and other programs write them as they like. */
export function canonicalAddress(text: string): string {
  const address = parseAddressOrNull(text);
  return address === null ? text.toLowerCase() : `${foldName(address.localPart)}@${address.domain}`;
}
