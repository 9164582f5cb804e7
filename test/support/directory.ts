/** A store with one domain and its administrator, and the directory's services on it. */
import { randomBytes } from 'node:crypto';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import { SecretBox } from '../../src/base/secret-box.ts';
import { createSignInServices, passkeySite, type SignInServices } from '../../src/composition/sign-in-services.ts';
import { createAuthenticator } from '../../src/domain/access/authenticator.ts';
import { type Caller, SYSTEM } from '../../src/domain/access/caller.ts';
import { type Credentials, createCredentials } from '../../src/domain/access/credentials.ts';
import { createPasswordHasher } from '../../src/domain/access/password-hash.ts';
import { callerOf } from '../../src/domain/access/permissions.ts';
import { type AccountPolicies, createAccountPolicies } from '../../src/domain/access/policy/account-policies.ts';
import type { Authenticator } from '../../src/domain/access/principal.ts';
import { createSessions, type Sessions } from '../../src/domain/access/sessions/sessions.ts';
import type { ChannelNames } from '../../src/domain/directory/alias-members.ts';
import { type Aliases, createAliases } from '../../src/domain/directory/aliases.ts';
import { CachedStore } from '../../src/domain/directory/directory-cache/cached-store.ts';
import { createDomains, type Domains } from '../../src/domain/directory/domains.ts';
import { createGroups, type Groups } from '../../src/domain/directory/groups.ts';
import { initialiseIfEmpty } from '../../src/domain/directory/initialise.ts';
import { createPrepareUser } from '../../src/domain/directory/prepare-user.ts';
import {
  openRemoteDirectoryService,
  type RemoteDirectoryDeps,
  type RemoteDirectoryService,
} from '../../src/domain/directory/remote/remote-directory-service.ts';
import { createUsers, type Users } from '../../src/domain/directory/users.ts';
import type { OpenRemoteDirectory } from '../../src/domain/ports/remote-directory.ts';
import type { Store } from '../../src/domain/ports/store.ts';
import { openSettings, type Settings } from '../../src/domain/settings/settings.ts';
import { openRemoteDirectory } from '../../src/gateways/ldap-client/open-remote-directory.ts';
import { type Bound, boundTo } from './bound-to.ts';
import { importedHashes } from './imported-hashes.ts';
import { openTestStore, type TestStore } from './store.ts';

export interface TestDirectory extends AsyncDisposable, AsServerItself {
  readonly store: Store;
  readonly opened: TestStore;
  readonly settings: Settings;
  readonly policies: AccountPolicies;
  readonly credentials: Credentials;
  readonly sessions: Sessions;
  readonly signInServices: SignInServices;
  /** What is sealed in this store opens with it. */
  readonly box: SecretBox;
  readonly authenticator: Authenticator;
  /** One like after a restart: with the same store and the same sealing key. */
  restartAuthenticator(): Authenticator;
  readonly remoteDirectory: RemoteDirectoryService;
  /** As the composition root makes them. */
  readonly services: DirectoryServices;
  /** The services as somebody else sees them. */
  as(by: Caller): AsServerItself;
  /** Who has signed in with that User ID. */
  caller(userId: string): Promise<Caller>;
  /** Delays that a failed sign-in asked for, in milliseconds; nobody waits for them. */
  readonly delays: number[];
  readonly adminPassword: string;
}

export interface DirectoryServices {
  readonly domains: Domains;
  readonly users: Users;
  readonly groups: Groups;
  readonly aliases: Aliases;
}

export type AsServerItself = { readonly [N in keyof DirectoryServices]: Bound<DirectoryServices[N]> };

export interface TestDirectoryOptions {
  /** What lies in the administrator's folders; without it nothing. */
  readonly channels?: ChannelNames;
  /** In place of a remote directory over LDAP. */
  readonly open?: OpenRemoteDirectory;
  /** How often a remote directory is looked at. */
  readonly times?: NonNullable<RemoteDirectoryDeps['times']>;
  /** Of all that is made here, but for the store. */
  readonly clock?: Clock;
}

/** The name of the server, which passkeys are bound to; its pages are at port 2443. */
export const SITE = 'mail.example.test';

/** The domain is example.test, the account `admin`. */
export async function openTestDirectory(options: TestDirectoryOptions = {}): Promise<TestDirectory> {
  const { channels, clock = systemClock, times = {}, open = openRemoteDirectory } = options;
  const opened = await openTestStore();
  const { store } = opened;
  const box = new SecretBox(randomBytes(32));
  const settings = await openSettings(store, clock);
  const policies = createAccountPolicies({ store, settings });
  const hasher = createPasswordHasher({ box, importedHashes });
  const base = { store, settings, hasher, box, clock, log: silentLogger };
  const credentials = createCredentials(base);
  const delays: number[] = [];
  const delay = async (ms: number) => {
    delays.push(ms);
  };
  const sessions = createSessions(base);
  const domains = createDomains({ store, clock });
  const remoteDirectory = await openRemoteDirectoryService({
    ...{ ...base, domains, times },
    prepare: createPrepareUser({ ...base, credentials }),
    open: (server) => open(server),
  });
  const remote = remoteDirectory.signIn;
  const cached = new CachedStore(store);
  const signingIn = { ...base, store: cached, uncached: store, sessions, remote, delay };
  const restartAuthenticator = () => createAuthenticator(signingIn);
  const first = await initialiseIfEmpty(store, credentials, 'example.test', async () => {});
  const services: DirectoryServices = {
    domains,
    users: createUsers({ store, credentials, clock }),
    groups: createGroups({ store, clock }),
    aliases: createAliases({ store, clock, ...(channels && { channels }) }),
  };
  const as = (by: Caller): AsServerItself => ({
    domains: boundTo(by, services.domains),
    users: boundTo(by, services.users),
    groups: boundTo(by, services.groups),
    aliases: boundTo(by, services.aliases, 'nameMember', 'nameOwner'),
  });
  const authenticator = restartAuthenticator();
  return {
    ...{ store, opened, settings, policies, credentials, sessions, box, services, remoteDirectory },
    signInServices: createSignInServices({ ...base, authenticator, sessions, site: passkeySite(SITE, 2443) }),
    ...as(SYSTEM),
    as,
    async caller(userId) {
      const user = await services.users.get(SYSTEM, userId);
      return callerOf({ ...user, credential: null, mustChangePassword: false }, 'test', '192.0.2.7');
    },
    authenticator,
    restartAuthenticator,
    delays,
    adminPassword: first?.password ?? '',
    async [Symbol.asyncDispose]() {
      await remoteDirectory[Symbol.asyncDispose]();
      await cached[Symbol.asyncDispose]();
      sessions[Symbol.dispose]();
      policies[Symbol.dispose]();
      await opened[Symbol.asyncDispose]();
    },
  };
}
