/**
 * Taking changes back, by the audit log's word of what was there before. That is a change like any other: for a caller,
 * checked as the others are, written down, and to be taken back itself. REQUIREMENTS SM6
 */
import { Failure } from '../../../base/failure.ts';
import type { Caller } from '../../access/caller.ts';
import type { AuditEntry } from '../../ports/audit.ts';
import type { AuditId } from '../../ports/ids.ts';
import type { Store } from '../../ports/store.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Aliases } from '../aliases.ts';
import type { Domains } from '../domains.ts';
import type { Groups } from '../groups.ts';
import type { Users } from '../users.ts';
import { createAliasUndo } from './undo-alias.ts';
import { createDomainUndo } from './undo-domain.ts';
import { createGroupUndo } from './undo-group.ts';
import { createSettingUndo } from './undo-setting.ts';
import { createUserUndo } from './undo-user.ts';

export interface Undo {
  /** Whether there is a way back at all; what has happened since is looked at when it is gone. */
  isPossible(entry: AuditEntry): boolean;
  /**
   * Resolves with the entry of what was done. Throws Failure `not-found` (the entry, or what it names), `invalid` (there
   * is no way back), `conflict` (`detail.reason`: `already-undone`, or `changed-since` with `detail.fields`), and what
   * the change itself throws.
   */
  undo(by: Caller, id: AuditId): Promise<AuditId>;
}

export interface UndoDeps {
  readonly store: Store;
  readonly users: Users;
  readonly aliases: Aliases;
  readonly groups: Groups;
  readonly domains: Domains;
  readonly settings: Pick<Settings, 'get' | 'set' | 'reset'>;
}

type Way = (by: Caller, entry: AuditEntry) => Promise<void>;

/** Passwords, what opens accounts, and what is deleted with its mail have no way back, and so are not here. */
export function createUndo(deps: UndoDeps): Undo {
  const { store, aliases, settings } = deps;
  const [user, alias, group] = [createUserUndo(deps), createAliasUndo(aliases), createGroupUndo(deps)];
  const setting = createSettingUndo(settings);
  const ways: ReadonlyMap<string, Way> = new Map<string, Way>([
    ['user.update', user.update],
    ['user.archive', user.archive],
    ['user.restore', user.restore],
    ['alias.update', alias.update],
    ['alias.create', alias.create],
    ['alias.delete', alias.delete],
    ['group.update', group.update],
    ['group.delete', group.delete],
    ['domain.update', createDomainUndo(deps).update],
    ['settings.set', setting],
    ['settings.reset', setting],
  ]);
  const wayOf = ({ action, before, after }: AuditEntry): Way | undefined =>
    // Who belongs to whom in a remote directory is decided there.
    'remoteId' in before || 'remoteId' in after ? undefined : ways.get(action);

  /** One after the other: who takes back the same change at the same time finds it taken back. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };

  const undo = async (by: Caller, id: AuditId): Promise<AuditId> => {
    const entry = await store.reader().audit.get(id);
    if (entry === null) {
      throw new Failure('not-found', `no such change: ${id}`, { detail: { kind: 'change', name: String(id) } });
    }
    if (entry.undoneBy !== undefined) {
      throw new Failure('conflict', 'taken back already', { detail: { reason: 'already-undone' } });
    }
    const way = wayOf(entry);
    if (way === undefined) {
      throw new Failure('invalid', `${entry.action} cannot be taken back`, { detail: { reason: 'no-way-back' } });
    }
    await way({ ...by, undoes: id }, entry);
    const { undoneBy } = (await store.reader().audit.get(id)) ?? {};
    if (undoneBy === undefined) throw new Error('a change without an entry in the audit log');
    return undoneBy;
  };

  return {
    isPossible: (entry) => entry.undoneBy === undefined && wayOf(entry) !== undefined,
    undo: (by, id) => inTurn(() => undo(by, id)),
  };
}
