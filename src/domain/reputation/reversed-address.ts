/** How an address stands before the zone of a block list: RFC 5782 sections 2.1 and 2.4. */
import { domainToASCII } from 'node:url';
import { addressFamily } from '../../base/network.ts';

const GROUPS = 8;

/**
 * `192.0.2.99` is `99.2.0.192`; an IPv6 address is its 32 digits, the last first. Null for what is no address.
 *
 * @param address as `normaliseAddress` gives it: an IPv4-mapped one is taken for IPv6 here, as in the test entry
 *   `::ffff:7f00:2` of RFC 5782 section 5.
 */
export function reversedAddress(address: string): string | null {
  const family = addressFamily(address);
  if (family === null) return null;
  if (family === 'ipv4') return address.split('.').toReversed().join('.');
  // The URL functions write every form in the shortest one, and an IPv4 tail in hexadecimal groups.
  const [head = '', tail] = domainToASCII(`[${address}]`).slice(1, -1).split('::');
  const [first, last] = [groupsOf(head), groupsOf(tail ?? '')];
  const zeros = Array<string>(tail === undefined ? 0 : GROUPS - first.length - last.length).fill('0');
  const digits = [...first, ...zeros, ...last].map((group) => group.padStart(4, '0')).join('');
  return [...digits].toReversed().join('.');
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':');
}
