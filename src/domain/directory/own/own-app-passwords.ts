/** App passwords that people make for their own programs. Who makes one has just proved his password. DI9 */
import type { Clock } from '../../../base/clock.ts';
import type { AppPassword, AppPasswords, MadeAppPassword } from '../../access/app-passwords/app-passwords.ts';
import type { Caller } from '../../access/caller.ts';
import type { CredentialId } from '../../ports/ids.ts';
import type { Store } from '../../ports/store.ts';
import { type AppPasswordRequest, auditDeleted, auditMade, prepareAppPassword } from '../app-password-request.ts';
import { ownUser } from './own-user.ts';

export interface OwnAppPasswords {
  list(by: Caller): Promise<readonly AppPassword[]>;
  /** Throws Failure `invalid`, `already-exists` (the label), `too-many`. */
  make(by: Caller, request: AppPasswordRequest): Promise<MadeAppPassword>;
  /** Throws Failure `not-found`. */
  delete(by: Caller, id: CredentialId): Promise<void>;
}

export interface OwnAppPasswordsDeps {
  readonly store: Pick<Store, 'reader'>;
  readonly appPasswords: AppPasswords;
  readonly clock: Clock;
}

export function createOwnAppPasswords({ store, appPasswords, clock }: OwnAppPasswordsDeps): OwnAppPasswords {
  return {
    list: async (by) => appPasswords.list((await ownUser(store, by)).account),

    async make(by, request) {
      const user = await ownUser(store, by);
      const prepared = prepareAppPassword(request);
      return appPasswords.make(user.account, prepared, auditMade(by, clock.nowMs(), user, prepared).audit);
    },

    async delete(by, id) {
      const user = await ownUser(store, by);
      await appPasswords.delete(user.account, id, (password) => auditDeleted(by, clock.nowMs(), user, password));
    },
  };
}
