/** What delivery sees of the content filters: all of them together, before the reply to the end of the message. MI10 */
import type { FilterRequest, HeaderChange } from '../ports/content-filter.ts';
import type { QuarantineReason } from '../ports/quarantine.ts';
import type { ScoreFact } from '../reputation/client-reputation.ts';

export interface ContentFilters {
  /** None is set up: there is no need to make a request. */
  readonly isEmpty: boolean;
  /** One of them takes messages, and gives them back over SMTP. */
  readonly givesBack: boolean;
  /**
   * Asks the filters that are set up for this direction, in their order; each sees what those before it changed.
   *
   * Resolves also when a filter is down or too slow: then its setting says whether the message is put off or goes on.
   * Rejects with the signal's reason when it is aborted.
   *
   * @param handOver prepares what a filter gets that gives it back; null where such a filter has no business with it.
   */
  run(request: FilterRequest, signal: AbortSignal, handOver: HandOver | null): Promise<FilterOutcome>;
}

/** Called at most once for a message. */
export type HandOver = (request: FilterRequest) => FilterRequest;

export type FilterOutcome =
  | {
      readonly kind: 'accept';
      /** To be applied one after the other to the octets that the request gave: `changeMessage`. */
      readonly headers: readonly HeaderChange[];
      readonly body: Uint8Array | null;
      readonly addedRecipients: readonly string[];
      readonly removedRecipients: readonly string[];
      /** Takes the place of the reverse-path; null leaves it, the empty string is the null reverse-path. */
      readonly newSender: string | null;
      readonly scores: readonly ScoreFact[];
    }
  | {
      readonly kind: 'reject' | 'defer';
      readonly code: number;
      readonly status: string;
      readonly text: string;
      readonly filter: string;
    }
  | { readonly kind: 'discard'; readonly filter: string; readonly note: string }
  | { readonly kind: 'quarantine'; readonly reasons: readonly QuarantineReason[] }
  | { readonly kind: 'taken'; readonly filter: string; readonly text: string };
