/** The arithmetic of SCRAM-SHA-256. RFC 5802 section 3, RFC 7677 section 3 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export interface ScramSecrets {
  readonly storedKey: Uint8Array;
  readonly serverKey: Uint8Array;
}

const HASH_BYTES = 32;

/** Whether the proof could only be made by who knows the password. */
export function isProofValid({ storedKey }: ScramSecrets, authMessage: string, proof: Uint8Array): boolean {
  if (proof.length !== HASH_BYTES) return false;
  const signature = hmac(storedKey, authMessage);
  const clientKey = Buffer.from(proof.map((byte, i) => byte ^ (signature[i] ?? 0)));
  return timingSafeEqual(sha256(clientKey), storedKey);
}

/** Proves to the client that the server knows it, too. */
export function serverSignature({ serverKey }: ScramSecrets, authMessage: string): Buffer {
  return hmac(serverKey, authMessage);
}

function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
