/** Queue ids: the name of one message in replies, log lines and its Received field. */
import type { Clock } from '../../base/clock.ts';

/**
 * Makes ids of twelve letters and digits: microseconds since the epoch, then two characters of the process. They
 * ascend, and no two are equal: not within a process, whatever its clock does, nor after a restart.
 *
 * @param processMark two characters that tell this process from others that run at the same time.
 */
export function createQueueIds(clock: Clock, processMark: string): () => string {
  let last = 0;
  return () => {
    last = Math.max(clock.nowMs() * 1000, last + 1);
    return `${last.toString(36).toUpperCase()}${processMark}`;
  };
}
