/** Signing in with a passkey: WebAuthn Level 3, section 7.2. */
import { isEqualOctets } from '../../base/equal-octets.ts';
import { Failure, isFailure } from '../../base/failure.ts';
import { checkAuthenticatorData, readAuthenticatorData } from './authenticator-data.ts';
import { checkClientData } from './client-data.ts';
import { readCoseKey } from './cose-key.ts';
import type { Passkey, RegistrationRules } from './verify-registration.ts';
import { webauthnFailure } from './webauthn-failure.ts';

export interface AssertionResponse {
  /** `rawId`. */
  readonly credentialId: Uint8Array;
  readonly clientDataJson: Uint8Array;
  readonly authenticatorData: Uint8Array;
  readonly signature: Uint8Array;
  /** Null where the authenticator does not say whose key it is. */
  readonly userHandle: Uint8Array | null;
}

export interface AssertionRules extends RegistrationRules {
  /** What the user was called at the registration. */
  readonly userHandle: Uint8Array;
}

export interface VerifiedAssertion {
  /** To be kept: the next one must be above it, unless the authenticator does not count. */
  readonly signCount: number;
  readonly isUserVerified: boolean;
  readonly isBackedUp: boolean;
}

/**
 * Throws Failure `authentication-failed`; `detail.reason` is a `WebauthnReason`. A challenge must not be used again,
 * whatever comes of it.
 */
export function verifyAssertion(
  response: AssertionResponse,
  passkey: Passkey,
  rules: AssertionRules,
): VerifiedAssertion {
  try {
    return verify(response, passkey, rules);
  } catch (error) {
    if (!isFailure(error, 'invalid')) throw error;
    throw new Failure('authentication-failed', error.message, { detail: error.detail, cause: error });
  }
}

function verify(response: AssertionResponse, passkey: Passkey, rules: AssertionRules): VerifiedAssertion {
  const { credentialId, userHandle, authenticatorData, signature } = response;
  if (!isEqualOctets(credentialId, passkey.id)) throw webauthnFailure('webauthn-other-credential');
  const isOther = userHandle !== null && !isEqualOctets(userHandle, rules.userHandle);
  if (isOther) throw webauthnFailure('webauthn-other-user');
  const clientHash = checkClientData(response.clientDataJson, { ...rules, type: 'webauthn.get' });
  const data = readAuthenticatorData(authenticatorData);
  checkAuthenticatorData(data, rules);
  // Whether it may be copied never changes.
  if (data.isBackupEligible !== passkey.isBackupEligible) throw webauthnFailure('webauthn-bad-backup-state');
  const signed = Buffer.concat([authenticatorData, clientHash]);
  if (!readCoseKey(passkey.publicKey).verifies(signed, signature)) throw webauthnFailure('webauthn-bad-signature');
  // Where one of the two counts, it must have risen. Section 6.1.1
  const isCounting = data.signCount !== 0 || passkey.signCount !== 0;
  if (isCounting && data.signCount <= passkey.signCount) throw webauthnFailure('webauthn-counter');
  return { signCount: data.signCount, isUserVerified: data.isUserVerified, isBackedUp: data.isBackedUp };
}
