/** Addresses that were written by others and may be none. */
import { isFailure } from '../../base/failure.ts';
import { type MailAddress, parseMailAddress } from '../../formats/address/mail-address.ts';

/** Null for what is no complete address. */
export function parseAddressOrNull(text: string): MailAddress | null {
  try {
    return parseMailAddress(text);
  } catch (error) {
    if (isFailure(error, 'invalid')) return null;
    throw error;
  }
}
