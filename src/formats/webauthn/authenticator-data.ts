/** What an authenticator says and signs: WebAuthn Level 3, section 6.1. */
import { createHash } from 'node:crypto';
import { isEqualOctets } from '../../base/equal-octets.ts';
import { decodeCborAt, isCborMap } from './cbor.ts';
import { webauthnFailure } from './webauthn-failure.ts';

export interface AuthenticatorData {
  readonly siteHash: Uint8Array;
  readonly isUserPresent: boolean;
  readonly isUserVerified: boolean;
  /** It may be copied to other devices of its owner, and it has been. */
  readonly isBackupEligible: boolean;
  readonly isBackedUp: boolean;
  /** Rises with every use; always 0 where the authenticator does not count. */
  readonly signCount: number;
  readonly credential: AttestedCredential | null;
}

export interface AttestedCredential {
  /** Which make of authenticator it is: 16 octets, zero where it does not say. */
  readonly aaguid: Uint8Array;
  readonly id: Uint8Array;
  /** COSE_Key. */
  readonly publicKey: Uint8Array;
}

const FLAGS = {
  userPresent: 0x01,
  userVerified: 0x04,
  backupEligible: 0x08,
  backedUp: 0x10,
  attestedCredential: 0x40,
  extensions: 0x80,
} as const;
const HASH_BYTES = 32;
const HEADER_BYTES = 37;
const AAGUID_BYTES = 16;
const CREDENTIAL_HEADER_BYTES = 18;
/** Section 7.1 */
export const MAX_CREDENTIAL_ID_BYTES = 1023;

/** Throws Failure `invalid` for what is incomplete, and for anything behind it. */
export function readAuthenticatorData(octets: Uint8Array): AuthenticatorData {
  const data = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
  if (data.length < HEADER_BYTES) throw webauthnFailure('webauthn-malformed');
  const flags = data.readUInt8(HASH_BYTES);
  const has = (flag: number) => (flags & flag) !== 0;
  let end = HEADER_BYTES;
  let credential: AttestedCredential | null = null;
  if (has(FLAGS.attestedCredential)) ({ credential, end } = readCredential(data, end));
  if (has(FLAGS.extensions)) end = skipMap(data, end);
  if (end !== data.length) throw webauthnFailure('webauthn-malformed');
  return {
    siteHash: data.subarray(0, HASH_BYTES),
    isUserPresent: has(FLAGS.userPresent),
    isUserVerified: has(FLAGS.userVerified),
    isBackupEligible: has(FLAGS.backupEligible),
    isBackedUp: has(FLAGS.backedUp),
    signCount: data.readUInt32BE(HASH_BYTES + 1),
    credential,
  };
}

export interface AuthenticatorRules {
  /** The relying party identifier: a domain. */
  readonly site: string;
  readonly mustVerifyUser: boolean;
}

/** Sections 7.1 and 7.2, the steps that both have: the site, the user's presence, and the two flags of a backup. */
export function checkAuthenticatorData(data: AuthenticatorData, rules: AuthenticatorRules): void {
  const siteHash = createHash('sha256').update(rules.site).digest();
  if (!isEqualOctets(data.siteHash, siteHash)) throw webauthnFailure('webauthn-other-site');
  if (!data.isUserPresent) throw webauthnFailure('webauthn-no-presence');
  if (rules.mustVerifyUser && !data.isUserVerified) throw webauthnFailure('webauthn-no-verification');
  if (data.isBackedUp && !data.isBackupEligible) throw webauthnFailure('webauthn-bad-backup-state');
}

/** Section 6.5.1 */
function readCredential(data: Buffer, start: number): { credential: AttestedCredential; end: number } {
  if (data.length < start + CREDENTIAL_HEADER_BYTES) throw webauthnFailure('webauthn-malformed');
  const idStart = start + CREDENTIAL_HEADER_BYTES;
  const idBytes = data.readUInt16BE(start + AAGUID_BYTES);
  const keyStart = idStart + idBytes;
  if (idBytes === 0 || idBytes > MAX_CREDENTIAL_ID_BYTES || keyStart > data.length) {
    throw webauthnFailure('webauthn-malformed');
  }
  const end = skipMap(data, keyStart);
  const credential = {
    aaguid: data.subarray(start, start + AAGUID_BYTES),
    id: data.subarray(idStart, keyStart),
    publicKey: data.subarray(keyStart, end),
  };
  return { credential, end };
}

function skipMap(data: Buffer, start: number): number {
  const { value, end } = decodeCborAt(data, start);
  if (!isCborMap(value)) throw webauthnFailure('webauthn-malformed');
  return end;
}
