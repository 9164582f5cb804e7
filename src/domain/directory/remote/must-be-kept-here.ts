/** What the remote directory keeps of a user is changed there: here it would be overwritten, and mislead until then. */
import { Failure } from '../../../base/failure.ts';
import type { User } from '../../ports/directory.ts';
import type { Store } from '../../ports/store.ts';
import type { UserPatch } from '../user-requests.ts';
import { keptFields } from './map-entry.ts';
import { remoteUrl } from './remote-settings.ts';
import { createRemoteState } from './remote-state.ts';

/** Throws Failure `no-permission` (`detail.reason`: `remote-directory`, `detail.directory`: which one). */
export async function mustBeKeptHere(store: Store, user: User): Promise<void> {
  if (user.remoteId !== null) throw await keptThere(store, user);
}

/** The same for a patch that names a field that is kept there, unless it says what is so already. */
export async function mustKeepFieldsHere(store: Store, user: User, patch: UserPatch): Promise<void> {
  if (user.remoteId === null) return;
  const record = await createRemoteState(store).read();
  const fields = record === null ? [] : keptFields(record);
  const isChanged =
    (patch.userId !== undefined && patch.userId !== user.userId) ||
    (patch.mail !== undefined && patch.mail !== `${user.localPart}@${user.domainName}`) ||
    (patch.isEnabled !== undefined && patch.isEnabled !== user.isEnabled) ||
    fields.some((field) => patch.profile?.[field] !== undefined && patch.profile[field] !== user.profile[field]);
  if (isChanged) throw await keptThere(store, user);
}

async function keptThere(store: Store, { userId }: User): Promise<Failure> {
  const record = await createRemoteState(store).read();
  const directory = record === null ? '' : remoteUrl(record);
  return new Failure('no-permission', `${userId} is kept in the directory ${directory}`, {
    detail: { reason: 'remote-directory', directory },
  });
}
