/** The network that a client is one of: of IPv4 the /24, of IPv6 the /64 that every subscriber has of his own. */
import { networkOf } from '../access/network-of.ts';

export function clientNetwork(address: string): string {
  return address.includes(':') ? networkOf(address) : address.slice(0, address.lastIndexOf('.'));
}
