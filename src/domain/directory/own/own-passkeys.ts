/** New passkeys of people's own: WebAuthn Level 3, section 7.1. DI9 */
import { Failure } from '../../../base/failure.ts';
import { type RegistrationResponse, verifyRegistration } from '../../../formats/webauthn/verify-registration.ts';
import type { Caller } from '../../access/caller.ts';
import { creationOptions, type PasskeyCreationOptions } from '../../access/second-factors/passkey-options.ts';
import type { PasskeySite } from '../../access/second-factors/passkey-site.ts';
import { ShortLived } from '../../access/second-factors/short-lived.ts';
import type { UserHandles } from '../../access/second-factors/user-handles.ts';
import type { NewSecondFactor, SecondFactor } from '../../ports/second-factors.ts';
import { applyOne } from '../../ports/store.ts';
import { checkLabel } from '../check-label.ts';
import { mailOf } from '../mail-of.ts';
import type { Confirmed, FactorChanges, FactorChangesDeps } from './factor-changes.ts';
import { ownUser } from './own-user.ts';

export interface OwnPasskeys {
  /** Throws Failure `too-many`. */
  begin(by: Caller): Promise<PasskeyCreationOptions>;
  /**
   * Within five minutes of `begin`, once: whatever comes of it, its challenge is not good again.
   * Throws Failure `invalid` (the label; `detail.reason`: `challenge-over`, or a `WebauthnReason`), `already-exists`,
   * `too-many`.
   *
   * @param challenge as the options had it.
   */
  finish(by: Caller, label: string, challenge: string, response: RegistrationResponse): Promise<Confirmed>;
}

export interface OwnPasskeysDeps extends FactorChangesDeps {
  readonly changes: FactorChanges;
  readonly handles: UserHandles;
  readonly site: PasskeySite;
}

export function createOwnPasskeys(deps: OwnPasskeysDeps): OwnPasskeys {
  const { store, secrets, changes, handles, site, clock } = deps;
  const begun = new ShortLived<null>(clock);
  const idsOf = (factors: readonly SecondFactor[]) =>
    factors.flatMap((factor) => (factor.kind === 'passkey' ? (secrets.openPasskey(factor)?.id ?? []) : []));

  return {
    async begin(by) {
      const user = await ownUser(store, by);
      const factors = await changes.factorsOf(user);
      changes.mustHaveRoom(factors);
      const { account, userId, profile } = user;
      const displayName = `${profile.firstName} ${profile.lastName}`.trim() || userId;
      const who = { handle: handles.of(account), name: mailOf(user), displayName };
      return creationOptions(site, who, begun.add(account, null), idsOf(factors));
    },

    async finish(by, text, challenge, response) {
      const user = await ownUser(store, by);
      const { account } = user;
      if (begun.take(challenge)?.account !== account) {
        throw new Failure('invalid', 'no passkey was begun, or too long ago', { detail: { reason: 'challenge-over' } });
      }
      const label = checkLabel(text);
      const rules = { challenge: Buffer.from(challenge, 'base64url'), origins: site.origins, site: site.id };
      const passkey = verifyRegistration(response, { ...rules, mustVerifyUser: false });
      return changes.turns.run(async () => {
        const factors = await changes.factorsOf(user);
        changes.mustHaveRoom(factors);
        // Of others it may be known: whose it is is decided by the account first, and then by the passkey.
        if (idsOf(factors).some((id) => Buffer.from(id).equals(passkey.id))) {
          throw new Failure('already-exists', 'the passkey is known already', { detail: { field: 'passkey' } });
        }
        const now = clock.nowMs();
        const factor: NewSecondFactor = {
          ...{ kind: 'passkey', label, counter: 0, confirmedAtMs: now, createdAtMs: now },
          secret: secrets.sealPasskey(account, { ...passkey, hasVerifiedUser: passkey.isUserVerified }),
        };
        const entry = changes.added(by, user, factor);
        const added = await applyOne(store, { kind: 'add-second-factor', account, factor, ...entry });
        return { id: added.factor, recoveryCodes: await changes.afterConfirming(by, user, factors) };
      });
    },
  };
}
