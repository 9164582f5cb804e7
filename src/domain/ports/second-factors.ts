/** Second factors of an account. REQUIREMENTS DI9 */
import type { AccountId, SecondFactorId } from './ids.ts';

export interface NewSecondFactor {
  /** `recovery`: a list of codes, each good for one sign-in. */
  readonly kind: 'totp' | 'passkey' | 'recovery';
  /** What the user calls it; unique among those of one kind. */
  readonly label: string;
  /**
   * JSON, sealed with a key that is not in the store. For `totp` the shared secret (RFC 4226), for `passkey` credential
   * id, public key and signature counter (WebAuthn Level 3 section 6.5), for `recovery` the hashes of the codes left.
   */
  readonly secret: Uint8Array;
  /** Number of the last time step used (RFC 6238 section 5.2), else how often it was used: it only rises. */
  readonly counter: number;
  /** Null until the user has proved once that it works; before that it proves nothing. */
  readonly confirmedAtMs: number | null;
  readonly createdAtMs: number;
}

export interface SecondFactor extends NewSecondFactor {
  readonly id: SecondFactorId;
  readonly account: AccountId;
  readonly lastUsedAtMs: number | null;
}
