/** What the main side and the observer's thread say to each other. */
import type { Tally, TracedMessage, TraceEvent, TraceQuery } from '../../../domain/ports/observations.ts';

/** What is only written, and never answered. */
export type Observed =
  | { readonly kind: 'trace'; readonly event: TraceEvent }
  | { readonly kind: 'tally'; readonly tally: Tally };

export interface Note {
  readonly value: string;
  readonly untilMs: number;
}

export interface CleanOptions {
  readonly tracesBeforeMs: number;
  readonly maxBytes: number;
}

/** Each question with its answer. Times are those of the main side's clock. */
export interface Questions {
  'find-traces': [query: TraceQuery, answer: readonly TracedMessage[]];
  tallies: [query: Pick<Tally, 'topic' | 'day'>, answer: readonly Tally[]];
  'forget-tallies': [query: { readonly topic: string; readonly throughDay: string }, answer: null];
  note: [query: { readonly topic: string; readonly key: string; readonly nowMs: number }, answer: Note | null];
  notes: [
    query: { readonly topic: string; readonly nowMs: number },
    answer: readonly { readonly key: string; readonly value: string }[],
  ];
  'set-note': [query: { readonly topic: string; readonly key: string } & Note, answer: null];
  clean: [query: CleanOptions & { readonly nowMs: number }, answer: null];
}

export type QuestionKind = keyof Questions;
export type Question = { [K in QuestionKind]: { readonly kind: K; readonly query: Questions[K][0] } }[QuestionKind];

export type ToObserver =
  | { readonly kind: 'write'; readonly batch: readonly Observed[] }
  | { readonly kind: 'ask'; readonly id: number; readonly question: Question }
  | { readonly kind: 'close' };

export type FromObserver =
  /** One batch is done with; `lost` says how many were in it and why when it could not be written. */
  | { readonly kind: 'written'; readonly lost: { readonly count: number; readonly because: string } | null }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  /** The file was begun anew, and why. */
  | { readonly kind: 'begun'; readonly because: string }
  | { readonly kind: 'closed' };
