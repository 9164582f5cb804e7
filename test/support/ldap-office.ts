/** LDAP on a real socket, over a store with a few people, aliases and groups. */
import { systemClock } from '../../src/base/clock.ts';
import type { Logger } from '../../src/base/log.ts';
import type { CredentialOptions } from '../../src/domain/access/credentials.ts';
import type { Principal } from '../../src/domain/access/principal.ts';
import { createAddressList } from '../../src/domain/directory/address-list/address-list.ts';
import { DEFAULT_MAILBOXES } from '../../src/domain/directory/default-mailboxes.ts';
import { EMPTY_PROFILE } from '../../src/domain/directory/names.ts';
import { createOwnAccount } from '../../src/domain/directory/own/own-account.ts';
import { createOwnAliases } from '../../src/domain/directory/own/own-aliases.ts';
import { OPEN_POLICY } from '../../src/domain/ports/account-policy.ts';
import type { Alias, AliasMember, Domain, User } from '../../src/domain/ports/directory.ts';
import type { CreateGroup, CreateUser } from '../../src/domain/ports/directory-operations.ts';
import type { AccountId, GroupId } from '../../src/domain/ports/ids.ts';
import type { DirectoryReader, Reader } from '../../src/domain/ports/reader.ts';
import type { ServiceName } from '../../src/domain/ports/sessions.ts';
import { applyOne, type Store } from '../../src/domain/ports/store.ts';
import type { SettingName, SettingValues } from '../../src/domain/settings/catalogue.ts';
import type { Settings } from '../../src/domain/settings/settings.ts';
import { createLdapService } from '../../src/transports/ldap/service.ts';
import { openTestDirectory } from './directory.ts';
import { LdapTestClient } from './ldap-client.ts';
import { startTestListener, type TestListener, type TestListenerOptions } from './test-listener.ts';

/** Of everybody who has one. */
export const PASSWORD = 'correct horse battery';
export const PEOPLE = 'ou=people,dc=example,dc=test';
export const ALIASES = 'ou=aliases,dc=example,dc=test';
export const GROUPS = 'ou=groups,dc=example,dc=test';

export interface LdapOffice extends AsyncDisposable {
  readonly store: Store;
  readonly settings: Settings;
  readonly listener: TestListener;
  readonly domain: Domain;
  /** Gives the service a value that the catalogue would refuse, too. */
  force<N extends SettingName>(name: N, value: SettingValues[N]): void;
  /** Without a password unless one is given. */
  addUser(userId: string, more?: Partial<CreateUser>, password?: string): Promise<AccountId>;
  addAlias(
    localPart: string,
    owners: readonly AccountId[],
    members: readonly AliasMember[],
    more?: Partial<Pick<Alias, 'description'>>,
  ): Promise<void>;
  addGroup(name: string, members: readonly AccountId[], more?: Partial<CreateGroup>): Promise<GroupId>;
  user(userId: string): Promise<User>;
  connect(): Promise<LdapTestClient>;
  /** Signed in. */
  as(userId: string): Promise<LdapTestClient>;
  /** Lets so much time go by for the service. */
  passTime(ms: number): void;
  setPassword(userId: string, password: string, options?: CredentialOptions): Promise<void>;
  /** What others do while a change is decided on and not made yet: the first at the next one, the second at the one after it. */
  meanwhile(...work: readonly (() => Promise<void>)[]): void;
  /** Has the next listing of users wait for something. */
  beforeNextListing(wait: () => Promise<void>): void;
  /** Ends the sessions of whoever is watched: what the composition does when a user is switched off. */
  endSessions(userId: string): void;
  /** What is given to a program: an app password. */
  appPassword(userId: string): Promise<string>;
  /** And an access token. */
  token(userId: string, services: readonly ServiceName[]): Promise<string>;
}

export interface LdapOfficeOptions extends TestListenerOptions {
  readonly log?: Logger;
}

