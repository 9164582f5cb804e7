/**
 * Users: made with their credentials and mailboxes in one transaction. REQUIREMENTS DI1, DI2, DI5, DI9
 *
 * Every function is for a caller, and for him only those exist that he reaches.
 */
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import { foldName } from '../../base/name.ts';
import { type Caller, reachesDomain, reachesUser } from '../access/caller.ts';
import type { CredentialOptions, Credentials } from '../access/credentials.ts';
import { aboutUser } from '../access/password-rules/about-user.ts';
import type { Dependent, PageRequest, User, UserFilter } from '../ports/directory.ts';
import type { CreateUser, UpdateUser } from '../ports/directory-operations.ts';
import type { AccountId, DomainId } from '../ports/ids.ts';
import { applyOne, type Store } from '../ports/store.ts';
import { audited } from './audit-entry.ts';
import { told, userFields } from './audit-fields.ts';
import { ADMIN_USER_ID } from './domains.ts';
import { listInReach } from './list-in-reach.ts';
import { createLookUp } from './look-up.ts';
import { mustBeVersion } from './must-be-version.ts';
import { createPrepareUser } from './prepare-user.ts';
import { mustBeKeptHere } from './remote/must-be-kept-here.ts';
import type { NewUserRequest, UserPatch } from './user-requests.ts';

/** Archived users are listed when they are asked for. */
export type UserState = 'in-use' | 'archived' | 'all';

/** What stands against deleting a user, by its User ID, address or domain. */
export interface NamedDependent {
  readonly kind: Dependent['kind'];
  readonly name: string;
}

export interface NamedDependents {
  readonly dependents: readonly NamedDependent[];
  /** Whether there are others, of whom the caller is told no more than that. */
  readonly hasOthers: boolean;
}

export interface DeleteUserOptions {
  /** User ID of who takes the user's place in aliases, catch-alls and others' forwarding. */
  readonly handOverTo?: string;
  /** What was looked at before; absent: whatever it is now. */
  readonly expectVersion?: number;
}

export interface SetPasswordOptions extends CredentialOptions {
  /** Programs go on signing in with theirs. Without it they end with the password: whoever knew that may have made them. */
  readonly keepsAppPasswords?: boolean;
  /** What was looked at before; absent: whatever it is now. */
  readonly expectVersion?: number;
}

export interface Users {
  /** Throws Failure `not-found`. */
  get(by: Caller, userId: string): Promise<User>;
  list(by: Caller, domain: DomainId | null, page: PageRequest, state?: UserState): Promise<readonly User[]>;
  count(by: Caller, domain: DomainId | null, state?: UserState): Promise<number>;
  /** Throws Failure `invalid`, `not-found` (the domain), `already-exists` (`detail.field`), `no-permission` (a role). */
  create(by: Caller, request: NewUserRequest, options?: CredentialOptions): Promise<AccountId>;
  /** Each is made or refused by itself, in the order given; one commit for many. */
  createMany(
    by: Caller,
    requests: readonly NewUserRequest[],
    options?: CredentialOptions,
  ): Promise<readonly (AccountId | Failure)[]>;
  /** What `createMany` would refuse; null where nothing speaks against it. */
  tryMany(by: Caller, requests: readonly NewUserRequest[]): Promise<readonly (null | Failure)[]>;
  /**
   * Throws Failure `invalid`, `not-found`, `already-exists`, `too-many`, `conflict` (changed meanwhile), `no-permission`
   * (roles, and oneself without being an administrator), `in-use` (the last administrator, the name of `admin`).
   *
   * @param expectVersion what was looked at before; absent: whatever it is now.
   */
  update(by: Caller, userId: string, patch: UserPatch, expectVersion?: number): Promise<void>;
  /** Whether `update` would make a difference; nothing is changed. Throws Failure as that. */
  tryUpdate(by: Caller, userId: string, patch: UserPatch): Promise<boolean>;
  /**
   * All sessions and tokens of the user end. Who showed a session does not set his own so: he proves the old one first.
   * Throws Failure `invalid` (`detail.reason`), `not-found`, `no-permission`, `conflict` (the version).
   */
  setPassword(by: Caller, userId: string, password: string, options?: SetPasswordOptions): Promise<void>;
  /**
   * Makes the password one that is good for changing it, and ends all sessions and tokens of the user. Nothing changes for
   * who has none. Throws Failure `not-found`, `no-permission` (also who is kept by a remote directory).
   */
  requirePasswordChange(by: Caller, userId: string): Promise<void>;
  /** Sets a user aside with all that is kept. Throws Failure `not-found`, `no-permission`, `in-use` (`admin`). */
  archive(by: Caller, userId: string): Promise<void>;
  restore(by: Caller, userId: string): Promise<void>;
  /** What stands against deleting a user, at most 100. Throws Failure `not-found`. DI5 */
  dependents(by: Caller, userId: string): Promise<NamedDependents>;
  /**
   * Removes a user, archived or not, with all that it owns.
   *
   * Throws Failure `not-found` (also the heir), `no-permission`, `invalid` (the heir), `in-use` (`detail.dependents`),
   * also for `admin`, `conflict` (the version).
   */
  delete(by: Caller, userId: string, options?: DeleteUserOptions): Promise<void>;
}

