/** SCRAM-SHA-256 keys: RFC 5802 section 3, RFC 7677. Stored only sealed, under a key that is not in the store. */
import { createHash, createHmac, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { SecretBox } from '../../base/secret-box.ts';
import { preparePassword } from './prepare-password.ts';
import type { ScramKeys } from './principal.ts';

const pbkdf2Async = promisify(pbkdf2);

/**
 * The most that clients built on Cyrus SASL accept (mbsync, KMail, ldapsearch): above it they give up without a word, and
 * they choose SCRAM by themselves wherever it is offered. docs/decisions/0004-scram-iterations.md
 */
export const SCRAM_ITERATIONS = 65_536;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const SEAL_PURPOSE = 'scram-sha-256';
const DECOY_PURPOSE = 'scram-decoy';
const DEFERRED_PURPOSE = 'scram-deferred-salt';

export async function deriveScramKeys(
  password: string,
  salt: Uint8Array = randomBytes(SALT_BYTES),
  iterations: number = SCRAM_ITERATIONS,
): Promise<ScramKeys> {
  const saltedPassword = await pbkdf2Async(preparePassword(password), salt, iterations, KEY_BYTES, 'sha256');
  const clientKey = createHmac('sha256', saltedPassword).update('Client Key').digest();
  return {
    salt,
    iterations,
    storedKey: createHash('sha256').update(clientKey).digest(),
    serverKey: createHmac('sha256', saltedPassword).update('Server Key').digest(),
  };
}

/**
 * Keys that nobody knows a password for: the same at every try, and after a restart.
 *
 * @param shown what the client is to be shown in place of what would be made up.
 */
export function decoyScramKeys(
  box: SecretBox,
  name: string,
  shown: Pick<ScramKeys, 'salt' | 'iterations'> | null,
): ScramKeys {
  const secret = box.deriveKey(DECOY_PURPOSE);
  const bytes = (label: string) => createHmac('sha256', secret).update(`${label}\0${name}`).digest();
  return {
    salt: shown?.salt ?? bytes('salt').subarray(0, SALT_BYTES),
    iterations: shown?.iterations ?? SCRAM_ITERATIONS,
    storedKey: bytes('stored'),
    serverKey: bytes('server'),
  };
}

/** The salt for a password that is still to be hashed: it stays as it is, also when that has been done. */
export function deferredSalt(box: SecretBox, verifier: string): Uint8Array {
  return createHmac('sha256', box.deriveKey(DEFERRED_PURPOSE)).update(verifier).digest().subarray(0, SALT_BYTES);
}

/** One sealed blob: iterations (4 bytes), stored key, server key, salt. */
export function sealScramKeys(box: SecretBox, keys: ScramKeys): Uint8Array {
  const iterations = Buffer.alloc(4);
  iterations.writeUInt32BE(keys.iterations);
  return box.seal(SEAL_PURPOSE, Buffer.concat([iterations, keys.storedKey, keys.serverKey, keys.salt]));
}

/** Throws Failure `unavailable` when the seal does not open. */
export function openScramKeys(box: SecretBox, sealed: Uint8Array): ScramKeys {
  const plain = Buffer.from(box.open(SEAL_PURPOSE, sealed));
  return {
    iterations: plain.readUInt32BE(0),
    storedKey: plain.subarray(4, 4 + KEY_BYTES),
    serverKey: plain.subarray(4 + KEY_BYTES, 4 + 2 * KEY_BYTES),
    salt: plain.subarray(4 + 2 * KEY_BYTES),
  };
}
