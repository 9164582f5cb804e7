/** A remote directory that is in use. */
import type { Clock } from '../../../base/clock.ts';
import { isFailure } from '../../../base/failure.ts';
import type { Logger } from '../../../base/log.ts';
import type { SecretBox } from '../../../base/secret-box.ts';
import type { OpenRemoteDirectory, RemoteDirectory } from '../../ports/remote-directory.ts';
import type { RemoteDirectorySettings } from '../../settings/remote-directory-schema.ts';
import { Availability } from './availability.ts';
import { brokenRemote } from './broken-remote.ts';
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
export function openRemoteLink(deps: RemoteLinkDeps, settings: RemoteDirectorySettings): RemoteLink {
  return linkTo(deps, settings, deps.open(remoteServer(settings, deps.box)));
}

/** The same for one that was in use before. What cannot be opened is told to the log, and is away. */
export function reopenRemoteLink(deps: RemoteLinkDeps, settings: RemoteDirectorySettings): RemoteLink {
  try {
    return openRemoteLink(deps, settings);
  } catch (error) {
    if (!isFailure(error)) throw error;
    deps.log.error({ err: error, server: remoteUrl(settings) }, 'the remote directory cannot be used');
    return linkTo(deps, settings, brokenRemote(error));
  }
}

function linkTo(
  { clock, log }: RemoteLinkDeps,
  settings: RemoteDirectorySettings,
  remote: RemoteDirectory,
): RemoteLink {
  return {
    settings,
    remote,
    people: createRemotePeople(remote, settings),
    availability: new Availability(remoteUrl(settings), clock, log),
    [Symbol.asyncDispose]: () => remote[Symbol.asyncDispose](),
  };
}
