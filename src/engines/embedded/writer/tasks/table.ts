/** Every maintenance task with what does it. */
import type { Task, TaskDone } from '../../protocol.ts';
import type { TaskContext } from './context.ts';
import { forgetTombstones } from './forget-tombstones.ts';
import { moveContents } from './move-contents.ts';
import { removeContents } from './remove-contents.ts';
import { removeSegment } from './remove-segment.ts';
import { repair } from './repair.ts';
import { commitTask } from './transaction.ts';

export function runTask(context: TaskContext, task: Task): TaskDone {
  switch (task.kind) {
    case 'repair':
      return commitTask(context, (operation) => repair(operation, task.finding, task.key));
    case 'forget-tombstones':
      return commitTask(context, (operation) => forgetTombstones(operation, task.beforeMs, task.after));
    case 'remove-contents':
      return commitTask(context, ({ database }) => removeContents(database, task.unreferencedBeforeMs));
    case 'move-contents':
      return commitTask(context, ({ database }) => moveContents({ ...context, database }, task.segment, task.after));
    case 'remove-segment':
      return commitTask(context, () => removeSegment(context, task.segment));
    case 'barrier':
      return { value: null, position: null, changes: [] };
  }
}
