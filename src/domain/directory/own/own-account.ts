/**
 * What people change of their own account: nothing but what stands here, and only with the privilege for it, which is
 * looked up each time. DI8, K10
 */
import type { Clock } from '../../../base/clock.ts';
import { Failure } from '../../../base/failure.ts';
import type { Caller } from '../../access/caller.ts';
import type { Credentials } from '../../access/credentials.ts';
import type { AccountPolicies } from '../../access/policy/account-policies.ts';
import { mustHavePrivilege } from '../../access/policy/must-have-privilege.ts';
import type { Forwarding, Language, Profile, User } from '../../ports/directory.ts';
import { applyOne, type Store } from '../../ports/store.ts';
import { audited } from '../audit-entry.ts';
import { createPrepareUser } from '../prepare-user.ts';
import type { UserPatch } from '../user-requests.ts';
import { ownUser } from './own-user.ts';

export interface OwnAccount {
  /**
   * The caller has proved already that he knows the present password. A one-time password may always be changed.
   * Throws Failure `invalid` (`detail.reason`), `no-permission` (`detail.privilege`).
   */
  changePassword(by: Caller, password: string): Promise<void>;
  /** Throws Failure `invalid`, `conflict`, `no-permission` (`detail.privilege`, `detail.field`). */
  changeProfile(by: Caller, patch: OwnProfilePatch): Promise<void>;
  /** Null keeps the mail here. Throws Failure `invalid`, `not-found` (an address here), `too-many`, `no-permission`. */
  changeForwarding(by: Caller, forwarding: Forwarding | null): Promise<void>;
}

/** What is absent stays. The alternate mail is the administrators'. DI2 */
export interface OwnProfilePatch {
  readonly profile?: Partial<Omit<Profile, 'alternateMail'>>;
  readonly language?: Language | null;
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

  return {
    async changePassword(by, password) {
      const user = await ownUser(store, by);
      if (!(await mustChangePassword(user))) await mustHavePrivilege(policies, user, 'change-password');
      const about = [user.userId, user.localPart, user.profile.firstName, user.profile.lastName];
      await applyOne(store, {
        kind: 'set-credential',
        account: user.account,
        credential: await credentials.forPassword(password, about),
        ...audited(by, clock.nowMs(), 'user.password', { kind: 'user', name: user.userId }, {}, {}),
      });
    },

    async changeProfile(by, { profile, language }) {
      const user = await ownUser(store, by);
      await mustHavePrivilege(policies, user, 'change-profile');
      if (profile !== undefined && 'alternateMail' in profile) {
        throw new Failure('no-permission', 'the alternate mail is set by administrators', {
          detail: { field: 'alternateMail' },
        });
      }
      await update(by, user, {
        ...(profile === undefined ? {} : { profile }),
        ...(language === undefined ? {} : { language }),
      });
    },

    async changeForwarding(by, forwarding) {
      const user = await ownUser(store, by);
      await mustHavePrivilege(policies, user, 'change-forwarding');
      await update(by, user, { forwarding });
    },
  };
}
