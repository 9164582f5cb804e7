import { Failure } from '../../../base/failure.ts';
import type { AuditEntry, AuditFields } from '../../ports/audit.ts';
import { sameValue } from '../difference.ts';

/** The fields that a change was about. */
export function changedFields({ before, after }: Pick<AuditEntry, 'before' | 'after'>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])];
}

/**
 * What is there now must be what the change has made of it. Of lists only what went and what came is known, and only
 * that has to be as it was made. Throws Failure `conflict` (`detail.fields`).
 */
export function mustStillHold(present: AuditFields, change: Pick<AuditEntry, 'before' | 'after'>): void {
  const fields = changedFields(change).filter((field) => {
    const [now, went, came] = [present[field], change.before[field], change.after[field]];
    if (Array.isArray(now) && isList(went) && isList(came)) {
      return !listOf(came).every((item) => now.includes(item)) || listOf(went).some((item) => now.includes(item));
    }
    return !sameValue(now ?? null, came ?? null);
  });
  if (fields.length > 0) throw changedSince(fields);
}

export function changedSince(fields: readonly string[]): Failure {
  return new Failure('conflict', `changed since: ${fields.join(', ')}`, {
    detail: { reason: 'changed-since', fields: [...fields] },
  });
}

/** Of a list as it is now, what it was before the change. */
export function listBefore(present: unknown, change: Pick<AuditEntry, 'before' | 'after'>, field: string): string[] {
  const came = listOf(change.after[field]);
  return [...new Set([...listOf(present).filter((item) => !came.includes(item)), ...listOf(change.before[field])])];
}

/** The texts of a list; none where there is no list. */
export function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function isList(value: unknown): boolean {
  return value === undefined || Array.isArray(value);
}
