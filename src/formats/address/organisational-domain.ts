/** The Organizational Domain: the name that is registered below a public suffix. RFC 7489 section 3.2 */
import { getDomain } from 'tldts';

/** @param domain A-labels, lower case. A public suffix itself, and what is below none, is its own. */
export function organisationalDomain(domain: string): string {
  return getDomain(domain, { allowPrivateDomains: true, validateHostname: false }) ?? domain;
}
