/** The destinations that lanes end at, as long as somebody uses them or they have served well. */
import { Destination } from './destination.ts';
import type { MailRoutes } from './mail-routes.ts';

const MOST_REMEMBERED = 2000;

export class Destinations<L> {
  readonly #routes: MailRoutes;
  readonly #most: () => number;
  readonly #destinations = new Map<string, Destination<L>>();

  /** @param most transmissions to one at once. */
  constructor(routes: MailRoutes, most: () => number) {
    this.#routes = routes;
    this.#most = most;
  }

  /** Where a lane ends now. */
  find(lane: string): Destination<L> {
    const found = this.#routes.find(lane);
    const known = this.#destinations.get(found.key);
    if (known !== undefined) {
      known.found = found;
      return known;
    }
    const destination = new Destination<L>(found, this.#most());
    this.#destinations.set(found.key, destination);
    return destination;
  }

  /** One lane less ends there. What has served well is remembered while there are not many: the next message profits. */
  leave(destination: Destination<L>): void {
    destination.lanes -= 1;
    if (destination.lanes > 0 || (destination.isProven && this.#destinations.size <= MOST_REMEMBERED)) return;
    this.#destinations.delete(destination.key);
  }
}
