import { unpackPeer } from '../../test/support/peers/peers.ts';
import { TargetUnavailable } from '../target.ts';

/**
 * The folder with `usr` and `etc` of a server's Debian packages, fetched when missing and never installed.
 * Throws TargetUnavailable.
 */
export async function unpackedPackages(server: 'postfix' | 'cyrus' | 'dovecot' | 'slapd'): Promise<string> {
  const packages = await unpackPeer(server);
  if (packages.available) return packages.path;
  throw new TargetUnavailable(`the Debian packages of ${server}: ${packages.reason}`);
}
