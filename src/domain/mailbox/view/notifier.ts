/** Tells sessions that something waits for them: a few at a turn, so that a thousand idlers do not block the others. */

/** Sessions told in one turn of the event loop. */
const AT_A_TURN = 50;

export interface Notified {
  callListener(): void;
}

export interface Notifier {
  /** The listener is called soon, never from within this call. */
  push(session: Notified): void;
}

export function createNotifier(onError: (error: unknown) => void): Notifier {
  let queue: Notified[] = [];
  let at = 0;
  const run = () => {
    const end = Math.min(queue.length, at + AT_A_TURN);
    for (; at < end; at++) {
      try {
        queue[at].callListener();
      } catch (error) {
        onError(error);
      }
    }
    if (at < queue.length) setImmediate(run);
    else [queue, at] = [[], 0];
  };
  return {
    push: (session) => {
      if (queue.push(session) === 1) setImmediate(run);
    },
  };
}
