/** From what callers say of a user to the operation, with what the audit log tells of it. */
import type { Clock } from '../../base/clock.ts';
import type { Caller } from '../access/caller.ts';
import type { CredentialOptions, Credentials } from '../access/credentials.ts';
import { importedPassword } from '../access/imported-password.ts';
import { aboutUser } from '../access/password-rules/about-user.ts';
import { changePrivileges, checkQuota } from '../access/policy/change-policy.ts';
import type { Forwarding, User } from '../ports/directory.ts';
import type { CreateUser, UpdateUser } from '../ports/directory-operations.ts';
import type { AccountId, DomainId } from '../ports/ids.ts';
import type { Store } from '../ports/store.ts';
import { type Audit, audited, changesNothing } from './audit-entry.ts';
import { told, type UserFacts, userFields } from './audit-fields.ts';
import { checkRole, widensRole } from './check-role.ts';
import { DEFAULT_MAILBOXES } from './default-mailboxes.ts';
import { difference } from './difference.ts';
import { checkForwarding, checkWelcomeSenders } from './forwarding.ts';
import { createLookUp } from './look-up.ts';
import { checkAddress, checkProfile, checkUserId, EMPTY_PROFILE } from './names.ts';
import { mustKeepFieldsHere } from './remote/must-be-kept-here.ts';
import type { NewUserRequest, UserPatch } from './user-requests.ts';

export interface PrepareUserDeps {
  readonly store: Store;
  readonly credentials: Pick<Credentials, 'forPassword'>;
  readonly clock: Clock;
}

export interface PrepareUser {
  /** Throws Failure `invalid`, `not-found` (a domain), `no-permission` (roles). */
  create(by: Caller, request: NewUserRequest, options: CredentialOptions): Promise<CreateUser>;
  /**
   * Null where nothing would change. Throws Failure as `create`, `too-many`, and `no-permission` (`detail.directory`) for
   * what a remote directory keeps.
   */
  update(by: Caller, user: User, patch: UserPatch): Promise<UpdateUser | null>;
  /** Makes of a user the next one, as they are; null where they are the same. */
  change(by: Caller, action: string, user: User, next: User): Promise<UpdateUser | null>;
}

