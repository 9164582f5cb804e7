/**
 * What a browser is given to ask an authenticator: WebAuthn Level 3, sections 5.4 and 5.5, in the JSON form that browsers
 * read by themselves (sections 5.1.8 and 5.1.9), octets in base64url.
 */
import { COSE_ALGORITHMS } from '../../../formats/webauthn/cose-key.ts';
import type { PasskeySite } from './passkey-site.ts';

/** As long as what waits for the answer. */
const TIMEOUT_MS = 5 * 60_000;

export interface PasskeyDescriptor {
  readonly type: 'public-key';
  readonly id: string;
}

export interface PasskeyCreationOptions {
  readonly rp: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly challenge: string;
  readonly pubKeyCredParams: readonly { readonly type: 'public-key'; readonly alg: number }[];
  readonly timeout: number;
  /** Authenticators that have one of these are passed over. */
  readonly excludeCredentials: readonly PasskeyDescriptor[];
  readonly authenticatorSelection: {
    readonly residentKey: 'preferred';
    readonly requireResidentKey: false;
    readonly userVerification: 'preferred';
  };
  readonly attestation: 'none';
}

export interface PasskeyRequestOptions {
  readonly challenge: string;
  readonly timeout: number;
  readonly rpId: string;
  /** Empty: the authenticator shows whom it knows here. */
  readonly allowCredentials: readonly PasskeyDescriptor[];
  readonly userVerification: 'preferred' | 'required';
}

export interface PasskeyUser {
  readonly handle: Uint8Array;
  /** What tells the accounts of one person apart: the address. */
  readonly name: string;
  readonly displayName: string;
}

export function creationOptions(
  site: PasskeySite,
  { handle, name, displayName }: PasskeyUser,
  challenge: string,
  known: readonly Uint8Array[],
): PasskeyCreationOptions {
  return {
    rp: { id: site.id, name: site.name },
    user: { id: base64url(handle), name, displayName },
    challenge,
    pubKeyCredParams: Object.values(COSE_ALGORITHMS).map((alg) => ({ type: 'public-key', alg })),
    timeout: TIMEOUT_MS,
    excludeCredentials: known.map(descriptorOf),
    authenticatorSelection: { residentKey: 'preferred', requireResidentKey: false, userVerification: 'preferred' },
    attestation: 'none',
  };
}

export function requestOptions(
  site: PasskeySite,
  challenge: string,
  known: readonly Uint8Array[],
  userVerification: PasskeyRequestOptions['userVerification'],
): PasskeyRequestOptions {
  return {
    challenge,
    timeout: TIMEOUT_MS,
    rpId: site.id,
    allowCredentials: known.map(descriptorOf),
    userVerification,
  };
}

function descriptorOf(id: Uint8Array): PasskeyDescriptor {
  return { type: 'public-key', id: base64url(id) };
}

function base64url(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64url');
}
