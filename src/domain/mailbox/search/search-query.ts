/** What can be searched for in a mailbox, in the domain's own terms. RFC 9051 section 6.4.4 */
import type { SystemFlags } from '../../ports/flags.ts';
import type { EmailNumber, ModSeq, ThreadNumber } from '../../ports/ids.ts';
import type { NumberRange } from '../message-set.ts';

/** A calendar day without zone, `YYYY-MM-DD`. */
export type Day = string;

export type SearchQuery =
  | { readonly kind: 'all' }
  /** Of none: everything. */
  | { readonly kind: 'and'; readonly queries: readonly SearchQuery[] }
  /** Of none: nothing. */
  | { readonly kind: 'or'; readonly queries: readonly SearchQuery[] }
  | { readonly kind: 'not'; readonly query: SearchQuery }
  /** As the client wrote it: `*` is Infinity. A number that does not exist fails the search with `invalid`. */
  | { readonly kind: 'sequence'; readonly ranges: readonly NumberRange[] }
  | { readonly kind: 'uid'; readonly ranges: readonly NumberRange[] }
  /** One or more FLAG_ bits: all of them set, or (with `isSet` false) none. */
  | { readonly kind: 'flags'; readonly flags: SystemFlags; readonly isSet: boolean }
  | { readonly kind: 'keyword'; readonly keyword: string; readonly isSet: boolean }
  | { readonly kind: 'recent' }
  /** Substrings of decoded text, compared by `foldText`; empty: the field is there. */
  | { readonly kind: 'from' | 'to' | 'cc' | 'bcc' | 'subject'; readonly value: string }
  | { readonly kind: 'header'; readonly field: string; readonly value: string }
  /** In the decoded text of the body, or of header and body. */
  | { readonly kind: 'body' | 'text'; readonly value: string }
  /** `received`: the internal date, in its own zone. `sent`: the local day of Date. `saved`: SAVEDATE in UTC. */
  | {
      readonly kind: 'received' | 'sent' | 'saved';
      readonly when: 'before' | 'on' | 'since';
      readonly day: Day;
    }
  /** By the internal date, to the second. RFC 5032 section 3 */
  | { readonly kind: 'older' | 'younger'; readonly seconds: number }
  | { readonly kind: 'larger' | 'smaller'; readonly sizeBytes: number }
  /** A ModSeq of at least this. RFC 7162 section 3.1.5 */
  | { readonly kind: 'modseq'; readonly from: ModSeq }
  | { readonly kind: 'email'; readonly number: EmailNumber }
  | { readonly kind: 'thread'; readonly number: ThreadNumber };
