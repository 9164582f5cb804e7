/**
 * What is kept of a second factor, sealed: JSON, with octets in base64url. The seal names account and kind, so that a
 * secret copied into the row of somebody else proves nothing there.
 */
import { isFailure } from '../../../base/failure.ts';
import type { SecretBox } from '../../../base/secret-box.ts';
import type { Passkey } from '../../../formats/webauthn/verify-registration.ts';
import type { AccountId } from '../../ports/ids.ts';
import type { SecondFactor } from '../../ports/second-factors.ts';

export interface KnownPasskey extends Passkey {
  /** It has shown, together with something else, that it knows its owner. WebAuthn Level 3 section 4: uvInitialized */
  readonly hasVerifiedUser: boolean;
}

export interface FactorSecrets {
  sealTotp(account: AccountId, key: Uint8Array): Uint8Array;
  sealPasskey(account: AccountId, passkey: KnownPasskey): Uint8Array;
  /** @param hashes of the codes that are left. */
  sealRecovery(account: AccountId, hashes: readonly string[]): Uint8Array;
  /** Each null where the seal does not open: the factor proves nothing, and the others go on to. */
  openTotp(factor: SecondFactor): Uint8Array | null;
  openPasskey(factor: SecondFactor): KnownPasskey | null;
  openRecovery(factor: SecondFactor): readonly string[] | null;
}

type Kind = SecondFactor['kind'];

interface KeptTotp {
  readonly key: string;
}
interface KeptPasskey extends Pick<KnownPasskey, 'signCount' | 'isBackupEligible' | 'hasVerifiedUser'> {
  readonly id: string;
  readonly publicKey: string;
}
interface KeptRecovery {
  readonly hashes: readonly string[];
}

export function createFactorSecrets(box: Pick<SecretBox, 'seal' | 'open'>): FactorSecrets {
  const seal = (kind: Kind, account: AccountId, value: KeptTotp | KeptPasskey | KeptRecovery) =>
    box.seal(purposeOf(kind, account), Buffer.from(JSON.stringify(value)));
  // What opens was written here, and is what it says.
  const open = <T>({ kind, account, secret }: SecondFactor): T | null => {
    try {
      return JSON.parse(Buffer.from(box.open(purposeOf(kind, account), secret)).toString()) as T;
    } catch (error) {
      if (isFailure(error, 'unavailable')) return null;
      throw error;
    }
  };

  return {
    sealTotp: (account, key) => seal('totp', account, { key: base64url(key) }),
    sealPasskey: (account, { id, publicKey, signCount, isBackupEligible, hasVerifiedUser }) =>
      seal('passkey', account, {
        ...{ id: base64url(id), publicKey: base64url(publicKey) },
        ...{ signCount, isBackupEligible, hasVerifiedUser },
      }),
    sealRecovery: (account, hashes) => seal('recovery', account, { hashes }),
    openTotp(factor) {
      const kept = open<KeptTotp>(factor);
      return kept && octets(kept.key);
    },
    openPasskey(factor) {
      const kept = open<KeptPasskey>(factor);
      return kept && { ...kept, id: octets(kept.id), publicKey: octets(kept.publicKey) };
    },
    openRecovery: (factor) => open<KeptRecovery>(factor)?.hashes ?? null,
  };
}

function purposeOf(kind: Kind, account: AccountId): string {
  return `second factor ${kind} of account ${account}`;
}

function base64url(value: Uint8Array): string {
  return Buffer.from(value).toString('base64url');
}

function octets(text: string): Uint8Array {
  return Buffer.from(text, 'base64url');
}
