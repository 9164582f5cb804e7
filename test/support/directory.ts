/** A store with one domain and its administrator, and the directory's services on it. */
import { randomBytes } from 'node:crypto';
import { systemClock } from '../../src/base/clock.ts';
import { silentLogger } from '../../src/base/log.ts';
import { SecretBox } from '../../src/base/secret-box.ts';
import { createAuthenticator } from '../../src/domain/access/authenticator.ts';
import { type Credentials, createCredentials } from '../../src/domain/access/credentials.ts';
import { createPasswordHasher } from '../../src/domain/access/password-hash.ts';
import type { Authenticator } from '../../src/domain/access/principal.ts';
import type { ChannelNames } from '../../src/domain/directory/alias-members.ts';
import { type Aliases, createAliases } from '../../src/domain/directory/aliases.ts';
import { createDomains, type Domains } from '../../src/domain/directory/domains.ts';
import { initialiseIfEmpty } from '../../src/domain/directory/initialise.ts';
import { createUsers, type Users } from '../../src/domain/directory/users.ts';
import type { Store } from '../../src/domain/ports/store.ts';
import { openSettings, type Settings } from '../../src/domain/settings/settings.ts';
import { openTestStore, type TestStore } from './store.ts';

export interface TestDirectory extends AsyncDisposable {
  readonly store: Store;
  readonly opened: TestStore;
  readonly settings: Settings;
  readonly credentials: Credentials;
  /** What is sealed in this store opens with it. */
  readonly box: SecretBox;
  readonly authenticator: Authenticator;
  /** One like after a restart: with the same store and the same sealing key. */
  restartAuthenticator(): Authenticator;
  readonly domains: Domains;
  readonly users: Users;
  readonly aliases: Aliases;
  /** Delays that a failed sign-in asked for, in milliseconds; nobody waits for them. */
  readonly delays: number[];
  readonly adminPassword: string;
}

export interface TestDirectoryOptions {
  /** What lies in the administrator's folders; without it nothing. */
  readonly channels?: ChannelNames;
}

/** The domain is example.test, the account `admin`. */
export async function openTestDirectory(options: TestDirectoryOptions = {}): Promise<TestDirectory> {
  const opened = await openTestStore();
  const { store } = opened;
  const box = new SecretBox(randomBytes(32));
  const settings = await openSettings(store);
  const hasher = createPasswordHasher(box);
  const base = { store, settings, hasher, box, clock: systemClock, log: silentLogger };
  const credentials = createCredentials(base);
  const delays: number[] = [];
  const delay = async (ms: number) => {
    delays.push(ms);
  };
  const restartAuthenticator = () => createAuthenticator({ ...base, delay });
  const first = await initialiseIfEmpty(store, credentials, 'example.test', async () => {});
  return {
    store,
    opened,
    settings,
    credentials,
    box,
    authenticator: restartAuthenticator(),
    restartAuthenticator,
    domains: createDomains(store),
    users: createUsers(store, credentials),
    aliases: createAliases(store, options.channels),
    delays,
    adminPassword: first?.password ?? '',
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}
