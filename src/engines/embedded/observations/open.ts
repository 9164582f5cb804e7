import { join } from 'node:path';
import type { Clock } from '../../../base/clock.ts';
import type { Logger } from '../../../base/log.ts';
import { ObservationsClient } from './observations-client.ts';
import { type OpenObserverLink, observerThread } from './observer-link.ts';

export interface ObservationsOptions {
  /** The store's directory; made when it is not there. */
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** How the observer is reached; a thread of its own unless a test wants to be in its place. */
  readonly openLink?: OpenObserverLink;
}

const FILE = 'observations.sqlite';

/**
 * The observations beside the store of a directory, in a file and a thread of their own. Nothing is opened before it is
 * needed; disposing writes what waits. A file that is damaged or missing is replaced by an empty one.
 */
export function openObservations(options: ObservationsOptions): ObservationsClient {
  const { directory, clock, log, openLink = observerThread } = options;
  return new ObservationsClient({ path: join(directory, FILE), clock, log, openLink });
}
