/**
 * Which settings hold for whose mail program. They are the same for everybody of a domain, and told for every address of
 * it: nobody learns from them who exists. REQUIREMENTS CA4, PM2
 */
import { isFailure } from '../../base/failure.ts';
import { normalizeDomain } from '../../formats/address/domain-name.ts';
import { formatMailAddress } from '../../formats/address/mail-address.ts';
import type { Mailbox, MailServer, SetupProtocol } from '../../formats/client-setup/mail-server.ts';
import { parseLogin } from '../access/login.ts';
import type { Domain } from '../ports/directory.ts';
import type { Store } from '../ports/store.ts';
import { type PublicServer, parsePublicServer } from '../settings/public-servers-schema.ts';
import type { Settings } from '../settings/settings.ts';
import { SETUP_LISTENERS, type SetupListener } from './setup-listeners.ts';

export interface ClientSetup {
  /** The best first for each protocol; what is not running now is left out. */
  servers(): readonly MailServer[];
  /** `https://mail.example.org`, without a slash at the end; null where there are no pages. */
  webOrigin(): string | null;
  /** A domain of this server, by its name or a synonym, in any form; null for all others. */
  findDomain(text: string): Promise<Domain | null>;
  /** For any address of a domain of this server, whether there is such an address or not; null for all others. */
  ofAddress(text: string): Promise<Mailbox | null>;
}

export interface ClientSetupDeps {
  readonly store: Pick<Store, 'reader'>;
  readonly settings: Pick<Settings, 'get'>;
  /** The name of this server, where the administrator gives no other. */
  readonly hostname: string;
  /** The TCP ports of what is running now. */
  readonly ports: () => ReadonlyMap<string, number>;
}

const HTTPS_PORT = 443;

export function createClientSetup({ store, settings, hostname, ports }: ClientSetupDeps): ClientSetup {
  const placeOf = (listener: SetupListener): { readonly host: string; readonly port: number } | null => {
    const port = ports().get(listener);
    const place = settings.get('clientSetupServers').map(parsePublicServer).findLast(isOf(listener));
    // What is not running is not there from outside either, whatever leads to it.
    if (port === undefined || port === 0 || place?.port === null) return null;
    const publicHost = settings.get('clientSetupHost') || hostname;
    return { host: place?.host ?? publicHost, port: place?.port ?? port };
  };
  const findDomain = async (text: string) => {
    const name = domainName(text);
    return name === null ? null : store.reader().directory.findDomain(name);
  };
  const servers = () =>
    SETUP_LISTENERS.flatMap(({ listener, protocol, security }): MailServer[] => {
      const place = placeOf(listener);
      return place === null ? [] : [{ protocol, ...place, security }];
    });

  return {
    servers,
    webOrigin() {
      const place = placeOf('https');
      if (place === null) return null;
      return `https://${place.host}${place.port === HTTPS_PORT ? '' : `:${place.port}`}`;
    },
    findDomain,
    async ofAddress(text) {
      const address = parseLogin(text.trim());
      if (address === null || (await findDomain(address.domain)) === null) return null;
      const written = formatMailAddress(address);
      return { address: written, userName: written, servers: servers() };
    },
  };
}

/** The best server of each protocol: what most programs need. */
export function bestServers(servers: readonly MailServer[]): readonly MailServer[] {
  const seen = new Set<SetupProtocol>();
  return servers.filter(({ protocol }) => !seen.has(protocol) && seen.add(protocol));
}

function isOf(listener: SetupListener): (server: PublicServer | null) => boolean {
  return (server) => server?.listener === listener;
}

function domainName(text: string): string | null {
  try {
    return normalizeDomain(text.trim());
  } catch (error) {
    if (isFailure(error, 'invalid')) return null;
    throw error;
  }
}
