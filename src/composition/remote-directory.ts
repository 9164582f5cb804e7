/** The remote directory, over LDAP. */
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { SecretBox } from '../base/secret-box.ts';
import type { Credentials } from '../domain/access/credentials.ts';
import { createDomains, type NewDomainKeys } from '../domain/directory/domains.ts';
import { createPrepareUser } from '../domain/directory/prepare-user.ts';
import {
  openRemoteDirectoryService,
  type RemoteDirectoryService,
} from '../domain/directory/remote/remote-directory-service.ts';
import type { Store } from '../domain/ports/store.ts';
import type { Settings } from '../domain/settings/settings.ts';
import { openRemoteDirectory } from '../gateways/ldap-client/open-remote-directory.ts';

export interface RemoteDirectoryDeps {
  readonly store: Store;
  readonly settings: Settings;
  readonly credentials: Credentials;
  readonly newDomainKeys: NewDomainKeys;
  readonly box: SecretBox;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The one that the store names, followed from now on. */
export function openRemote(deps: RemoteDirectoryDeps): Promise<RemoteDirectoryService> {
  return openRemoteDirectoryService({
    ...deps,
    prepare: createPrepareUser(deps),
    domains: createDomains(deps),
    open: (server) => openRemoteDirectory(server),
  });
}
