/**
 * The main side of the observations. What is written waits for others and travels as a batch; beyond a bound it is
 * counted and dropped. A thread that breaks takes nothing else along: the next batch starts another one.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '../../../base/clock.ts';
import { Failure } from '../../../base/failure.ts';
import type { Logger } from '../../../base/log.ts';
import type { Observations, Tally, TracedMessage, TraceEvent, TraceQuery } from '../../../domain/ports/observations.ts';
import {
  BATCH_MS,
  BATCH_SIZE,
  MAX_KEY_LENGTH,
  MAX_KEYS,
  MAX_QUESTIONS,
  MAX_UNWRITTEN_BATCHES,
  MAX_WAITING,
  NO_FILE,
} from './limits.ts';
import type { ObserverLink, OpenObserverLink } from './observer-link.ts';
import type { CleanOptions, FromObserver, Note, Observed, Question, QuestionKind, Questions } from './protocol.ts';

/** After a thread broke, the next one is started no sooner. */
const RESTART_AFTER_MS = 5000;
/** What was lost is told of once in this time. */
const TELL_EVERY_MS = 60_000;

export interface ObservationsParts {
  /** Path of the file. */
  readonly path: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly openLink: OpenObserverLink;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (failure: Failure) => void;
}

export class ObservationsClient implements Observations {
  readonly #parts: ObservationsParts;
  readonly #questions = new Map<number, Waiting>();
  #link: ObserverLink | null = null;
  #linkEnded: Promise<void> = Promise.resolve();
  #mayStartAtMs = Number.NEGATIVE_INFINITY;
  #nextQuestion = 1;
  #waiting: Observed[] = [];
  #unwritten = 0;
  #timer: NodeJS.Timeout | null = null;
  #lost = 0;
  #tellLostAtMs = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  constructor(parts: ObservationsParts) {
    this.#parts = parts;
    mkdirSync(dirname(parts.path), { recursive: true, mode: 0o700 });
  }

  trace(event: TraceEvent): void {
    const keys = event.keys?.slice(0, MAX_KEYS).map((key) => key.slice(0, MAX_KEY_LENGTH));
    this.#take({ kind: 'trace', event: keys === undefined ? event : { ...event, keys } });
  }

  tally(tally: Omit<Tally, 'count'>, count = 1): void {
    this.#take({ kind: 'tally', tally: { ...tally, count } });
  }

  findTraces(query: TraceQuery): Promise<readonly TracedMessage[]> {
    this.#postAll();
    return this.#ask('find-traces', query);
  }

  tallies(topic: string, day: string): Promise<readonly Tally[]> {
    this.#postAll();
    return this.#ask('tallies', { topic, day });
  }

  async forgetTallies(topic: string, throughDay: string): Promise<void> {
    this.#postAll();
    await this.#ask('forget-tallies', { topic, throughDay });
  }

  note(topic: string, key: string): Promise<Note | null> {
    return this.#ask('note', { topic, key, nowMs: this.#parts.clock.nowMs() });
  }

  notes(topic: string): Promise<readonly { readonly key: string; readonly value: string }[]> {
    return this.#ask('notes', { topic, nowMs: this.#parts.clock.nowMs() });
  }

  async setNote(topic: string, key: string, value: string, untilMs: number): Promise<void> {
    await this.#ask('set-note', { topic, key, value, untilMs });
  }

  async clean(options: CleanOptions): Promise<void> {
    this.#postAll();
    await this.#ask('clean', { ...options, nowMs: this.#parts.clock.nowMs() });
  }

  /** Writes what waits, as far as the thread takes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isClosed) {
      this.#postAll();
      this.#isClosed = true;
      this.#link?.post({ kind: 'close' });
    }
    await this.#linkEnded;
  }

  #take(observed: Observed): void {
    if (this.#isClosed) return;
    if (this.#waiting.length >= MAX_WAITING) {
      this.#lose(1, 'they come faster than they can be written');
      return;
    }
    this.#waiting.push(observed);
    if (this.#waiting.length >= BATCH_SIZE) this.#postBatches();
    else this.#timer ??= setTimeout(() => this.#postBatches(), BATCH_MS).unref();
  }

  /** As many batches as the thread may have before it; the rest goes when it has written one. */
  #postBatches(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    while (this.#waiting.length > 0 && this.#unwritten < MAX_UNWRITTEN_BATCHES) {
      if (!this.#postBatch()) return;
    }
  }

  /** So that a question sees what was observed before it. */
  #postAll(): void {
    while (this.#waiting.length > 0 && this.#postBatch());
  }

  /** Returns false when there is no thread to take it. */
  #postBatch(): boolean {
    const link = this.#start();
    if (link === null) {
      // Another try, with whatever came until then.
      this.#timer ??= setTimeout(() => this.#postBatches(), RESTART_AFTER_MS).unref();
      return false;
    }
    this.#unwritten += 1;
    link.post({ kind: 'write', batch: this.#waiting.splice(0, BATCH_SIZE) });
    return true;
  }

  #ask<K extends QuestionKind>(kind: K, query: Questions[K][0]): Promise<Questions[K][1]> {
    const link = this.#start();
    if (link === null) return Promise.reject(new Failure('unavailable', 'the observations cannot be read'));
    if (this.#questions.size >= MAX_QUESTIONS) {
      return Promise.reject(new Failure('unavailable', 'too much is asked of the observations'));
    }
    const id = this.#nextQuestion++;
    return new Promise((resolve, reject) => {
      // The observer answers each question with the answer of its kind.
      this.#questions.set(id, { resolve: resolve as Waiting['resolve'], reject });
      link.post({ kind: 'ask', id, question: { kind, query } as Question });
    });
  }

  /** The thread that runs, or a new one; null when it is closed, or broke a moment ago. */
  #start(): ObserverLink | null {
    if (this.#link !== null || this.#isClosed) return this.#isClosed ? null : this.#link;
    const { path, clock, openLink } = this.#parts;
    if (clock.monotonicMs() < this.#mayStartAtMs) return null;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#linkEnded = promise;
    this.#link = openLink(
      { path },
      {
        receive: (message) => this.#receive(message),
        ended: (because) => {
          this.#end(because);
          resolve();
        },
      },
    );
    return this.#link;
  }

  #receive(message: FromObserver): void {
    switch (message.kind) {
      case 'written':
        this.#unwritten -= 1;
        if (message.lost !== null) this.#lose(message.lost.count, message.lost.because);
        // Its time may have come while the thread had too much before it.
        if (this.#waiting.length >= BATCH_SIZE || this.#timer === null) this.#postBatches();
        return;
      case 'answer':
        this.#takeQuestion(message.id)?.resolve(message.value);
        return;
      case 'failed':
        this.#takeQuestion(message.id)?.reject(
          new Failure('unavailable', 'the observations cannot be read', { cause: message.message }),
        );
        return;
      case 'begun':
        this.#begun(message.because);
        return;
      case 'closed':
    }
  }

  #end(because: string | null): void {
    this.#link = null;
    this.#unwritten = 0;
    this.#mayStartAtMs = this.#parts.clock.monotonicMs() + RESTART_AFTER_MS;
    const failure = new Failure('unavailable', 'the observations were closed');
    for (const { reject } of this.#questions.values()) reject(failure);
    this.#questions.clear();
    if (this.#isClosed && because === null) return;
    this.#parts.log.error({ error: because }, 'the observer broke: it is started again');
  }

  /** A missing file is nothing special: each server begins with none. */
  #begun(because: string): void {
    const { log, path } = this.#parts;
    const tell = because === NO_FILE ? log.debug : log.warn;
    tell.call(log, { path, because }, 'the observations begin anew');
  }

  #takeQuestion(id: number): Waiting | undefined {
    const question = this.#questions.get(id);
    this.#questions.delete(id);
    return question;
  }

  /** Told of now and then: what loses one mostly loses many. */
  #lose(count: number, because: string): void {
    this.#lost += count;
    const nowMs = this.#parts.clock.monotonicMs();
    if (nowMs < this.#tellLostAtMs) return;
    this.#tellLostAtMs = nowMs + TELL_EVERY_MS;
    this.#parts.log.warn({ lost: this.#lost, because }, 'observations were lost');
    this.#lost = 0;
  }
}
