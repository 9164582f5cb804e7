/** Values of userPassword: RFC 4519 section 2.41. A scheme in front, as RFC 2307 section 5.3 has it, says that it is a hash. */
import { isFailure } from '../../../base/failure.ts';
import type { Attribute } from '../../../wire/ldap/request.ts';
import { decodeUtf8 } from '../../../wire/line/decode-utf8.ts';
import { Refusal } from './refusal.ts';

const HASH = /^\{[A-Za-z0-9_/.-]+\}/;

export function isPasswordHash(value: string): boolean {
  return HASH.test(value);
}

/** Throws Refusal. */
export function readPassword(value: Uint8Array): string {
  try {
    return decodeUtf8(value);
  } catch (error) {
    if (!isFailure(error, 'invalid')) throw error;
    throw new Refusal('constraintViolation', 'userPassword: not UTF-8');
  }
}

/** Of an entry that is added: the password, or the hash of one; null: none. Throws Refusal. */
export function readAddedPassword(attributes: readonly Attribute[]): string | null {
  const [attribute, ...more] = attributes;
  if (attribute === undefined) return null;
  if (more.length > 0) throw new Refusal('attributeOrValueExists', "attribute 'userPassword' provided more than once");
  const [value, ...others] = attribute.values;
  if (value === undefined || others.length > 0) {
    throw new Refusal('constraintViolation', 'userPassword: multiple values provided');
  }
  const password = readPassword(value);
  return isPasswordHash(password) ? password : readNewPassword(value);
}

/** A password itself, as it is typed. Throws Refusal. */
export function readNewPassword(value: Uint8Array): string {
  const password = readPassword(value);
  if (password === '') throw new Refusal('unwillingToPerform', 'new password value is empty');
  if (!isPasswordHash(password)) return password;
  throw new Refusal('constraintViolation', 'userPassword: the password itself is wanted, and no hash of it');
}
