/** App passwords of others: seen and taken away by who helps people, made by who manages them. DI9 */
import type { Clock } from '../../base/clock.ts';
import type { AppPassword, AppPasswords, MadeAppPassword } from '../access/app-passwords/app-passwords.ts';
import type { Caller } from '../access/caller.ts';
import type { CredentialId } from '../ports/ids.ts';
import type { Store } from '../ports/store.ts';
import { type AppPasswordRequest, auditDeleted, auditMade, prepareAppPassword } from './app-password-request.ts';
import { createLookUp } from './look-up.ts';

export interface UserAppPasswords {
  /** Throws Failure `not-found`. */
  list(by: Caller, userId: string): Promise<readonly AppPassword[]>;
  /** For devices and programs without anybody in front. Throws Failure `invalid`, `already-exists`, `too-many`, `not-found`, `no-permission`. */
  make(by: Caller, userId: string, request: AppPasswordRequest): Promise<MadeAppPassword>;
  /** Throws Failure `not-found`, `no-permission`. */
  delete(by: Caller, userId: string, id: CredentialId): Promise<void>;
}

export interface UserAppPasswordsDeps {
  readonly store: Pick<Store, 'reader'>;
  readonly appPasswords: AppPasswords;
  readonly clock: Clock;
}

export function createUserAppPasswords({ store, appPasswords, clock }: UserAppPasswordsDeps): UserAppPasswords {
  const lookUp = createLookUp(store);

  return {
    list: async (by, userId) => appPasswords.list((await lookUp.user(by, userId)).account),

    async make(by, userId, request) {
      const user = await lookUp.otherUser(by, userId);
      const prepared = prepareAppPassword(request);
      return appPasswords.make(user.account, prepared, auditMade(by, clock.nowMs(), user, prepared).audit);
    },

    async delete(by, userId, id) {
      const user = await lookUp.managedUser(by, userId);
      await appPasswords.delete(user.account, id, (password) => auditDeleted(by, clock.nowMs(), user, password));
    },
  };
}
