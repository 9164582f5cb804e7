/** The record of every change, and the way back. REQUIREMENTS SM6 */
import { Failure } from '../../../base/failure.ts';
import { searchAudit } from '../../../domain/directory/audit-log.ts';
import type { Undo } from '../../../domain/directory/undo/undo.ts';
import type { AuditEntry } from '../../../domain/ports/audit.ts';
import type { AuditId } from '../../../domain/ports/ids.ts';
import type { AuditEntryView } from '../../../wire/admin/directory-schemas.ts';
import type { Handlers } from '../handler.ts';
import { withoutUndefined } from '../request.ts';

export const auditHandlers: Handlers<'audit'> = {
  async 'audit.list'({ query }, { store, undo }) {
    const { targetKind: kind, target: name, since, until, before, ...rest } = query;
    if (name !== undefined && kind === undefined) {
      const detail = { field: 'targetKind', problem: 'missing' };
      throw new Failure('invalid', 'a target is looked up by its kind', { detail });
    }
    const { entries, next } = await searchAudit(store, {
      ...withoutUndefined(rest),
      limit: rest.limit,
      ...(kind === undefined ? {} : { target: { kind, ...(name === undefined ? {} : { name }) } }),
      ...(since === undefined ? {} : { sinceMs: Date.parse(since) }),
      ...(until === undefined ? {} : { untilMs: Date.parse(until) }),
      ...(before === undefined ? {} : { before: before as AuditId }),
    });
    return { entries: entries.map((entry) => viewEntry(entry, undo)), next };
  },
  async 'audit.undo'({ path }, { store, undo }, by) {
    const id = await undo.undo(by, path.id as AuditId);
    const entry = await store.reader().audit.get(id);
    if (entry === null) throw new Error('an entry of the audit log is gone');
    return viewEntry(entry, undo);
  },
};

function viewEntry(entry: AuditEntry, undo: Undo): AuditEntryView {
  const { id, atMs, actor, action, target, before, after, undoes = null, undoneBy = null } = entry;
  const { name, service, address } = actor;
  return {
    id,
    at: new Date(atMs).toISOString(),
    actor: { name, service, address },
    action,
    target: { ...target },
    before: { ...before },
    after: { ...after },
    canUndo: undo.isPossible(entry),
    ...{ undoes, undoneBy },
  };
}
