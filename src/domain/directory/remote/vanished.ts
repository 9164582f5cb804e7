/**
 * People who are no longer at the remote directory: archived here after a while, and never when many vanish at once. An
 * emptied directory, or one that shows only a part, must not archive a company.
 */
import type { Caller } from '../../access/caller.ts';
import type { User } from '../../ports/directory.ts';
import type { UpdateUser } from '../../ports/directory-operations.ts';
import type { Store } from '../../ports/store.ts';
import type { PrepareUser } from '../prepare-user.ts';
import type { Gone, RemoteState } from './remote-state.ts';

/** Of all who came from there. One alone is never too many, where others are left. */
const LARGEST_SHARE = 0.2;
const PAGE = 500;
const BATCH = 100;

export interface Vanished {
  /** Not there now, and not archived yet. */
  readonly missing: number;
  /** Of how many. */
  readonly of: number;
  /** Too many at once: nothing is done about them until somebody says so. */
  readonly isHeldBack: boolean;
  /** User IDs. */
  readonly archived: readonly string[];
  readonly restored: readonly string[];
}

export interface VanishedDeps {
  readonly store: Store;
  readonly state: Pick<RemoteState, 'readGone' | 'writeGone'>;
  readonly prepare: Pick<PrepareUser, 'change'>;
}

export interface VanishedOptions {
  readonly by: Caller;
  readonly nowMs: number;
  readonly archiveAfterMs: number;
  /** However many they are, they are archived at once. */
  readonly acceptsRemovals: boolean;
}

/** @param present remote ids of all who are there. */
export async function settleVanished(
  { store, state, prepare }: VanishedDeps,
  present: ReadonlySet<string>,
  { by, nowMs, archiveAfterMs, acceptsRemovals }: VanishedOptions,
): Promise<Vanished> {
  const { missing, returned, away, of } = await sortOut(store, present, await state.readGone());
  const isHeldBack = !acceptsRemovals && isTooMany(missing.length, of);
  const gone = await state.readGone();
  const sinceOf = (user: User) => gone[user.remoteId ?? ''] ?? nowMs;
  const due = isHeldBack ? [] : missing.filter((user) => acceptsRemovals || nowMs - sinceOf(user) >= archiveAfterMs);

  const archived = await changeAll('user.archive', due, nowMs);
  const restored = await changeAll('user.restore', returned, null);
  // Nobody's time runs while too many are missing.
  const noted = isHeldBack ? away : [...away, ...missing];
  const next: Gone = Object.fromEntries(noted.map((user) => [user.remoteId ?? '', sinceOf(user)]));
  if (!isSame(gone, next)) await state.writeGone(next);
  return { missing: missing.length - archived.length, of, isHeldBack, archived, restored };

  async function changeAll(action: string, users: readonly User[], archivedAtMs: number | null) {
    const changed: string[] = [];
    for (let start = 0; start < users.length; start += BATCH) {
      const operations: UpdateUser[] = [];
      const names: string[] = [];
      for (const user of users.slice(start, start + BATCH)) {
        const operation = await prepare.change(by, action, user, { ...user, archivedAtMs });
        if (operation === null) continue;
        operations.push(operation);
        names.push(user.userId);
      }
      // Who cannot be archived now, such as the last administrator, is tried again the next time.
      const outcomes = await store.apply(operations);
      changed.push(...names.filter((_, index) => outcomes[index]?.ok));
    }
    return changed;
  }
}

function isTooMany(missing: number, of: number): boolean {
  return missing === 1 ? of === 1 : missing > of * LARGEST_SHARE;
}

async function sortOut(store: Store, present: ReadonlySet<string>, gone: Gone) {
  const missing: User[] = [];
  /** Archived because they were missing, and there again. */
  const returned: User[] = [];
  /** Archived because they were missing, and still so. */
  const away: User[] = [];
  let of = 0;
  let after: string | undefined;
  for (;;) {
    const { directory } = store.reader();
    const page = await directory.listUsers(
      null,
      { limit: PAGE, ...(after === undefined ? {} : { after }) },
      { isRemote: true },
    );
    for (const user of page) {
      const isPresent = present.has(user.remoteId ?? '');
      if (user.archivedAtMs === null) {
        of += 1;
        if (!isPresent) missing.push(user);
      } else if (Object.hasOwn(gone, user.remoteId ?? '')) {
        (isPresent ? returned : away).push(user);
      }
    }
    after = page.at(-1)?.userId;
    if (page.length < PAGE) return { missing, returned, away, of };
  }
}

function isSame(a: Gone, b: Gone): boolean {
  const ids = Object.keys(a);
  return ids.length === Object.keys(b).length && ids.every((id) => a[id] === b[id]);
}
