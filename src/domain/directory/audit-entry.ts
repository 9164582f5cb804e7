/** What is written into the audit log of a change: who, what, and the fields that are different now. SM6 */
import type { Caller } from '../access/caller.ts';
import type { AuditFields, AuditTargetKind, NewAuditEntry } from '../ports/audit.ts';
import { sameValue } from './difference.ts';

export interface Audit {
  readonly audit: NewAuditEntry;
}

/**
 * To be spread into the operation that makes the change.
 *
 * @param before and after: fields of the target, never secrets; what is the same on both sides is left out, and
 * everything that `after` does not name counts as unchanged. Of lists only what went and what came is told. For what is
 * made `before` is empty, for what is deleted `after` is null.
 */
export function audited(
  by: Caller,
  atMs: number,
  action: string,
  target: { readonly kind: AuditTargetKind; readonly name: string },
  before: AuditFields,
  after: AuditFields | null,
): Audit {
  const { actor, undoes } = by;
  const about = { atMs, actor, action, target, ...(undoes === undefined ? {} : { undoes }) };
  if (after === null) return { audit: { ...about, before, after: {} } };
  const changed = Object.keys(after).filter((field) => !sameValue(before[field], after[field]));
  const [went, came] = [toldOf(changed, before, after), toldOf(changed, after, before)];
  return { audit: { ...about, before: went, after: came } };
}

/** Whether nothing would be different: then there is nothing to do, and nothing to tell. */
export function changesNothing({ audit }: Audit): boolean {
  return Object.keys(audit.before).length === 0 && Object.keys(audit.after).length === 0;
}

function toldOf(names: readonly string[], fields: AuditFields, others: AuditFields): AuditFields {
  const told = names.flatMap((name) => {
    const [value, other] = [fields[name], others[name]];
    if (value === undefined) return [];
    if (!Array.isArray(value) || !Array.isArray(other)) return [[name, value]];
    const known = new Set<unknown>(other);
    return [[name, value.filter((item) => !known.has(item))]];
  });
  return Object.fromEntries(told);
}
