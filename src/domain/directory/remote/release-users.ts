/** Those who came from the remote directory, or were linked to it, become users of this server alone. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Failure } from '../../../base/failure.ts';
import type { Caller } from '../../access/caller.ts';
import type { User } from '../../ports/directory.ts';
import type { Operation } from '../../ports/operations.ts';
import type { Store } from '../../ports/store.ts';
import type { PrepareUser } from '../prepare-user.ts';

const BATCH = 100;
/** Somebody else changes the same user at the same moment: again, but not for ever. */
const MAX_FRUITLESS = 20;

export interface Released {
  readonly count: number;
  /** User IDs of those who have no password here. */
  readonly withoutPassword: readonly string[];
}

/**
 * In slices, so that others can write meanwhile; begun again it goes on where it stopped.
 *
 * Throws Failure `conflict` where users cannot be changed, `unavailable`.
 */
export async function releaseUsers(
  { store, prepare }: { readonly store: Store; readonly prepare: Pick<PrepareUser, 'change'> },
  by: Caller,
): Promise<Released> {
  const withoutPassword: string[] = [];
  let count = 0;
  for (let fruitless = 0; ; ) {
    const { directory } = store.reader();
    const users = await directory.listUsers(null, { limit: BATCH }, { isRemote: true });
    if (users.length === 0) return { count, withoutPassword };
    const operations: Operation[] = [];
    const released: { readonly user: User; readonly hasPassword: boolean; readonly at: number }[] = [];
    for (const user of users) {
      const update = await prepare.change(by, 'user.update', user, { ...user, remoteId: null });
      if (update === null) continue;
      const credentials = await directory.credentials(user.account);
      released.push({ user, hasPassword: credentials.some(({ kind }) => kind === 'password'), at: operations.length });
      operations.push(update);
      for (const { account, id, kind } of credentials) {
        if (kind === 'remote-password') operations.push({ kind: 'delete-credential', account, credential: id });
      }
    }
    const outcomes = await store.apply(operations);
    const done = released.filter(({ at }) => outcomes[at]?.ok);
    withoutPassword.push(...done.filter(({ hasPassword }) => !hasPassword).map(({ user }) => user.userId));
    count += done.length;
    fruitless = done.length === 0 ? fruitless + 1 : 0;
    if (fruitless === MAX_FRUITLESS) throw new Failure('conflict', 'users cannot be taken off the remote directory');
    await nextTurn();
  }
}
