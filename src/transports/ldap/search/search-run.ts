/** The limits of one search while it runs: time, entries, and the turns of others. */
import type { SearchRequest } from '../../../wire/ldap/request.ts';
import type { ResultName } from '../../../wire/ldap/result-code.ts';
import type { Entry } from '../entries/entry.ts';
import type { OperationContext } from '../operation-context.ts';
import type { EntrySource } from './entry-sources.ts';
import type { PageStart } from './page-cookie.ts';
import { walk } from './walk.ts';

/** Thrown where the time of a search is over; what was sent is sent. */
export class TimeIsUp extends Error {
  override readonly name = 'TimeIsUp';
}

export interface PageOutcome {
  readonly code: ResultName;
  /** Where the next page begins; null where this was the last. */
  readonly next: PageStart | null;
}

export class SearchRun {
  readonly #context: OperationContext;
  readonly #sizeLimit: number;
  readonly #maxEntries: number;
  readonly #deadlineMs: number;

  constructor(context: OperationContext, { sizeLimit, timeLimitSeconds }: SearchRequest) {
    const { settings, clock } = context.session.services;
    const mostMs = settings.get('ldapSearchTimeMs');
    this.#context = context;
    // 0: the client sets no limit.
    this.#sizeLimit = sizeLimit === 0 ? Infinity : sizeLimit;
    this.#maxEntries = settings.get('ldapMaxEntries');
    this.#deadlineMs =
      clock.monotonicMs() + (timeLimitSeconds === 0 ? mostMs : Math.min(mostMs, timeLimitSeconds * 1000));
  }

  /** Between two slices. Throws OperationStopped, TimeIsUp, ConnectionClosed. */
  readonly pause = async (): Promise<void> => {
    const { session, operation } = this.#context;
    await session.connection.flush();
    if (session.connection.pace.isOver) await session.connection.pace.rest();
    operation.goOn();
    if (session.services.clock.monotonicMs() >= this.#deadlineMs) throw new TimeIsUp('the time limit is exceeded');
  };

  /**
   * Sends what fits, as much as the limits allow. It looks one entry further, so that the client knows whether there is
   * more. Throws like `pause`.
   *
   * @param pageSize null without pages.
   */
  async page(
    sources: readonly EntrySource[],
    start: PageStart,
    isWanted: (entry: Entry) => boolean,
    pageSize: number | null,
    send: (entry: Entry) => void,
  ): Promise<PageOutcome> {
    const leftOfLimit = this.#sizeLimit - start.sent;
    const most = Math.min(pageSize ?? Infinity, this.#maxEntries, leftOfLimit);
    let sent = 0;
    let last: PageStart = start;
    for await (const { entry, position } of walk(sources, start, this.pause)) {
      if (!isWanted(entry)) continue;
      if (sent >= most) {
        const isPaged = pageSize !== null && leftOfLimit > most;
        return isPaged ? { code: 'success', next: last } : { code: 'sizeLimitExceeded', next: null };
      }
      send(entry);
      sent += 1;
      last = { ...position, sent: start.sent + sent };
    }
    return { code: 'success', next: null };
  }
}
