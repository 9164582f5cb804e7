/** The people of a remote directory: all of them, those that were changed, and single ones. */
import { Failure } from '../../../base/failure.ts';
import type { RemoteDirectory, RemoteEntry, RemoteQuery } from '../../ports/remote-directory.ts';
import type { RemoteDirectorySettings } from '../../settings/remote-directory-schema.ts';
import { attributesOf, type MappedEntry, mapEntry, type RemotePerson } from './map-entry.ts';
import { remoteIdValue } from './remote-id.ts';

/** More than one server is for. */
const MAX_PEOPLE = 250_000;

/** Each throws what the remote directory throws; the two that read many `too-many` where they are too many for one server. */
export interface RemotePeople {
  /** In slices, in the order of the server. */
  all(signal: AbortSignal): AsyncGenerator<readonly MappedEntry[]>;
  /** Those that were changed at that time, as the server writes it, or later. */
  changedSince(time: string, signal: AbortSignal): AsyncGenerator<readonly MappedEntry[]>;
  byId(remoteId: string, signal: AbortSignal): Promise<RemotePerson | null>;
  /** By User ID or address; null where nobody has it, or more than one. */
  byLogin(login: string, signal: AbortSignal): Promise<RemotePerson | null>;
}

export function createRemotePeople(
  remote: Pick<RemoteDirectory, 'search' | 'find'>,
  settings: RemoteDirectorySettings,
  maxPeople = MAX_PEOPLE,
): RemotePeople {
  const { kind, mapping } = settings;
  const query: RemoteQuery = {
    base: settings.base,
    filter: settings.filter,
    scope: 'subtree',
    anyOf: [],
    attributes: attributesOf(settings),
  };
  const map = (entries: readonly RemoteEntry[]) => entries.map((entry) => mapEntry(settings, entry));
  async function* found(wanted: RemoteQuery, signal: AbortSignal) {
    let people = 0;
    for await (const slice of remote.search(wanted, signal)) {
      people += slice.length;
      if (people > maxPeople) throw new Failure('too-many', `more than ${maxPeople} people`);
      yield map(slice);
    }
  }
  const only = async (anyOf: RemoteQuery['anyOf'], signal: AbortSignal) => {
    const [first, ...others] = map(await remote.find({ ...query, anyOf }, 2, signal));
    return first === undefined || others.length > 0 ? null : first.person;
  };

  return {
    all: (signal) => found(query, signal),
    changedSince: (time, signal) =>
      found({ ...query, anyOf: [{ attribute: mapping.changed, rule: 'at-least', value: time }] }, signal),
    byId: (remoteId, signal) =>
      only([{ attribute: mapping.remoteId, rule: 'equal', value: remoteIdValue(kind, remoteId) }], signal),
    byLogin: (login, signal) =>
      only(
        [mapping.userId, mapping.mail].map((attribute) => ({ attribute, rule: 'equal' as const, value: login })),
        signal,
      ),
  };
}
