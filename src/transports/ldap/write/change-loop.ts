/** A change is decided on what is there, and made only if that is still so. */
import { isFailure } from '../../../base/failure.ts';
import type { Operation } from '../operation-queue.ts';
import { refusedWrite } from './refused-write.ts';

/** Others may be faster; somebody who always is would be a program that writes without end. */
const MAX_TRIES = 3;

/**
 * Runs until nobody else has changed meanwhile what was looked at. What was asserted is looked at again each time.
 * Throws Refusal, Failure (`conflict` where the last try failed, too), and OperationStopped before anything is done.
 */
export async function onLatest<T>(operation: Operation, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    operation.goOn();
    try {
      return await attempt();
    } catch (error) {
      // What is not there may be the entry itself, gone a moment ago: then the next look does not find it.
      const isWorthAnother = isFailure(error, 'conflict') || (isFailure(error, 'not-found') && tries === 1);
      if (!isWorthAnother || tries === MAX_TRIES) throw refusedWrite(error);
    }
  }
}
