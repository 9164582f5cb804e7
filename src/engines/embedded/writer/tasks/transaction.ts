import type { Change } from '../../../../domain/ports/changes.ts';
import type { Position } from '../../../../domain/ports/ids.ts';
import type { TaskDone } from '../../protocol.ts';
import { ignoring, makeContext, raise } from '../commit.ts';
import type { OperationContext } from '../context.ts';
import type { TaskContext } from './context.ts';

/** Runs a task as one commit, contents included. The counters' rows are read anew before and after it. */
export function commitTask(context: TaskContext, work: (context: OperationContext) => unknown): TaskDone {
  const { database, counters, appender } = context;
  const before = appender.mark();
  const changes: Change[] = [];
  counters.clear();
  database.run('BEGIN IMMEDIATE');
  try {
    const value = work(makeContext(context, changes));
    counters.accept();
    counters.flush();
    appender.record(database);
    const position = changes.length === 0 ? null : (raise(database, 'position', 0) as Position);
    appender.flush();
    database.run('COMMIT');
    appender.committed();
    return { value, position, changes };
  } catch (error) {
    // A failed statement may have ended the transaction already.
    ignoring(() => database.run('ROLLBACK'));
    appender.aborted(before);
    throw error;
  } finally {
    counters.clear();
  }
}
