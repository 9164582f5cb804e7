/**
 * What the server has seen and done, kept beside the store: the trace of each message, counts for reports, short-lived
 * notes. Not part of the store's promise: a power cut may take the last second of it, and it may be thrown away.
 */

/** One event of a message's life. `kind` names a sentence of the catalogue (`trace.KIND`), `facts` its values. */
export interface TraceEvent {
  readonly queueId: string;
  readonly atMs: number;
  readonly kind: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
  /** What the message can be found by, each lower case; only in the event that begins it, and where more is learnt. */
  readonly keys?: readonly string[];
}

export interface TraceQuery {
  /** A queue id, an address of sender or recipient, a Message-ID, or words of the subject. */
  readonly text: string;
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly limit: number;
}

export interface TracedMessage {
  readonly queueId: string;
  /** In the order of their times. */
  readonly events: readonly TraceEvent[];
}

/** One row of a report that is counted over a day: DMARC results, TLS results. */
export interface Tally {
  /** `dmarc`, `tls`. */
  readonly topic: string;
  /** Whom the report is for: a domain. */
  readonly subject: string;
  /** UTC day, `2026-11-23`. */
  readonly day: string;
  /** JSON text of what is counted; equal texts are one row. */
  readonly row: string;
  readonly count: number;
}

export interface Observations extends AsyncDisposable {
  /** Takes it for writing; never waits and never throws. What comes faster than it can be written is counted and dropped. */
  trace(event: TraceEvent): void;
  tally(tally: Omit<Tally, 'count'>, count?: number): void;
  /** Newest first. */
  findTraces(query: TraceQuery): Promise<readonly TracedMessage[]>;
  tallies(topic: string, day: string): Promise<readonly Tally[]>;
  forgetTallies(topic: string, throughDay: string): Promise<void>;
  /** A note that lives until its time: cached policies, senders seen by the greylist, notices already sent. */
  note(topic: string, key: string): Promise<{ readonly value: string; readonly untilMs: number } | null>;
  /** All notes of a topic whose time is not over; of very many, those that live longest. */
  notes(topic: string): Promise<readonly { readonly key: string; readonly value: string }[]>;
  setNote(topic: string, key: string, value: string, untilMs: number): Promise<void>;
  /** Removes what is older than the settings allow, a slice at a time. */
  clean(options: { readonly tracesBeforeMs: number; readonly maxBytes: number }): Promise<void>;
}
