/** Users: made with their credentials and mailboxes in one transaction. REQUIREMENTS DI1, DI2, DI5, DI9 */
import { Failure } from '../../base/failure.ts';
import { foldName } from '../../base/name.ts';
import { formatMailAddress } from '../../formats/address/mail-address.ts';
import type { CredentialOptions, Credentials } from '../access/credentials.ts';
import type { Forwarding, Language, PageRequest, Profile, QuotaChoice, Role, User } from '../ports/directory.ts';
import type { AccountId, DomainId } from '../ports/ids.ts';
import type { CreateUser, UpdateUser } from '../ports/operations.ts';
import { applyOne, type Store } from '../ports/store.ts';
import { DEFAULT_MAILBOXES } from './default-mailboxes.ts';
import { ADMIN_USER_ID } from './domains.ts';
import { checkForwarding, checkWelcomeSenders } from './forwarding.ts';
import { checkAddress, checkProfile, checkUserId, EMPTY_PROFILE } from './names.ts';

export interface NewUserRequest {
  readonly userId: string;
  readonly mail: string;
  readonly password: string;
  readonly profile?: Partial<Profile>;
  readonly role?: Role;
  readonly language?: Language | null;
  readonly storageQuota?: QuotaChoice;
  readonly messageQuota?: QuotaChoice;
}

export interface UserPatch {
  readonly userId?: string;
  readonly mail?: string;
  readonly profile?: Partial<Profile>;
  readonly role?: Role;
  readonly isEnabled?: boolean;
  readonly language?: Language | null;
  readonly storageQuota?: QuotaChoice;
  readonly messageQuota?: QuotaChoice;
  /** Addresses here and elsewhere; null keeps the mail here. */
  readonly forwarding?: Forwarding | null;
  /** Replaces the list: addresses, and domains as `@example.org`. */
  readonly welcomeSenders?: readonly string[];
}

export interface Users {
  /** Throws Failure `not-found`. */
  get(userId: string): Promise<User>;
  list(domain: DomainId | null, page: PageRequest): Promise<readonly User[]>;
  /** Throws Failure `invalid`, `not-found` (the domain), `already-exists` (`detail.field`). */
  create(request: NewUserRequest, options?: CredentialOptions): Promise<AccountId>;
  /** Each is made or refused by itself, in the order given; one commit for many. */
  createMany(
    requests: readonly NewUserRequest[],
    options?: CredentialOptions,
  ): Promise<readonly (AccountId | Failure)[]>;
  /** What `createMany` would refuse; null where nothing speaks against it. */
  tryMany(requests: readonly NewUserRequest[]): Promise<readonly (null | Failure)[]>;
  /** Throws Failure `invalid`, `not-found`, `already-exists`, `too-many`, `in-use` (the last administrator, the name of `admin`). */
  update(userId: string, patch: UserPatch): Promise<void>;
  /** Throws Failure `invalid` (`detail.reason`), `not-found`. */
  setPassword(userId: string, password: string, options?: CredentialOptions): Promise<void>;
  /** Throws Failure `not-found`, `in-use` (`detail.dependents`), also for `admin`. */
  delete(userId: string): Promise<void>;
}

export function createUsers(store: Store, credentials: Credentials): Users {
  const directory = () => store.reader().directory;

  const get = async (userId: string): Promise<User> => {
    const user = await directory().findUser(userId);
    if (user === null)
      throw new Failure('not-found', `no such user: ${userId}`, { detail: { kind: 'user', name: userId } });
    return user;
  };
  const locate = async (mail: string) => {
    const address = checkAddress(mail, 'mail');
    const domain = await directory().findDomain(address.domain);
    if (domain === null) {
      throw new Failure('not-found', `no such domain: ${address.domain}`, {
        detail: { kind: 'domain', name: address.domain },
      });
    }
    return { domain: domain.id, localPart: address.localPart };
  };
  const prepare = async (request: NewUserRequest, options: CredentialOptions): Promise<CreateUser> => {
    const userId = checkUserId(request.userId);
    const profile = { ...EMPTY_PROFILE, ...checkProfile(request.profile ?? {}) };
    const place = await locate(request.mail);
    const about = [userId, place.localPart, profile.firstName, profile.lastName];
    return {
      kind: 'create-user',
      userId,
      ...place,
      role: request.role ?? 'user',
      profile,
      language: request.language ?? null,
      storageQuota: request.storageQuota ?? 'inherit',
      messageQuota: request.messageQuota ?? 'inherit',
      credentials: [await credentials.forPassword(request.password, about, options)],
      mailboxes: DEFAULT_MAILBOXES,
    };
  };

  const forward = async (user: User, forwarding: Forwarding | null) =>
    forwarding === null ? null : checkForwarding(directory(), user.account, forwarding);

  const tryOne = async (request: NewUserRequest): Promise<null | Failure> => {
    const { userId, domain, localPart } = await prepare(request, { defer: true });
    if ((await directory().findUser(userId)) !== null) return taken('userId');
    const domainName = (await directory().domain(domain))?.name ?? '';
    return (await directory().resolve(foldName(localPart), domainName)) === null ? null : taken('mail');
  };

  return {
    get,
    list: (domain, page) => directory().listUsers(domain, page),

    async create(request, options = {}) {
      const { account } = await applyOne(store, await prepare(request, options));
      return account;
    },

    async createMany(requests, options = {}) {
      const prepared: (CreateUser | Failure)[] = [];
      for (const request of requests) {
        prepared.push(await prepare(request, options).catch(asFailure));
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

    async tryMany(requests) {
      const results: (null | Failure)[] = [];
      for (const request of requests) results.push(await tryOne(request).catch(asFailure));
      return results;
    },

    async update(userId, patch) {
      const user = await get(userId);
      if (patch.userId !== undefined) requireNotAdmin(user, patch.userId);
      const operation: UpdateUser = {
        kind: 'update-user',
        account: user.account,
        expectVersion: user.version,
        ...(patch.userId === undefined ? {} : { userId: checkUserId(patch.userId) }),
        ...(patch.mail === undefined ? {} : await locate(patch.mail)),
        ...(patch.profile === undefined ? {} : { profile: checkProfile(patch.profile) }),
        ...(patch.role === undefined ? {} : { role: patch.role }),
        ...(patch.isEnabled === undefined ? {} : { isEnabled: patch.isEnabled }),
        ...(patch.language === undefined ? {} : { language: patch.language }),
        ...(patch.storageQuota === undefined ? {} : { storageQuota: patch.storageQuota }),
        ...(patch.messageQuota === undefined ? {} : { messageQuota: patch.messageQuota }),
        ...(patch.forwarding === undefined ? {} : { forwarding: await forward(user, patch.forwarding) }),
        ...(patch.welcomeSenders === undefined ? {} : { welcomeSenders: checkWelcomeSenders(patch.welcomeSenders) }),
      };
      await applyOne(store, operation);
    },

    async setPassword(userId, password, options = {}) {
      const user = await get(userId);
      const about = [user.userId, user.localPart, user.profile.firstName, user.profile.lastName];
      const credential = await credentials.forPassword(password, about, options);
      await applyOne(store, { kind: 'set-credential', account: user.account, credential });
    },

    async delete(userId) {
      const user = await get(userId);
      requireNotAdmin(user);
      await applyOne(store, { kind: 'delete-user', account: user.account });
    },
  };
}

/** The mail address of a user, in A-label form. */
export function mailOf(user: User): string {
  return formatMailAddress({ localPart: user.localPart, domain: user.domainName });
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
