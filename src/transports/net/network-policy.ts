/** What the settings say of an address. */
import { NetworkSet } from '../../base/network.ts';
import type { SettingValues } from '../../domain/settings/catalogue.ts';
import type { Settings } from '../../domain/settings/settings.ts';

type NetworkSetting = 'trustedNetworks' | 'cleartextAuthFrom' | 'proxyProtocolFrom' | 'httpForwardedFrom';

/** The address of a Unix socket's peer is the empty string, which lies in no network. */
export interface NetworkPolicy {
  /** Limits by address do not apply. */
  isTrusted(address: string): boolean;
  /** Passwords are taken without TLS. */
  mayAuthenticateInClear(address: string): boolean;
  /** A proxy, which says in a PROXY header for whom it connects. */
  isProxy(address: string): boolean;
  /** A web proxy, which says in a header of each request for whom it asks. */
  isForwarder(address: string): boolean;
}

/** Follows the settings: a change applies to what is asked next. */
export function createNetworkPolicy(settings: Pick<Settings, 'get'>): NetworkPolicy {
  const has = (name: NetworkSetting) => {
    let source: SettingValues[NetworkSetting] | null = null;
    let networks = new NetworkSet([]);
    return (address: string) => {
      const value = settings.get(name);
      if (value !== source) {
        source = value;
        networks = new NetworkSet(value);
      }
      return source.length > 0 && networks.has(address);
    };
  };
  return {
    isTrusted: has('trustedNetworks'),
    mayAuthenticateInClear: has('cleartextAuthFrom'),
    isProxy: has('proxyProtocolFrom'),
    isForwarder: has('httpForwardedFrom'),
  };
}
