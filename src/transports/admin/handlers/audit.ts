/** The record of every change. REQUIREMENTS SM6 */
import { Failure } from '../../../base/failure.ts';
import type { AuditEntry } from '../../../domain/ports/audit.ts';
import type { AuditId } from '../../../domain/ports/ids.ts';
import type { AuditEntryView } from '../../../wire/admin/directory-schemas.ts';
import type { Handlers } from '../handler.ts';

export const auditHandlers: Handlers<'audit'> = {
  async 'audit.list'({ query }, { store }) {
    const { actor, targetKind: kind, target: name, since, before, limit } = query;
    if (name !== undefined && kind === undefined) {
      const detail = { field: 'targetKind', problem: 'missing' };
      throw new Failure('invalid', 'a target is looked up by its kind', { detail });
    }
    const entries = await store.reader().audit.list({
      limit,
      ...(actor === undefined ? {} : { actor }),
      ...(kind === undefined ? {} : { target: { kind, ...(name === undefined ? {} : { name }) } }),
      ...(since === undefined ? {} : { sinceMs: Date.parse(since) }),
      ...(before === undefined ? {} : { before: before as AuditId }),
    });
    return { entries: entries.map(viewEntry) };
  },
};

function viewEntry({ id, atMs, actor, action, target, before, after }: AuditEntry): AuditEntryView {
  const { name, service, address } = actor;
  return {
    id,
    at: new Date(atMs).toISOString(),
    actor: { name, service, address },
    action,
    target: { ...target },
    before: { ...before },
    after: { ...after },
  };
}
