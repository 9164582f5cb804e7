/** What is wrong with the answer of an authenticator: for the log, and for the texts that people see. */
import { Failure } from '../../base/failure.ts';

export type WebauthnReason =
  /** It cannot be read. */
  | 'webauthn-malformed'
  /** Of another ceremony, another challenge, or another site. */
  | 'webauthn-other-type'
  | 'webauthn-other-challenge'
  | 'webauthn-other-origin'
  | 'webauthn-other-site'
  | 'webauthn-other-credential'
  | 'webauthn-other-user'
  /** Nobody touched it, or nobody proved to be its owner. */
  | 'webauthn-no-presence'
  | 'webauthn-no-verification'
  | 'webauthn-unknown-key'
  | 'webauthn-bad-backup-state'
  | 'webauthn-bad-attestation'
  | 'webauthn-bad-signature'
  /** The counter did not rise: there may be a copy of the authenticator. */
  | 'webauthn-counter';

export function webauthnFailure(reason: WebauthnReason, cause?: unknown): Failure {
  return new Failure('invalid', `WebAuthn: ${reason.slice('webauthn-'.length)}`, { detail: { reason }, cause });
}
