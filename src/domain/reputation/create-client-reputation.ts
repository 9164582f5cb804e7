/** Puts together what judges clients: one of it for the whole server, since its counts and tests are for all connections. */
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { NameService } from '../ports/name-service.ts';
import type { Observations } from '../ports/observations.ts';
import type { Settings } from '../settings/settings.ts';
import { BlockLists } from './block-lists.ts';
import type { ClientLook, ClientReputation } from './client-reputation.ts';
import { findHostName } from './host-name.ts';
import { StrangerLook } from './stranger-look.ts';
import { TrafficLimits } from './traffic-limits.ts';

export interface ClientReputationDeps {
  readonly names: NameService;
  readonly settings: Pick<Settings, 'get'>;
  readonly observations: Pick<Observations, 'note' | 'setNote'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether a name, in A-labels, is the server's own or a domain that it receives for: no stranger is called so. */
  readonly isOurName: (name: string) => boolean | Promise<boolean>;
}

export function createClientReputation(deps: ClientReputationDeps): ClientReputation {
  const { names, settings, clock } = deps;
  const lookDeps = { ...deps, lists: new BlockLists(deps), limits: new TrafficLimits(clock, settings) };
  return {
    open: ({ address, isTrusted }) =>
      isTrusted || address === '' ? new TrustedLook(names, settings, address) : new StrangerLook(lookDeps, address),
  };
}

/** One whose name may be wanted for the Received field, and about whom nothing else is asked. */
class TrustedLook implements ClientLook {
  readonly #names: NameService;
  readonly #settings: Pick<Settings, 'get'>;
  readonly #address: string;
  readonly #ending = new AbortController();
  #hostName: Promise<string | null> | null = null;

  constructor(names: NameService, settings: Pick<Settings, 'get'>, address: string) {
    this.#names = names;
    this.#settings = settings;
    this.#address = address;
  }

  /** Only looked up when it is wanted: an office without DNS must not be kept waiting. */
  get hostName(): Promise<string | null> {
    this.#hostName ??= this.#find();
    return this.#hostName;
  }

  judge(): Promise<null> {
    return Promise.resolve(null);
  }

  scores(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  [Symbol.dispose](): void {
    this.#ending.abort();
  }

  async #find(): Promise<string | null> {
    if (this.#address === '') return null;
    const timeoutMs = this.#settings.get('clientLookupTimeoutMs');
    const host = await findHostName(this.#names, this.#address, timeoutMs, this.#ending.signal);
    return host.kind === 'confirmed' ? host.name : null;
  }
}
