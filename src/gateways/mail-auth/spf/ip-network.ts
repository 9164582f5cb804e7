/** Addresses as numbers, and whether one lies in a network. */
import { isIPv4, isIPv6 } from 'node:net';

/** The eight 16-bit groups of a textual IPv6 address; `::` and a dotted end are expanded. */
export function ipv6Groups(address: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const text =
    dotted === null
      ? address
      : dotted[1] + hexPair(Number(dotted[2]), Number(dotted[3])) + ':' + hexPair(Number(dotted[4]), Number(dotted[5]));
  const [head = '', tail] = text.split('::');
  const left = groupsOf(head);
  if (tail === undefined) return left;
  const right = groupsOf(tail);
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => 0), ...right];
}

/** True when both are of one family and agree in the first `prefix` bits. */
export function isInNetwork(address: string, network: string, prefix: number): boolean {
  if (isIPv4(address) && isIPv4(network)) return sameBits(ipv4Octets(address), ipv4Octets(network), 8, prefix);
  if (isIPv6(address) && isIPv6(network)) return sameBits(ipv6Groups(address), ipv6Groups(network), 16, prefix);
  return false;
}

function ipv4Octets(address: string): number[] {
  return address.split('.').map(Number);
}

function sameBits(a: readonly number[], b: readonly number[], width: number, prefix: number): boolean {
  for (let index = 0, left = prefix; left > 0; index++, left -= width) {
    const shift = Math.max(0, width - left);
    if ((a[index] ?? 0) >> shift !== (b[index] ?? 0) >> shift) return false;
  }
  return true;
}

function groupsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

function hexPair(high: number, low: number): string {
  return ((high << 8) | low).toString(16);
}
