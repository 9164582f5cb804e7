/** A remote directory that is in use. */
import type { Clock } from '../../../base/clock.ts';
import type { Logger } from '../../../base/log.ts';
import type { SecretBox } from '../../../base/secret-box.ts';
import type { OpenRemoteDirectory, RemoteDirectory } from '../../ports/remote-directory.ts';
import type { RemoteDirectorySettings } from '../../settings/remote-directory-schema.ts';
import { Availability } from './availability.ts';
import { createRemotePeople, type RemotePeople } from './remote-people.ts';
import { remoteServer, remoteUrl } from './remote-settings.ts';

export interface RemoteLink extends AsyncDisposable {
  readonly settings: RemoteDirectorySettings;
  readonly remote: RemoteDirectory;
  readonly people: RemotePeople;
  readonly availability: Availability;
}

export interface RemoteLinkDeps {
  readonly open: OpenRemoteDirectory;
  readonly box: SecretBox;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Nothing is asked yet. Throws Failure `invalid` (the authorities), `unavailable` (the sealed password). */
export function openRemoteLink(
  { open, box, clock, log }: RemoteLinkDeps,
  settings: RemoteDirectorySettings,
): RemoteLink {
  const remote = open(remoteServer(settings, box));
  return {
    settings,
    remote,
    people: createRemotePeople(remote, settings),
    availability: new Availability(remoteUrl(settings), clock, log),
    [Symbol.asyncDispose]: () => remote[Symbol.asyncDispose](),
  };
}
