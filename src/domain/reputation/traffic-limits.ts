/** How much mail one address, and one network, may bring in a minute and in an hour. MI9 */
import type { Clock } from '../../base/clock.ts';
import type { Settings } from '../settings/settings.ts';
import { clientNetwork } from './client-network.ts';
import { type Traffic, TrafficCounts } from './traffic-counts.ts';

export type TrafficUnit = 'messages' | 'recipients';

const UNITS: readonly TrafficUnit[] = ['messages', 'recipients'];

/** Which setting holds which limit. */
const LIMITS = {
  messages: {
    address: { minute: 'smtpMessagesPerAddressMinute', hour: 'smtpMessagesPerAddressHour' },
    network: { minute: 'smtpMessagesPerNetworkMinute', hour: 'smtpMessagesPerNetworkHour' },
  },
  recipients: {
    address: { minute: 'smtpRecipientsPerAddressMinute', hour: 'smtpRecipientsPerAddressHour' },
    network: { minute: 'smtpRecipientsPerNetworkMinute', hour: 'smtpRecipientsPerNetworkHour' },
  },
} as const;

export class TrafficLimits {
  readonly #settings: Pick<Settings, 'get'>;
  readonly #counts: { readonly [S in Scope]: { readonly [U in TrafficUnit]: TrafficCounts } };

  constructor(clock: Clock, settings: Pick<Settings, 'get'>) {
    const newCounts = () => ({ messages: new TrafficCounts(clock), recipients: new TrafficCounts(clock) });
    this.#settings = settings;
    this.#counts = { address: newCounts(), network: newCounts() };
  }

  /** Of what this client has brought too much; null where there is room. */
  exceeded(address: string): TrafficUnit | null {
    const keys = keysOf(address);
    const isOver = (unit: TrafficUnit, scope: Scope) =>
      this.#isOver(this.#counts[scope][unit].get(keys[scope]), LIMITS[unit][scope]);
    return UNITS.find((unit) => isOver(unit, 'address') || isOver(unit, 'network')) ?? null;
  }

  /** Counts one more. */
  add(unit: TrafficUnit, address: string): void {
    const keys = keysOf(address);
    this.#counts.address[unit].add(keys.address);
    this.#counts.network[unit].add(keys.network);
  }

  #isOver({ minute, hour }: Traffic, names: (typeof LIMITS)[TrafficUnit][Scope]): boolean {
    return minute >= this.#settings.get(names.minute) || hour >= this.#settings.get(names.hour);
  }
}

type Scope = 'address' | 'network';

function keysOf(address: string): { readonly [S in Scope]: string } {
  return { address, network: clientNetwork(address) };
}
