/** The name below which the PTR records of an address are. RFC 1035, RFC 3596 */
import { isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { normaliseAddress } from '../../base/network.ts';

/** Null for what is no address. */
export function reverseName(address: string): string | null {
  const plain = normaliseAddress(address);
  if (isIPv4(plain)) return `${plain.split('.').toReversed().join('.')}.in-addr.arpa`;
  if (!isIPv6(plain)) return null;
  // The URL functions write every form, also `::ffff:192.0.2.1`, in the shortest one.
  const [head = '', tail] = domainToASCII(`[${plain}]`).slice(1, -1).split('::');
  const [first, last] = [groupsOf(head), groupsOf(tail ?? '')];
  const zeros = Array<string>(tail === undefined ? 0 : GROUPS - first.length - last.length).fill('0');
  const digits = [...first, ...zeros, ...last].map((group) => group.padStart(4, '0')).join('');
  return `${[...digits].toReversed().join('.')}.ip6.arpa`;
}

const GROUPS = 8;

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':');
}
