/** The name that the server gives itself, in the form in which every protocol can write it. */
import { Failure } from '../base/failure.ts';
import { type Bootstrap, serverHostname } from '../config/bootstrap.ts';
import { normalizeDomain } from '../formats/address/domain-name.ts';

/**
 * A-labels, lower case. Throws Failure `invalid`: no name of the DNS, such as an IP address or one with spaces.
 *
 * @param mailDomain completes the name of a host that has no domain.
 */
export function serverName(bootstrap: Pick<Bootstrap, 'hostname'>, mailDomain: string): string {
  const name = serverHostname(bootstrap, mailDomain);
  try {
    // An address literal is for who has no name. RFC 5321 section 4.1.3
    if (!name.startsWith('[')) return normalizeDomain(name);
  } catch {
    // Told below.
  }
  throw new Failure('invalid', `the server's name ${JSON.stringify(name)} is no host name: see --hostname`, {
    detail: { field: 'hostname', value: name },
  });
}
