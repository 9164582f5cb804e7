/**
 * What the queue must hold. An operation that was answered happened; one that was begun and not answered happened
 * wholly or not at all, for all messages that it touches. SECURITY section 1
 */
import { type DriverLine, describeState, NOWHERE, type QueueState, type QueueStates } from './queue-state.ts';

export class QueueModel {
  readonly #states = new Map<string, QueueState>();
  /** Operations without an answer. */
  readonly #open = new Map<number, QueueStates>();
  #answered = 0;

  /** Operations that were answered. */
  get answeredCount(): number {
    return this.#answered;
  }

  /** For the next process. */
  get states(): QueueStates {
    return Object.fromEntries(this.#states);
  }

  take(line: DriverLine): void {
    if (line.kind === 'begin') this.#open.set(line.id, line.next);
    if (line.kind !== 'end') return;
    const next = this.#open.get(line.id) ?? {};
    this.#open.delete(line.id);
    this.#answered += 1;
    if (line.isDone) this.#become(next);
  }

  /** Compares with what is there, and goes on from it. Returns what is wrong. */
  settle(actual: ReadonlyMap<string, QueueState>): string[] {
    const wrong: string[] = [];
    for (const next of this.#open.values()) {
      const isWholly = Object.keys(next).every((id) => isSame(next[id], actual.get(id)));
      if (isWholly) this.#become(next);
    }
    this.#open.clear();
    for (const id of new Set([...this.#states.keys(), ...actual.keys()])) {
      const [expected, found] = [this.#states.get(id), actual.get(id)];
      if (!isSame(expected, found)) wrong.push(`${id}: ${describe(expected)} became ${describe(found)}`);
    }
    return wrong;
  }

  #become(states: QueueStates): void {
    for (const [id, state] of Object.entries(states)) this.#states.set(id, state);
  }
}

function describe(state: QueueState | undefined): string {
  return describeState(state ?? NOWHERE);
}

function isSame(expected: QueueState | undefined, found: QueueState | undefined): boolean {
  return describe(expected) === describe(found);
}
