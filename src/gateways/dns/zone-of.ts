/** Whose name servers answer for a name, about: what shares its places. */
import { organisationalDomain } from '../../formats/address/organisational-domain.ts';

/** Labels of reverse names that lie in one hand: a /16 of IPv4, a /32 of IPv6. */
const REVERSE_LABELS = { 'in-addr.arpa': 4, 'ip6.arpa': 10 } as const;

/** @param name A-labels, lower case. */
export function zoneOf(name: string): string {
  for (const [suffix, count] of Object.entries(REVERSE_LABELS)) {
    if (name.endsWith(`.${suffix}`)) return name.split('.').slice(-count).join('.');
  }
  return organisationalDomain(name);
}
