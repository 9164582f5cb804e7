import type { QuarantineId } from '../../../domain/ports/ids.ts';
import { releaseContent } from '../holders.ts';
import type { OperationContext } from './context.ts';

/** Returns false when it is gone. */
export function removeQuarantined({ database, nowMs }: OperationContext, id: QuarantineId): boolean {
  const content = database.value<number>('DELETE FROM quarantine WHERE id = ? RETURNING content', id);
  if (content === undefined) return false;
  releaseContent(database, content, 'quarantined', nowMs);
  return true;
}
