/** What the answer of an authenticator proves of a passkey, and what is kept of it from then on. WebAuthn Level 3, section 7.2 */
import { isEqualOctets } from '../../../base/equal-octets.ts';
import { isFailure } from '../../../base/failure.ts';
import type { Logger } from '../../../base/log.ts';
import { type AssertionResponse, verifyAssertion } from '../../../formats/webauthn/verify-assertion.ts';
import type { UseSecondFactor } from '../../ports/directory-operations.ts';
import type { SecondFactor } from '../../ports/second-factors.ts';
import type { FactorSecrets, KnownPasskey } from './factor-secrets.ts';
import type { PasskeySite } from './passkey-site.ts';
import type { UserHandles } from './user-handles.ts';

export interface PasskeyProof {
  readonly kind: 'passkey';
  readonly response: AssertionResponse;
  /** As it was sent to the browser; nobody shows it twice, the caller sees to that. */
  readonly challenge: string;
  /** Nothing else is asked for: it has to know its owner. */
  readonly isAlone: boolean;
}

export interface UsePasskeyDeps {
  readonly secrets: FactorSecrets;
  readonly handles: UserHandles;
  readonly site: PasskeySite;
  readonly log: Logger;
}

/** What a proof changes of a factor. */
export type FactorUse = Pick<UseSecondFactor, 'counter' | 'secret'>;

/** @returns null for what is of another passkey, and for what proves nothing. */
export function createUsePasskey({ secrets, handles, site, log }: UsePasskeyDeps) {
  /** Null where it is refused; why, the log says. */
  const verify = ({ account, id }: SecondFactor, passkey: KnownPasskey, proof: PasskeyProof): KnownPasskey | null => {
    const refuse = (reason: unknown): null => {
      log.warn({ account, factor: id, reason }, 'a passkey was refused');
      return null;
    };
    // Whoever finds a key that has no PIN gives it one of his own: that it knows its owner counts only once somebody has
    // proved so who had more than the key.
    if (proof.isAlone && !passkey.hasVerifiedUser) return refuse('never-verified');
    try {
      const { signCount, isUserVerified } = verifyAssertion(proof.response, passkey, {
        ...{ challenge: Buffer.from(proof.challenge, 'base64url'), origins: site.origins, site: site.id },
        mustVerifyUser: proof.isAlone,
        userHandle: handles.of(account),
      });
      return { ...passkey, signCount, hasVerifiedUser: passkey.hasVerifiedUser || isUserVerified };
    } catch (error) {
      if (!isFailure(error, 'authentication-failed')) throw error;
      return refuse(error.detail['reason']);
    }
  };

  return (factor: SecondFactor, proof: PasskeyProof): FactorUse | null => {
    const passkey = secrets.openPasskey(factor);
    if (passkey === null || !isEqualOctets(proof.response.credentialId, passkey.id)) return null;
    const next = verify(factor, passkey, proof);
    return next && { counter: factor.counter + 1, secret: secrets.sealPasskey(factor.account, next) };
  };
}