export interface UsersDeps {
  readonly store: Store;
  readonly credentials: Pick<Credentials, 'forPassword'>;
  readonly clock: Clock;
}

export function createUsers(deps: UsersDeps): Users {
  const { store, credentials, clock } = deps;
  const directory = () => store.reader().directory;
  const lookUp = createLookUp(store);
  const prepare = createPrepareUser(deps);

  const apply = async (operation: UpdateUser | null) => {
    if (operation !== null) await applyOne(store, operation);
  };
  const archiveAt = async (by: Caller, action: string, user: User, archivedAtMs: number | null) =>
    apply(await prepare.change(by, action, user, { ...user, archivedAtMs }));
  const tryOne = async (by: Caller, request: NewUserRequest): Promise<null | Failure> => {
    const { userId, domain, localPart } = await prepare.create(by, request, { defer: true });
    if ((await directory().findUser(userId)) !== null) return taken('userId');
    const domainName = (await directory().domain(domain))?.name ?? '';
    return (await directory().resolve(foldName(localPart), domainName)) === null ? null : taken('mail');
  };

  return {
    get: lookUp.user,

    list: (by, domain, page, state = 'in-use') =>
      listInReach(
        by,
        domain,
        page,
        (each) => directory().listUsers(each, page, filterOf(by, state)),
        ({ userId }) => foldName(userId),
      ),

    async count(by, domain, state = 'in-use') {
      const { domains } = by.reach;
      if (domain !== null && !reachesDomain(by, domain)) return 0;
      const counted = domain !== null || domains === 'all' ? [domain] : [...domains];
      const counts = await Promise.all(counted.map((each) => directory().countUsers(each, filterOf(by, state))));
      return counts.reduce((sum, count) => sum + count, 0);
    },

    async create(by, request, options = {}) {
      const { account } = await applyOne(store, await prepare.create(by, request, options));
      return account;
    },

    async createMany(by, requests, options = {}) {
      const prepared: (CreateUser | Failure)[] = [];
      for (const request of requests) {
        prepared.push(await prepare.create(by, request, options).catch(asFailure));
      }
      const outcomes = await store.apply(prepared.filter((entry): entry is CreateUser => !(entry instanceof Failure)));
      let next = 0;
      return prepared.map((entry) => {
        if (entry instanceof Failure) return entry;
        const outcome = outcomes[next++];
        if (outcome === undefined) throw new Error('an operation without an outcome');
        return outcome.ok ? outcome.value.account : outcome.failure;
      });
    },

    async tryMany(by, requests) {
      const results: (null | Failure)[] = [];
      for (const request of requests) results.push(await tryOne(by, request).catch(asFailure));
      return results;
    },

    async update(by, userId, patch, expectVersion) {
      const user = await lookUp.managedUser(by, userId);
      mustBeVersion(user, expectVersion);
      if (patch.userId !== undefined) requireNotAdmin(user, patch.userId);
      await apply(await prepare.update(by, user, patch));
    },

    async tryUpdate(by, userId, patch) {
      const user = await lookUp.managedUser(by, userId);
      if (patch.userId !== undefined) requireNotAdmin(user, patch.userId);
      return (await prepare.update(by, user, patch)) !== null;
    },

    async setPassword(by, userId, password, { expectVersion, keepsAppPasswords = false, ...options } = {}) {
      const user = await lookUp.otherUser(by, userId);
      await mustBeKeptHere(store, user);
      await applyOne(store, {
        kind: 'set-credential',
        account: user.account,
        credential: await credentials.forPassword(password, aboutUser(user), { ...options, account: user.account }),
        ends: keepsAppPasswords ? 'sessions' : 'sessions-and-app-passwords',
        ...(expectVersion === undefined ? {} : { expectVersion }),
        ...audited(by, clock.nowMs(), 'user.password', { kind: 'user', name: user.userId }, {}, {}),
      });
    },

    async requirePasswordChange(by, userId) {
      const user = await lookUp.otherUser(by, userId);
      await mustBeKeptHere(store, user);
      const found = (await directory().credentials(user.account)).find(({ kind }) => kind === 'password');
      if (found === undefined || found.mustChange) return;
      const { id: _id, account, lastUsedAtMs: _at, lastUsedFrom: _from, ...credential } = found;
      await applyOne(store, {
        kind: 'set-credential',
        account,
        credential: { ...credential, mustChange: true },
        ends: 'sessions',
        ...audited(by, clock.nowMs(), 'user.require-password-change', { kind: 'user', name: user.userId }, {}, {}),
      });
    },

    async archive(by, userId) {
      const user = await lookUp.managedUser(by, userId);
      requireNotAdmin(user);
      if (user.archivedAtMs === null) await archiveAt(by, 'user.archive', user, clock.nowMs());
    },

    async restore(by, userId) {
      await archiveAt(by, 'user.restore', await lookUp.managedUser(by, userId), null);
    },

    async dependents(by, userId) {
      const { account } = await lookUp.user(by, userId);
      const dependents: NamedDependent[] = [];
      const all = await directory().dependentsOf(account);
      for (const dependent of all) {
        if (await isTold(by, dependent)) dependents.push({ kind: dependent.kind, name: nameOf(dependent) });
      }
      return { dependents, hasOthers: dependents.length < all.length };
    },

    async delete(by, userId, { handOverTo, expectVersion } = {}) {
      const user = await lookUp.managedUser(by, userId);
      requireNotAdmin(user);
      await mustBeKeptHere(store, user);
      const heir = handOverTo === undefined ? null : await lookUp.user(by, handOverTo);
      const target = { kind: 'user', name: user.userId } as const;
      const before = told(await userFields(directory(), user));
      const { audit } = audited(by, clock.nowMs(), 'user.delete', target, before, null);
      await applyOne(store, {
        kind: 'delete-user',
        account: user.account,
        expectVersion: expectVersion ?? null,
        handOverTo: heir?.account ?? null,
        audit: { ...audit, after: heir === null ? {} : { handedOverTo: heir.userId } },
      });
    },
  };

  /** Aliases and domains are known to everybody; who forwards his mail is not. */
  async function isTold(by: Caller, dependent: Dependent): Promise<boolean> {
    if (dependent.kind !== 'forwarding') return true;
    const user = await directory().user(dependent.account);
    return user !== null && reachesUser(by, user);
  }
}

function filterOf(by: Caller, state: UserState): UserFilter {
  return {
    ...(state === 'all' ? {} : { isArchived: state === 'archived' }),
    ...(by.reach.isOfPlainUsers ? { role: 'user' } : {}),
  };
}

function nameOf(dependent: Dependent): string {
  switch (dependent.kind) {
    case 'alias-owner':
    case 'alias-member':
      return dependent.address;
    case 'catch-all':
      return dependent.name;
    case 'forwarding':
      return dependent.userId;
  }
}

/** Whoever manages the server on its own machine acts as `admin`: without it nobody could. DI9 */
function requireNotAdmin(user: User, newUserId?: string): void {
  if (foldName(user.userId) !== ADMIN_USER_ID) return;
  if (newUserId !== undefined && foldName(newUserId) === ADMIN_USER_ID) return;
  throw new Failure('in-use', 'the server is managed under this name', {
    detail: { dependents: ['mailroom'] },
  });
}

function taken(field: 'userId' | 'mail'): Failure {
  return new Failure('already-exists', `the ${field} is taken`, { detail: { field } });
}

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}
