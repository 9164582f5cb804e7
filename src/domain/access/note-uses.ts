/**
 * Notes when and from where credentials were last used. To the quarter of an hour only, so that signing in writes
 * nothing most of the time, and behind its back: nobody waits for the note, and nobody fails for it.
 */
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { Credential } from '../ports/directory.ts';
import type { CredentialId } from '../ports/ids.ts';
import { applyOne, type Store } from '../ports/store.ts';
import { putLast } from './recent-counts.ts';

const INTERVAL_MS = 15 * 60_000;

export interface NoteUsesDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
}

/** @returns what is called after each sign-in, with the address it came from. */
export function noteUses({ store, clock, log }: NoteUsesDeps): (credential: Credential, address: string) => void {
  /** Notes under way: many sessions of one client begin at the same moment. */
  const pending = new Set<CredentialId>();
  /** When each was noted last: nobody is told of it, so what is known of a credential may be older. */
  const noted = new Map<string, number>();
  return ({ id, lastUsedAtMs }, address) => {
    const atMs = clock.nowMs();
    const lastMs = noted.get(String(id)) ?? lastUsedAtMs;
    if (pending.has(id) || (lastMs !== null && Math.abs(atMs - lastMs) < INTERVAL_MS)) return;
    pending.add(id);
    applyOne(store, { kind: 'note-credential-use', credential: id, atMs, address })
      .then(() => putLast(noted, String(id), atMs))
      .catch((error: unknown) => log.warn({ err: error }, 'the use of a credential was not noted'))
      .finally(() => pending.delete(id));
  };
}
