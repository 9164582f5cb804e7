/** Extended operations and features: their names and values. */
import { BerReader } from './ber-reader.ts';
import { context } from './ber-tag.ts';
import { constructed, encode, integer, octets } from './ber-writer.ts';

export const EXTENSION = {
  /** RFC 4511 section 4.14 */
  startTls: '1.3.6.1.4.1.1466.20037',
  /** RFC 3062 */
  passwordModify: '1.3.6.1.4.1.4203.1.11.1',
  /** RFC 4532 */
  whoAmI: '1.3.6.1.4.1.4203.1.11.3',
  /** RFC 3909 */
  cancel: '1.3.6.1.1.8',
} as const;

export const FEATURE = {
  /** RFC 3673 */
  allOperationalAttributes: '1.3.6.1.4.1.4203.1.5.1',
  /** RFC 4529 */
  attributesByClass: '1.3.6.1.4.1.4203.1.5.2',
  /** RFC 4526 */
  trueAndFalseFilters: '1.3.6.1.4.1.4203.1.5.3',
  /** RFC 4525 */
  modifyIncrement: '1.3.6.1.1.14',
} as const;

/** The id of the operation to be cancelled: RFC 3909 section 2.1. Throws Failure `invalid`. */
export function parseCancelValue(value: Uint8Array): number {
  const whole = new BerReader(value);
  const id = whole.constructed().integer();
  whole.mustEnd();
  return id;
}

export function formatCancelValue(messageId: number): Uint8Array {
  return encode(constructed([integer(messageId)]));
}

export interface PasswordChange {
  /** Whose; null for the one who asks. */
  readonly identity: Uint8Array | null;
  readonly oldPassword: Uint8Array | null;
  /** Null: the server makes one. */
  readonly newPassword: Uint8Array | null;
}

/** RFC 3062 section 2. Throws Failure `invalid`. @param value null where all parts are left out. */
export function parsePasswordChange(value: Uint8Array | null): PasswordChange {
  if (value === null) return { identity: null, oldPassword: null, newPassword: null };
  const whole = new BerReader(value);
  const reader = whole.constructed();
  whole.mustEnd();
  const part = (number: number) => reader.optional(context(number), (each) => each.octets(context(number))) ?? null;
  const change = { identity: part(0), oldPassword: part(1), newPassword: part(2) };
  reader.mustEnd();
  return change;
}

export function formatPasswordChange({ identity, oldPassword, newPassword }: PasswordChange): Uint8Array {
  const part = (given: Uint8Array | null, number: number) => (given === null ? [] : [octets(given, context(number))]);
  return encode(constructed([...part(identity, 0), ...part(oldPassword, 1), ...part(newPassword, 2)]));
}

/** RFC 3062 section 2: the password that the server made. */
export function formatGeneratedPassword(password: string): Uint8Array {
  return encode(constructed([octets(password, context(0))]));
}
