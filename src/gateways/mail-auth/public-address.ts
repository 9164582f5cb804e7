/** Which addresses are out in the internet: what a stranger names may not lead inside. SECURITY.md section 2 (SSRF) */
import { isIP } from 'node:net';
import { NetworkSet } from '../../base/network.ts';

/** Everything that is not reachable by all: the registries of special-purpose addresses, and what is not assigned. */
const SPECIAL_IPV4 = new NetworkSet([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]);
/** A set of its own: `::/3` would hold the IPv4 addresses, too. */
const SPECIAL_IPV6 = new NetworkSet(['::/3', '2001::/23', '2001:db8::/32', '2002::/16', '4000::/2', '8000::/1']);

/** False for private, local, reserved and documentation addresses, and for those that stand for others (6to4, NAT64). */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && !(version === 4 ? SPECIAL_IPV4 : SPECIAL_IPV6).has(address);
}
