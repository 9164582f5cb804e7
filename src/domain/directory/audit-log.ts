/** The audit log as people look through it. REQUIREMENTS SM6 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { foldText } from '../../base/text.ts';
import type { AuditEntry, AuditQuery } from '../ports/audit.ts';
import type { AuditId } from '../ports/ids.ts';
import type { Store } from '../ports/store.ts';
import { hasAll, wordsOf } from './tables/words.ts';

export interface AuditSearch extends AuditQuery {
  /** Words that all have to stand in what was done, to what, by whom, or in the values before and after. */
  readonly text?: string;
}

export interface AuditPage {
  readonly entries: readonly AuditEntry[];
  /** The next page is before this one; null: there are no more. */
  readonly next: AuditId | null;
}

/** Entries that are read between two breaks that let others have their turn. */
const SLICE = 500;
/** Entries that one search looks through: then it says where to go on. */
const MAX_LOOKED = 50_000;

export async function searchAudit(store: Pick<Store, 'reader'>, { text, ...query }: AuditSearch): Promise<AuditPage> {
  const words = wordsOf(text);
  const { limit } = query;
  const entries: AuditEntry[] = [];
  let { before } = query;
  for (let looked = 0; looked < MAX_LOOKED; looked += SLICE) {
    // One more than are wanted tells whether there are more.
    const size = words.length === 0 ? limit + 1 - entries.length : SLICE;
    const slice = await store.reader().audit.list({
      ...query,
      limit: Math.min(SLICE, size),
      ...(before === undefined ? {} : { before }),
    });
    for (const entry of slice) {
      if (!hasAll(textOf(entry), words)) continue;
      if (entries.length === limit) return { entries, next: entries.at(-1)?.id ?? null };
      entries.push(entry);
    }
    if (slice.length < Math.min(SLICE, size)) return { entries, next: null };
    before = slice.at(-1)?.id;
    await nextTurn();
  }
  return { entries, next: before ?? null };
}

function textOf({ actor, action, target, before, after }: AuditEntry): string {
  return foldText([actor.name, action, target.name, JSON.stringify(before), JSON.stringify(after)].join('\n'));
}
