/** HOTP, a one-time password from a counter: RFC 4226. */
import { createHmac } from 'node:crypto';

export type OtpAlgorithm = 'sha1' | 'sha256' | 'sha512';

/** Section 5.3: from six to eight; section 4 wants six at least. */
export type OtpDigits = 6 | 7 | 8;

/** @param counter a whole number from 0 up. */
export function hotp(
  secret: Uint8Array,
  counter: number,
  digits: OtpDigits = 6,
  algorithm: OtpAlgorithm = 'sha1',
): string {
  const moving = Buffer.alloc(8);
  moving.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac(algorithm, secret).update(moving).digest();
  // Section 5.3: the last four bits say which four octets are taken, of which the sign is not.
  const offset = mac.readUInt8(mac.length - 1) & 15;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}
