/** The allow-list of devices that cannot sign in: MI2. */
import { NetworkSet } from '../../base/network.ts';
import type { Settings } from '../../domain/settings/settings.ts';

/** Follows the setting `submissionFrom`: a change applies to what is asked next. */
export function createDevicePolicy(settings: Pick<Settings, 'get'>): (address: string) => boolean {
  let source: readonly string[] = [];
  let networks = new NetworkSet([]);
  return (address) => {
    const value = settings.get('submissionFrom');
    if (value !== source) {
      source = value;
      networks = new NetworkSet(value);
    }
    return source.length > 0 && networks.has(address);
  };
}
