/**
 * A new passkey: WebAuthn Level 3, section 7.1. Who made the authenticator is not asked: attestation `none` is what we
 * ask for, `packed` by the key itself (section 8.2) is verified, and any other is taken as if it were none.
 */
import { checkAuthenticatorData, readAuthenticatorData } from './authenticator-data.ts';
import { type CborMap, type CborValue, decodeCbor, isCborMap } from './cbor.ts';
import { type ClientDataRules, checkClientData } from './client-data.ts';
import { type CosePublicKey, readCoseKey } from './cose-key.ts';
import { webauthnFailure } from './webauthn-failure.ts';

export interface RegistrationRules extends Omit<ClientDataRules, 'type'> {
  /** The relying party identifier: a domain that the hosts of the origins are, or are below of. */
  readonly site: string;
  readonly mustVerifyUser: boolean;
}

export interface RegistrationResponse {
  readonly clientDataJson: Uint8Array;
  readonly attestationObject: Uint8Array;
}

/** What is kept of a passkey. Nobody else may have a credential with that id: section 7.1 leaves that to the caller. */
export interface Passkey {
  readonly id: Uint8Array;
  /** COSE_Key. */
  readonly publicKey: Uint8Array;
  readonly signCount: number;
  readonly isBackupEligible: boolean;
}

export interface RegisteredPasskey extends Passkey {
  readonly isBackedUp: boolean;
  readonly isUserVerified: boolean;
  readonly attestation: 'none' | 'self';
}

/** Throws Failure `invalid`; `detail.reason` is a `WebauthnReason`. */
export function verifyRegistration(response: RegistrationResponse, rules: RegistrationRules): RegisteredPasskey {
  const clientHash = checkClientData(response.clientDataJson, { ...rules, type: 'webauthn.create' });
  const { format, statement, octets } = readAttestation(response.attestationObject);
  const data = readAuthenticatorData(octets);
  checkAuthenticatorData(data, rules);
  if (data.credential === null) throw webauthnFailure('webauthn-malformed');
  const key = readCoseKey(data.credential.publicKey);
  return {
    id: Uint8Array.from(data.credential.id),
    publicKey: Uint8Array.from(data.credential.publicKey),
    signCount: data.signCount,
    isBackupEligible: data.isBackupEligible,
    isBackedUp: data.isBackedUp,
    isUserVerified: data.isUserVerified,
    attestation: checkAttestation(format, statement, key, Buffer.concat([octets, clientHash])),
  };
}

/** Section 6.5.4 */
function readAttestation(object: Uint8Array) {
  const map = decodeCbor(object);
  const [format, statement, octets] = isCborMap(map) ? ['fmt', 'attStmt', 'authData'].map((name) => map.get(name)) : [];
  if (typeof format !== 'string' || !isCborMap(statement) || !(octets instanceof Uint8Array)) {
    throw webauthnFailure('webauthn-malformed');
  }
  return { format, statement, octets };
}

function checkAttestation(format: string, statement: CborMap, key: CosePublicKey, signed: Uint8Array): 'none' | 'self' {
  const isBad = (): boolean => {
    if (format === 'none') return statement.size > 0;
    if (format !== 'packed' || statement.has('x5c')) return false;
    return statement.get('alg') !== key.algorithm || !isSigned(statement.get('sig'), key, signed);
  };
  if (isBad()) throw webauthnFailure('webauthn-bad-attestation');
  return format === 'packed' && !statement.has('x5c') ? 'self' : 'none';
}

function isSigned(signature: CborValue | undefined, key: CosePublicKey, signed: Uint8Array): boolean {
  return signature instanceof Uint8Array && key.verifies(signed, signature);
}
