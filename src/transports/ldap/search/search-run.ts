/** The limits of one search while it runs: time, entries, and the turns of others. */
import type { SearchRequest } from '../../../wire/ldap/request.ts';
import type { ResultName } from '../../../wire/ldap/result-code.ts';
import type { Entry } from '../entries/entry.ts';
import type { OperationContext } from '../operation-context.ts';
import type { EntrySource } from './entry-source.ts';
import type { PageStart } from './page-cookie.ts';
import { countValues, type Position, walk } from './walk.ts';

/** About 100 KB of people. */
const MAX_GATHERED_VALUES = 2000;

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
  /** Values of entries that were sent and perhaps not yet left. */
  #gatheredValues = 0;

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
    const mustRest = session.connection.pace.isOver;
    // What little there is leaves with the result.
    if (mustRest || this.#gatheredValues > MAX_GATHERED_VALUES) {
      this.#gatheredValues = 0;
      await session.connection.flush();
    }
    if (mustRest) await session.connection.pace.rest();
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
    let last: Position = start;
    let isFull = false;
    const visit = (entry: Entry, position: Position): boolean => {
      if (!isWanted(entry)) return true;
      isFull = sent >= most;
      if (isFull) return false;
      send(entry);
      this.#gatheredValues += countValues(entry);
      sent += 1;
      last = position;
      return true;
    };
    await walk(sources, start, this.pause, visit, most + 1);
    if (isFull) {
      const isPaged = pageSize !== null && leftOfLimit > most;
      const next = { ...last, sent: start.sent + sent };
      return isPaged ? { code: 'success', next } : { code: 'sizeLimitExceeded', next: null };
    }
    return { code: 'success', next: null };
  }
}
