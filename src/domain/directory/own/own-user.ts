import { Failure } from '../../../base/failure.ts';
import type { Caller } from '../../access/caller.ts';
import type { User } from '../../ports/directory.ts';
import type { Store } from '../../ports/store.ts';

/** Who calls, as the directory knows him now. Throws Failure `no-permission` for the server itself and who is gone. */
export async function ownUser(store: Pick<Store, 'reader'>, { actor, reach }: Caller): Promise<User> {
  const user = reach.account === null ? null : await store.reader().directory.user(reach.account);
  if (user === null) throw new Failure('no-permission', `${actor.name} has no account of his own`);
  return user;
}
