/** Key pairs for signatures, and the record by which others find them. RFC 6376 section 3.6.1, RFC 8463 section 4 */
import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { NewDkimKey } from '../ports/directory.ts';

export type DkimAlgorithm = NewDkimKey['algorithm'];

export interface DkimKeyPair {
  /** PKCS #8, PEM. */
  readonly privateKey: string;
  /** The `p=` of the record. */
  readonly publicKey: string;
}

/** RFC 8301 section 3.2 */
const RSA_BITS = 2048;
/** The key itself is what an Ed25519 SubjectPublicKeyInfo ends with. */
const ED25519_KEY_BYTES = 32;

const generate = promisify(generateKeyPair);

export async function makeDkimKey(algorithm: DkimAlgorithm): Promise<DkimKeyPair> {
  const { privateKey, publicKey } =
    algorithm === 'rsa-sha256' ? await generate('rsa', { modulusLength: RSA_BITS }) : await generate('ed25519');
  const info = publicKey.export({ type: 'spki', format: 'der' });
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: (algorithm === 'rsa-sha256' ? info : info.subarray(-ED25519_KEY_BYTES)).toString('base64'),
  };
}

/** The TXT record of `SELECTOR._domainkey.DOMAIN`. */
export function dkimRecord(key: Pick<NewDkimKey, 'algorithm' | 'publicKey'>): string {
  return `v=DKIM1; k=${key.algorithm === 'rsa-sha256' ? 'rsa' : 'ed25519'}; p=${key.publicKey}`;
}
