/**
 * Limits on trying out addresses: from how many unknown recipients on a network is answered no more who exists. A client
 * that begins a new connection for each guess is the same client.
 */
import type { Clock } from '../../base/clock.ts';
import type { SettingValues } from '../settings/catalogue.ts';
import { networkOf } from './network-of.ts';
import { RecentCounts } from './recent-counts.ts';

type Limits = Pick<SettingValues, 'smtpUnknownRecipientsPerAddressMinute' | 'smtpUnknownRecipientsPerAddressDay'>;

export interface HarvestPeer {
  /** Normalised IP address; the empty string for a Unix socket, which is never refused. */
  readonly address: string;
  /** Limits by address do not apply: an office shares one. */
  readonly isTrusted: boolean;
}

export class HarvestLimits {
  readonly #counts: RecentCounts;
  readonly #limits: () => Limits;

  /** @param limits called at each decision, so that a changed setting counts at once. */
  constructor(clock: Clock, limits: () => Limits) {
    this.#counts = new RecentCounts(clock);
    this.#limits = limits;
  }

  /** Whether this peer is told nothing of recipients for the time being. */
  isRefused({ address, isTrusted }: HarvestPeer): boolean {
    if (isTrusted || address === '') return false;
    const limits = this.#limits();
    const { minute, day } = this.#counts.get(networkOf(address));
    return minute >= limits.smtpUnknownRecipientsPerAddressMinute || day >= limits.smtpUnknownRecipientsPerAddressDay;
  }

  /** Records a recipient that does not exist. */
  failed({ address, isTrusted }: HarvestPeer): void {
    if (!isTrusted && address !== '') this.#counts.add(networkOf(address));
  }
}
