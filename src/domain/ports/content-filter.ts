/** Programs that look at a message before it is taken: gateways/{scanner,spamd,milter,smtp-filter} implement it. MI10 */
import type { OutgoingRecipient, ReturnPath } from './queue.ts';

export interface FilterRequest {
  readonly queueId: string;
  readonly hostname: string;
  /** `outgoing` is what users and devices of ours submit, `incoming` all else. */
  readonly direction: 'incoming' | 'outgoing';
  readonly client: {
    readonly name: string;
    readonly address: string;
    readonly port: number;
    /** By reverse DNS, checked forwards; null where there is none. */
    readonly hostName: string | null;
    readonly tls: string | null;
    /** User ID of who signed in; null for others. */
    readonly userId: string | null;
  };
  readonly returnPath: ReturnPath;
  readonly recipients: readonly string[];
  /** What the sender wants to be told of a recipient: RFC 3461 section 4. Nothing of those that a filter has added. */
  readonly noticeWishes: ReadonlyMap<string, Pick<OutgoingRecipient, 'notify' | 'originalRecipient'>>;
  readonly sizeBytes: number;
  /** The message as it would be filed, line ends CR LF; may be called more than once. */
  readonly message: () => AsyncIterable<Uint8Array>;
}

export type HeaderChange =
  | {
      readonly kind: 'add';
      readonly name: string;
      /** Behind the colon and a space; further lines begin with white space, line ends CR LF or LF. */
      readonly value: string;
      /** The number of fields above it: 0 is the top; absent is the end. */
      readonly index?: number;
    }
  /** The nth field of that name, from 1; an empty value removes it. Where there is no such field, it is added. */
  | { readonly kind: 'change'; readonly name: string; readonly occurrence: number; readonly value: string };

export type FilterVerdict =
  | {
      readonly kind: 'accept';
      readonly headers: readonly HeaderChange[];
      /** Replaces everything behind the header section. */
      readonly body: Uint8Array | null;
      /** Recipients that the filter took away or added. */
      readonly addedRecipients: readonly string[];
      readonly removedRecipients: readonly string[];
      /** Takes the place of the reverse-path; null leaves it, the empty string is the null reverse-path. */
      readonly newSender: string | null;
      /** Score for junk; null where the filter gives none. */
      readonly score: number | null;
      readonly note: string;
    }
  | { readonly kind: 'reject' | 'defer'; readonly code: number; readonly status: string; readonly text: string }
  | { readonly kind: 'discard'; readonly note: string }
  | { readonly kind: 'quarantine'; readonly reason: string }
  /** The message is with the filter, which gives it back on the re-injection listener and answered so. */
  | { readonly kind: 'taken'; readonly text: string };

export interface ContentFilter {
  /** As the administrator named it, for logs and the trace. */
  readonly name: string;
  /** Rejects with Failure `unavailable` when the filter is down, broken or too slow; what then happens is the setting's. */
  examine(request: FilterRequest, signal: AbortSignal): Promise<FilterVerdict>;
}

/** Where a filter listens. */
export type FilterAddress =
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number };

/** What the administrator says of a filter: one of the setting `contentFilters`. */
export interface FilterConfig {
  readonly name: string;
  readonly kind: 'clamd' | 'spamd' | 'milter' | 'smtp';
  readonly address: FilterAddress;
  readonly scope: 'incoming' | 'outgoing' | 'both';
  /** For the whole of a message. */
  readonly timeoutMs: number;
  readonly whenDown: 'defer' | 'pass';
  /** Of a virus scanner. */
  readonly onInfected: 'reject' | 'quarantine';
  /** Larger messages are not shown to it; only for scanners. */
  readonly maxBytes: number;
}
