/**
 * What people change of their own account: nothing but what stands here, and only with the privilege for it, which is
 * looked up each time. DI8, K10
 */
import type { Clock } from '../../../base/clock.ts';
import { Failure } from '../../../base/failure.ts';
import type { Caller } from '../../access/caller.ts';
import type { Credentials } from '../../access/credentials.ts';
import { aboutUser } from '../../access/password-rules/about-user.ts';
import type { AccountPolicies } from '../../access/policy/account-policies.ts';
import { mustHavePrivilege } from '../../access/policy/must-have-privilege.ts';
import type { Forwarding, Language, Profile, User } from '../../ports/directory.ts';
import type { CredentialId } from '../../ports/ids.ts';
import { applyOne, type Store } from '../../ports/store.ts';
import { audited } from '../audit-entry.ts';
import { mustBeVersion } from '../must-be-version.ts';
import { createPrepareUser } from '../prepare-user.ts';
import { mustBeKeptHere } from '../remote/must-be-kept-here.ts';
import type { UserPatch } from '../user-requests.ts';
import { ownUser } from './own-user.ts';

export interface OwnAccount {
  /**
   * The caller has proved already that he knows the present password. A one-time password may always be changed.
   * Resolves with the new credential, which is none that the caller has proved.
   * Throws Failure `invalid` (`detail.reason`), `no-permission` (`detail.privilege`), `conflict`.
   *
   * @param expectVersion as with `change`.
   */
  changePassword(by: Caller, password: string, expectVersion?: number): Promise<CredentialId>;
  /** Throws Failure `invalid`, `conflict`, `no-permission` (`detail.privilege`, `detail.field`). */
  changeProfile(by: Caller, patch: OwnProfilePatch): Promise<void>;
  /** Null keeps the mail here. Throws Failure `invalid`, `not-found` (an address here), `too-many`, `no-permission`. */
  changeForwarding(by: Caller, forwarding: Forwarding | null): Promise<void>;
  /**
   * Profile and forwarding at once, or nothing of it. Throws as those, and Failure `conflict`.
   *
   * @param expectVersion what was looked at before; absent: whatever it is now.
   */
  change(by: Caller, patch: OwnPatch, expectVersion?: number): Promise<void>;
}

/** What is absent stays. The alternate mail is the administrators'. DI2 */
export interface OwnProfilePatch {
  readonly profile?: Partial<Omit<Profile, 'alternateMail'>>;
  readonly language?: Language | null;
}

/** What is absent stays. */
export interface OwnPatch extends OwnProfilePatch {
  readonly forwarding?: Forwarding | null;
}

export interface OwnAccountDeps {
  readonly store: Store;
  readonly credentials: Pick<Credentials, 'forPassword'>;
  readonly policies: Pick<AccountPolicies, 'of'>;
  readonly clock: Clock;
}

export function createOwnAccount(deps: OwnAccountDeps): OwnAccount {
  const { store, credentials, policies, clock } = deps;
  const prepare = createPrepareUser(deps);
  const update = async (by: Caller, user: User, patch: UserPatch) => {
    const operation = await prepare.update(by, user, patch);
    if (operation !== null) await applyOne(store, operation);
  };
  const mustChangePassword = async ({ account }: User) =>
    (await store.reader().directory.credentials(account)).some(
      ({ kind, mustChange }) => kind === 'password' && mustChange,
    );

  const change: OwnAccount['change'] = async (by, { profile, language, forwarding }, expectVersion) => {
    const user = await ownUser(store, by);
    if (profile !== undefined || language !== undefined) await mustHavePrivilege(policies, user, 'change-profile');
    if (forwarding !== undefined) await mustHavePrivilege(policies, user, 'change-forwarding');
    if (profile !== undefined && 'alternateMail' in profile) {
      throw new Failure('no-permission', 'the alternate mail is set by administrators', {
        detail: { field: 'alternateMail' },
      });
    }
    mustBeVersion(user, expectVersion);
    await update(by, user, {
      ...(profile === undefined ? {} : { profile }),
      ...(language === undefined ? {} : { language }),
      ...(forwarding === undefined ? {} : { forwarding }),
    });
  };

  return {
    async changePassword(by, password, expectVersion) {
      const user = await ownUser(store, by);
      await mustBeKeptHere(store, user);
      if (!(await mustChangePassword(user))) await mustHavePrivilege(policies, user, 'change-password');
      const { credential } = await applyOne(store, {
        kind: 'set-credential',
        account: user.account,
        credential: await credentials.forPassword(password, aboutUser(user), { account: user.account }),
        // Also the tokens that others made for him.
        ends: 'sessions',
        ...(expectVersion === undefined ? {} : { expectVersion }),
        ...audited(by, clock.nowMs(), 'user.password', { kind: 'user', name: user.userId }, {}, {}),
      });
      return credential;
    },

    changeProfile: (by, { profile = {}, language }) =>
      change(by, { profile, ...(language === undefined ? {} : { language }) }),
    changeForwarding: (by, forwarding) => change(by, { forwarding }),
    change,
  };
}
