/** What the browser says of the ceremony, which the authenticator signs with its own: WebAuthn Level 3, section 5.8.1. */
import { createHash } from 'node:crypto';
import { isEqualOctets } from '../../base/equal-octets.ts';
import { webauthnFailure } from './webauthn-failure.ts';

export interface ClientDataRules {
  readonly type: 'webauthn.create' | 'webauthn.get';
  /** What was sent: random, at least 16 octets, good for one ceremony. */
  readonly challenge: Uint8Array;
  /** Origins of our own pages, such as `https://mail.example.org:2443`. */
  readonly origins: readonly string[];
}

const MAX_BYTES = 16 * 1024;
const MIN_CHALLENGE_BYTES = 16;

/** The hash that is signed. Throws Failure `invalid` when it is of another ceremony than the expected one. */
export function checkClientData(octets: Uint8Array, rules: ClientDataRules): Buffer {
  if (rules.challenge.length < MIN_CHALLENGE_BYTES) throw new RangeError('a challenge has 16 octets or more');
  const data = parse(octets);
  if (data === null) throw webauthnFailure('webauthn-malformed');
  if (data['type'] !== rules.type) throw webauthnFailure('webauthn-other-type');
  if (!isChallenge(data['challenge'], rules.challenge)) throw webauthnFailure('webauthn-other-challenge');
  const { origin } = data;
  // Within a page of another site nobody signs in here.
  const isOurs = typeof origin === 'string' && rules.origins.includes(origin) && !isFramed(data);
  if (!isOurs) throw webauthnFailure('webauthn-other-origin');
  return createHash('sha256').update(octets).digest();
}

function parse(octets: Uint8Array): Readonly<Record<string, unknown>> | null {
  if (octets.length > MAX_BYTES) return null;
  try {
    // Section 7.1, step 5: a byte order mark is dropped, and what is no UTF-8 refused.
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(octets));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function isChallenge(value: unknown, challenge: Uint8Array): boolean {
  return typeof value === 'string' && isEqualOctets(Buffer.from(value), Buffer.from(base64url(challenge)));
}

function isFramed({ crossOrigin, topOrigin }: Readonly<Record<string, unknown>>): boolean {
  return (crossOrigin !== undefined && crossOrigin !== false) || topOrigin !== undefined;
}

function base64url(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64url');
}
