/**
 * What an authenticator keeps of who its user is: WebAuthn Level 3, section 5.4.3. It shows it to whoever asks, so it must
 * tell nothing about the person (section 14.6.1), and it leads back to the account, so that a passkey can be all that is
 * asked for. One block of AES-256: the number of the account, and twelve octets that are always the same.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { isEqualOctets } from '../../../base/equal-octets.ts';
import type { SecretBox } from '../../../base/secret-box.ts';
import type { AccountId } from '../../ports/ids.ts';

export interface UserHandles {
  /** 16 octets, always the same for an account. */
  of(account: AccountId): Uint8Array;
  /** Null for one that was not made here. */
  accountOf(handle: Uint8Array): AccountId | null;
}

const PURPOSE = 'webauthn user handle';
const CIPHER = 'aes-256-ecb';
const MARK = Buffer.from('mailroom::id');
const HANDLE_BYTES = 4 + MARK.length;

export function createUserHandles(box: Pick<SecretBox, 'deriveKey'>): UserHandles {
  const key = box.deriveKey(PURPOSE);
  return {
    of(account) {
      const block = Buffer.alloc(4);
      block.writeUInt32BE(account);
      return createCipheriv(CIPHER, key, null)
        .setAutoPadding(false)
        .update(Buffer.concat([block, MARK]));
    },
    accountOf(handle) {
      if (handle.length !== HANDLE_BYTES) return null;
      const block = createDecipheriv(CIPHER, key, null).setAutoPadding(false).update(handle);
      return isEqualOctets(block.subarray(4), MARK) ? (block.readUInt32BE(0) as AccountId) : null;
    },
  };
}
