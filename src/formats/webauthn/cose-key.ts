/**
 * Public keys as authenticators write them: COSE_Key of RFC 9052, the algorithms of RFC 9053 (ES256, EdDSA) and RFC 8812
 * (RS256); WebAuthn Level 3, section 5.8.5, for which curve belongs to which algorithm.
 */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { Failure } from '../../base/failure.ts';
import { type CborMap, type CborValue, decodeCbor, isCborMap } from './cbor.ts';
import { webauthnFailure } from './webauthn-failure.ts';

/** COSE's numbers, in the order in which we ask for them. */
export const COSE_ALGORITHMS = { EdDSA: -8, ES256: -7, RS256: -257 } as const;
export type CoseAlgorithm = (typeof COSE_ALGORITHMS)[keyof typeof COSE_ALGORITHMS];

export interface CosePublicKey {
  readonly algorithm: CoseAlgorithm;
  /** Whether a signature over this is of that key. */
  verifies(data: Uint8Array, signature: Uint8Array): boolean;
}

const KEY_TYPE = 1;
const ALGORITHM = 3;
const CURVE = -1;
const [OKP, EC2, RSA] = [1, 2, 3];
const [P256, ED25519] = [1, 6];
const COORDINATE_BYTES = 32;
const RSA_BYTES = { least: 256, most: 512 } as const;

/** Throws Failure `invalid` for a key of another kind, incomplete, or not on its curve. */
export function readCoseKey(octets: Uint8Array): CosePublicKey {
  const map = decodeCbor(octets);
  if (!isCborMap(map)) throw unknownKey();
  switch (map.get(ALGORITHM)) {
    case COSE_ALGORITHMS.ES256:
      return publicKey(COSE_ALGORITHMS.ES256, 'sha256', {
        kty: named(map, KEY_TYPE, EC2, 'EC'),
        crv: named(map, CURVE, P256, 'P-256'),
        x: octetsOf(map, -2, COORDINATE_BYTES),
        y: octetsOf(map, -3, COORDINATE_BYTES),
      });
    case COSE_ALGORITHMS.EdDSA:
      return publicKey(COSE_ALGORITHMS.EdDSA, null, {
        kty: named(map, KEY_TYPE, OKP, 'OKP'),
        crv: named(map, CURVE, ED25519, 'Ed25519'),
        x: octetsOf(map, -2, COORDINATE_BYTES),
      });
    case COSE_ALGORITHMS.RS256:
      return publicKey(COSE_ALGORITHMS.RS256, 'sha256', {
        kty: named(map, KEY_TYPE, RSA, 'RSA'),
        n: octetsOf(map, -1, RSA_BYTES.least, RSA_BYTES.most),
        e: octetsOf(map, -2, 1, 4),
      });
    default:
      throw unknownKey();
  }
}

function publicKey(
  algorithm: CoseAlgorithm,
  digest: string | null,
  jwk: Readonly<Record<string, string>>,
): CosePublicKey {
  const key = importKey(jwk);
  return { algorithm, verifies: (data, signature) => verify(digest, data, key, signature) };
}

function importKey(jwk: Readonly<Record<string, string>>): KeyObject {
  try {
    return createPublicKey({ key: { ...jwk }, format: 'jwk' });
  } catch (error) {
    throw unknownKey(error);
  }
}

/** A label's number in the name that JSON Web Keys have for it. */
function named(map: CborMap, label: number, expected: CborValue | undefined, name: string): string {
  if (map.get(label) !== expected) throw unknownKey();
  return name;
}

function octetsOf(map: CborMap, label: number, least: number, most: number = least): string {
  const value = map.get(label);
  if (!(value instanceof Uint8Array) || value.length < least || value.length > most) throw unknownKey();
  return Buffer.from(value).toString('base64url');
}

function unknownKey(cause?: unknown): Failure {
  return webauthnFailure('webauthn-unknown-key', cause);
}
