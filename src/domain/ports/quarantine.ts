/** Messages that a filter or the administrator's policy held back: kept with their reasons until somebody decides. */
import type { ContentHash, QuarantineId } from './ids.ts';
import type { KeptEnvelope } from './kept-envelope.ts';

export interface QuarantineReason {
  /** The filter that said so, as the administrator named it. */
  readonly filter: string;
  readonly text: string;
}

/** What is needed to deliver it later as if it had just come. */
export interface NewQuarantined extends KeptEnvelope {
  readonly queueId: string;
  readonly clientAddress: string;
  readonly reasons: readonly QuarantineReason[];
}

export interface Quarantined extends NewQuarantined {
  readonly id: QuarantineId;
  readonly content: ContentHash;
  readonly sizeBytes: number;
  readonly receivedAtMs: number;
}

export interface QuarantineQuery {
  /** Part of the queue id, the sender's or a recipient's address, compared without case. */
  readonly text?: string;
  /** Older ones: the page goes from the newest back. */
  readonly before?: QuarantineId;
  readonly limit: number;
}
