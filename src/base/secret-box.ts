/** AES-256-GCM with the purpose as associated data: version byte, nonce, tag, ciphertext. NIST SP 800-38D */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Failure } from './failure.ts';

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
export const SECRET_BOX_KEY_BYTES = 32;

export class SecretBox {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    if (key.length !== SECRET_BOX_KEY_BYTES) throw new Failure('invalid', 'the sealing key must have 32 bytes');
    this.#key = key;
  }

  /** @param purpose binds the secret to its use: what was sealed for another purpose does not open. */
  seal(purpose: string, secret: Uint8Array): Uint8Array {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
    return Buffer.concat([Uint8Array.of(VERSION), nonce, cipher.getAuthTag(), sealed]);
  }

  /** A key of 32 bytes for another use, always the same, from which neither this box's key nor any other follows: HKDF. */
  deriveKey(purpose: string): Uint8Array {
    return new Uint8Array(hkdfSync('sha256', this.#key, '', purpose, SECRET_BOX_KEY_BYTES));
  }

  /** Throws Failure `unavailable` when the key, the purpose or the bytes are not the right ones. */
  open(purpose: string, sealed: Uint8Array): Uint8Array {
    const start = 1 + NONCE_BYTES + TAG_BYTES;
    if (sealed.length < start || sealed[0] !== VERSION) throw new Failure('unavailable', 'not a sealed secret');
    const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(1, 1 + NONCE_BYTES))
      .setAAD(Buffer.from(purpose))
      .setAuthTag(sealed.subarray(1 + NONCE_BYTES, start));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(start)), decipher.final()]);
    } catch (cause) {
      throw new Failure('unavailable', 'a sealed secret does not open: wrong key, or damaged', { cause });
    }
  }
}
