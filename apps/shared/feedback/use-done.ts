/** Says that something was done, with the way back where the server has one. SM6 */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { AuditEntryView } from '../../../src/wire/admin/directory-schemas.ts';
import { call } from '../api/call.ts';
import { asFailure } from '../api/failure.ts';
import { useI18n } from '../i18n/i18n.tsx';
import { useSession } from '../session/session.tsx';
import { useToast } from './toasts.tsx';

/** What was changed, by the name that the audit log has for it: the one before a renaming. */
export type ChangeTarget = AuditEntryView['target'];

/** An entry of the log that is older is not that of what was done just now. */
const RECENT_MS = 60_000;

/** Entries that were offered already: what changed nothing has none of its own. */
const offered = new Set<number>();

export function useDone(): (text: string, target?: ChangeTarget) => Promise<void> {
  const { t, explain } = useI18n();
  const { may, me } = useSession();
  const toast = useToast();
  const client = useQueryClient();
  return useCallback(
    async (text, target) => {
      const entry = target !== undefined && may('audit.undo') ? await lastChange(target, me.userId) : null;
      const undo = async (id: number) => {
        try {
          await call('audit.undo', { path: { id }, body: {} });
          toast({ text: t('web.undone') });
        } catch (error) {
          toast({ text: explain(asFailure(error)), kind: 'refused' });
        }
        await client.invalidateQueries();
      };
      toast(entry === null ? { text } : { text, action: { label: t('web.undo'), run: () => void undo(entry.id) } });
    },
    [t, explain, may, me.userId, toast, client],
  );
}

/** Null where there is none, or no way back. */
async function lastChange({ kind, name }: ChangeTarget, actor: string): Promise<AuditEntryView | null> {
  try {
    const query = { targetKind: kind, target: name, actor, limit: 1 };
    const [entry] = (await call('audit.list', { query })).entries;
    if (entry === undefined || !entry.canUndo || entry.undoneBy !== null || offered.has(entry.id)) return null;
    if (Math.abs(Date.now() - Date.parse(entry.at)) > RECENT_MS) return null;
    offered.add(entry.id);
    return entry;
  } catch {
    // The change is made; that nobody tells how to take it back is no reason to say otherwise.
    return null;
  }
}