/** `admin`, and alice and bob with a password, at example.test; passwords are taken in the clear. */
export async function openLdapOffice(options: LdapOfficeOptions = {}): Promise<LdapOffice> {
  const directory = await openTestDirectory();
  const { store, settings, credentials, authenticator } = directory;
  const reader = () => store.reader().directory;
  const [domain] = await reader().listDomains();
  if (domain === undefined) throw new Error('the directory is empty');
  const forced = new Map<SettingName, unknown>();
  const get = <N extends SettingName>(name: N) =>
    forced.has(name) ? (forced.get(name) as SettingValues[N]) : settings.get(name);
  const addressList = createAddressList(store);
  const watched = new Map<() => void, Principal>();
  /** As the mailboxes of an account tell it. */
  const endRevoked = async (account: AccountId) => {
    for (const [end, principal] of [...watched]) {
      if (principal.account !== account) continue;
      const there = await reader().credentials(account);
      if (!there.some(({ id }) => id === principal.credential) && watched.has(end)) end();
    }
  };
  const endFollowing = store.feed.subscribe(({ changes }) => {
    for (const change of changes) if (change.kind === 'credentials-changed') void endRevoked(change.account);
  });
  let wait: (() => Promise<void>) | null = null;
  let passedMs = 0;
  const slowReader = (): Reader => {
    const { directory, ...others } = store.reader();
    const listUsers: DirectoryReader['listUsers'] = async (...args) => {
      const waiting = wait;
      wait = null;
      await waiting?.();
      return directory.listUsers(...args);
    };
    const slow = new Proxy(directory, {
      get(target, name) {
        const value: unknown = name === 'listUsers' ? listUsers : Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    return { ...others, directory: slow };
  };
  const changesMeanwhile: (() => Promise<void>)[] = [];
  const meanwhile = <S extends object>(service: S): S =>
    new Proxy(service, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return async (...args: unknown[]) => {
          await changesMeanwhile.shift()?.();
          return value.apply(target, args);
        };
      },
    });
  const serve = createLdapService({
    store: { reader: slowReader },
    settings: { get },
    authenticator,
    addressList,
    changes: {
      users: meanwhile(directory.services.users),
      aliases: meanwhile(directory.services.aliases),
      groups: meanwhile(directory.services.groups),
      ownAccount: meanwhile(createOwnAccount({ ...directory, clock: systemClock })),
      ownAliases: meanwhile(createOwnAliases({ ...directory, clock: systemClock })),
    },
    watch(principal, onOver) {
      watched.set(onOver, principal);
      return () => watched.delete(onOver);
    },
    clock: {
      nowMs: () => systemClock.nowMs() + passedMs,
      monotonicMs: () => systemClock.monotonicMs() + passedMs,
    },
    version: '1.2.3',
  });
  const listener = await startTestListener(serve, {
    ...options,
    settings: { cleartextAuthFrom: ['127.0.0.0/8'], ...options.settings },
  });
  const connect = () => LdapTestClient.open(listener.port);
  const office: LdapOffice = {
    store,
    settings,
    listener,
    domain,
    connect,
    passTime(ms) {
      passedMs += ms;
    },
    beforeNextListing(next) {
      wait = next;
    },
    meanwhile: (...work) => changesMeanwhile.push(...work),
    force: (name, value) => forced.set(name, value),
    async addUser(userId, more = {}, password) {
      const own = password === undefined ? [] : [await credentials.forPassword(password, [])];
      const user = { ...NEW_USER, kind: 'create-user', domain: domain.id, userId, localPart: userId, ...more } as const;
      return (await applyOne(store, { ...user, credentials: own })).account;
    },
    async addAlias(localPart, owners, members, { description = '' } = {}) {
      const alias = { kind: 'create-alias', domain: domain.id, localPart, description, membership: 'closed' } as const;
      await applyOne(store, { ...alias, owners, members });
    },
    async addGroup(name, members, more = {}) {
      const group = { kind: 'create-group', domain: domain.id, description: '', rank: 100 } as const;
      return (await applyOne(store, { ...group, accountPolicy: OPEN_POLICY, name, members, ...more })).group;
    },
    async user(userId) {
      const user = await reader().findUser(userId);
      if (user === null) throw new Error(`no user ${userId}`);
      return user;
    },
    async as(userId) {
      const client = await connect();
      const code = await client.bind(userId, userId === 'admin' ? ADMIN_PASSWORD : PASSWORD);
      if (code !== 'success') throw new Error(code);
      return client;
    },
    async setPassword(userId, password, options) {
      await directory.users.setPassword(userId, password, options);
    },
    async appPassword(userId) {
      const by = await directory.caller(userId);
      return (await directory.signInServices.ownAppPasswords.make(by, { label: 'a program' })).password;
    },
    async token(userId, services) {
      const { account } = await office.user(userId);
      const given = { account, kind: 'token', credential: null, client: 'a program', address: '', services } as const;
      return (await directory.sessions.open(given)).secret;
    },
    endSessions(userId) {
      for (const [end, principal] of watched) if (principal.userId === userId) end();
    },
    async [Symbol.asyncDispose]() {
      await listener[Symbol.asyncDispose]();
      endFollowing();
      addressList[Symbol.dispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
  const admin = await office.user('admin');
  // The first password is a one-time one, with which even an administrator sees only himself.
  await applyOne(store, {
    kind: 'set-credential',
    account: admin.account,
    credential: await credentials.forPassword(ADMIN_PASSWORD, []),
  });
  const alice = { firstName: 'Alice', lastName: 'Müller', title: 'Engineer', workPhone: '+49 30 1234-56' };
  await office.addUser('alice', { profile: { ...EMPTY_PROFILE, ...alice } }, PASSWORD);
  const bob = { firstName: 'Bob', lastName: 'Brown', alternateMail: 'bob@example.org' };
  await office.addUser('bob', { profile: { ...EMPTY_PROFILE, ...bob } }, PASSWORD);
  return office;
}

const ADMIN_PASSWORD = 'another horse battery';

const NEW_USER = {
  role: 'user',
  roleDomains: [],
  isListed: true,
  profile: EMPTY_PROFILE,
  language: null,
  storageQuota: 'inherit',
  messageQuota: 'inherit',
  privileges: {},
  mailboxes: DEFAULT_MAILBOXES,
} as const;