export function createPrepareUser({ store, credentials, clock }: PrepareUserDeps): PrepareUser {
  const directory = () => store.reader().directory;
  const lookUp = createLookUp(store);

  const locate = async (by: Caller, mail: string) => {
    const address = checkAddress(mail, 'mail');
    const { id, name } = await lookUp.domain(by, address.domain);
    return { domain: id, domainName: name, localPart: address.localPart };
  };
  const findDomains = async (by: Caller, names: readonly string[]): Promise<readonly DomainId[]> =>
    (await Promise.all(names.map((name) => lookUp.domain(by, name)))).map(({ id }) => id);
  const mailFields = async (user: User, { forwarding, welcomeSenders }: UserPatch) => ({
    ...(forwarding === undefined ? {} : { forwarding: await checkedForwarding(user.account, forwarding) }),
    ...(welcomeSenders === undefined ? {} : { welcomeSenders: checkWelcomeSenders(welcomeSenders) }),
  });
  const credentialsOf = async (
    { password, passwordHash }: NewUserRequest,
    about: readonly string[],
    options: CredentialOptions,
  ) =>
    passwordHash === undefined
      ? [await credentials.forPassword(password, about, options)]
      : importedPassword(passwordHash, clock.nowMs());
  const checkedForwarding = async (account: AccountId, forwarding: Forwarding | null) =>
    forwarding === null ? null : checkForwarding(directory(), account, forwarding);
  const change: PrepareUser['change'] = async (by, action, user, next) => {
    const [before, after] = [await userFields(directory(), user), await userFields(directory(), next)];
    const entry = audited(by, clock.nowMs(), action, { kind: 'user', name: user.userId }, before, after);
    if (changesNothing(entry)) return null;
    const { account, version } = user;
    const update = { kind: 'update-user', account, expectVersion: version, ...difference(user, next, FIELDS) } as const;
    return widensRole(user, next)
      ? { ...update, ends: 'sessions', ...(await withClients(user, entry)) }
      : { ...update, ...entry };
  };
  /** Others may have opened them, who could not give the role: what is done by it begins with signing in. SECURITY "session" */
  const withClients = async ({ account }: User, { audit }: Audit): Promise<Audit> => {
    const clients = (await directory().sessions(account)).map(({ client }) => client);
    return clients.length === 0 ? { audit } : { audit: { ...audit, before: { ...audit.before, clients } } };
  };

  return {
    change,

    async create(by, request, options) {
      const userId = checkUserId(request.userId);
      const profile = { ...EMPTY_PROFILE, ...checkProfile(request.profile ?? {}) };
      const { domain, domainName, localPart } = await locate(by, request.mail);
      const roleDomains = await findDomains(by, request.roleDomains ?? []);
      const about = aboutUser({ userId, localPart, domainName, profile });
      const user = {
        userId,
        localPart,
        ...checkRole(by, { role: 'user', roleDomains: [] }, request.role ?? 'user', roleDomains),
        isEnabled: request.isEnabled ?? true,
        isListed: request.isListed ?? true,
        profile,
        language: request.language ?? null,
        storageQuota: checkQuota('storageQuota', request.storageQuota ?? 'inherit'),
        messageQuota: checkQuota('messageQuota', request.messageQuota ?? 'inherit'),
        privileges: changePrivileges({}, request.privileges),
        forwarding: await checkedForwarding(NO_ACCOUNT, request.forwarding ?? null),
      };
      const facts: UserFacts = { ...user, domainName, ...FRESH };
      const fields = told(await userFields(directory(), facts));
      return {
        kind: 'create-user',
        domain,
        ...user,
        credentials: await credentialsOf(request, about, options),
        mailboxes: DEFAULT_MAILBOXES,
        ...audited(by, clock.nowMs(), 'user.create', { kind: 'user', name: userId }, {}, fields),
      };
    },

    async update(by, user, patch) {
      await mustKeepFieldsHere(store, user, patch);
      const {
        role = user.role,
        language = user.language,
        isEnabled = user.isEnabled,
        isListed = user.isListed,
      } = patch;
      const roleDomains = patch.roleDomains === undefined ? user.roleDomains : await findDomains(by, patch.roleDomains);
      const { domain, domainName, localPart } = patch.mail === undefined ? user : await locate(by, patch.mail);
      const { forwarding = user.forwarding, welcomeSenders = user.welcomeSenders } = await mailFields(user, patch);
      return change(by, 'user.update', user, {
        ...user,
        userId: patch.userId === undefined ? user.userId : checkUserId(patch.userId),
        ...{ domain, domainName, localPart },
        ...checkRole(by, user, role, roleDomains),
        ...{ isEnabled, isListed, language, forwarding, welcomeSenders },
        profile: { ...user.profile, ...checkProfile(patch.profile ?? {}) },
        storageQuota: checkQuota('storageQuota', patch.storageQuota ?? user.storageQuota),
        messageQuota: checkQuota('messageQuota', patch.messageQuota ?? user.messageQuota),
        privileges: changePrivileges(user.privileges, patch.privileges),
      });
    },
  };
}

/** Of a user who is about to be made: his own address is not there yet, so that nothing leads to it. */
const NO_ACCOUNT = 0 as AccountId;
/** What nobody says of him. */
const FRESH = { archivedAtMs: null, welcomeSenders: [], remoteId: null } as const;

const FIELDS = [
  'userId',
  'domain',
  'localPart',
  'role',
  'roleDomains',
  'isEnabled',
  'isListed',
  'archivedAtMs',
  'profile',
  'language',
  'storageQuota',
  'messageQuota',
  'privileges',
  'forwarding',
  'welcomeSenders',
  'remoteId',
] as const satisfies readonly (keyof UpdateUser & keyof User)[];
