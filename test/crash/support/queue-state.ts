/** What is known of one message of the outgoing queue, by the test and by the process that is killed. */

/** Where it is, and what became of those of its recipients that are done with. */
export interface QueueState {
  readonly place: 'queue' | 'quarantine' | 'gone';
  /** Of its content. */
  readonly hash: string;
  /** Of those that still wait, by address: how often each was tried. */
  readonly waiting: Readonly<Record<string, number>>;
  readonly isHeld: boolean;
  /** A copy was filed here, too. */
  readonly hasCopy: boolean;
  /** Addresses about which its sender got a notice, in order. */
  readonly noticed: readonly string[];
}

/** States by the queue id. */
export type QueueStates = Readonly<Record<string, QueueState>>;

/** One line of the process that is killed: an operation is about to be applied, or was answered. */
export type DriverLine =
  | { readonly kind: 'ready' }
  | { readonly kind: 'begin'; readonly id: number; readonly next: QueueStates }
  | { readonly kind: 'end'; readonly id: number; readonly isDone: boolean };

/** Where a message is that was never accepted. */
export const NOWHERE: QueueState = {
  place: 'gone',
  hash: '',
  waiting: {},
  isHeld: false,
  hasCopy: false,
  noticed: [],
};

/** Equal states are equal texts. What is gone has no content to compare. */
export function describeState(state: QueueState): string {
  const waiting = Object.entries(state.waiting).sort(([a], [b]) => (a < b ? -1 : 1));
  const { place, isHeld, hasCopy } = state;
  const hash = place === 'gone' ? '' : state.hash;
  return JSON.stringify([place, hash, waiting, isHeld, hasCopy, [...state.noticed].sort()]);
}
