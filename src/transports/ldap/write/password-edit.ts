/** Changes of userPassword: it can be given, and never be read. */
import type { ModifyRequest } from '../../../wire/ldap/request.ts';
import { DIRECTORY_SCHEMA } from '../../../wire/ldap/schema/directory-schema.ts';
import type { PasswordEdit } from './change-password.ts';
import { readNewPassword, readPassword } from './password-value.ts';
import { Refusal } from './refusal.ts';

type Change = ModifyRequest['changes'][number];

export const USER_PASSWORD = DIRECTORY_SCHEMA.attribute('userPassword');

/**
 * Null where the password is not meant. Other attributes are changed in a request of their own, since both could not be
 * one change. Throws Refusal.
 */
export function readPasswordEdit(changes: readonly Change[]): PasswordEdit | null {
  const ofPassword = changes.filter(({ attribute }) => isPassword(attribute.type));
  if (ofPassword.length === 0) return null;
  if (ofPassword.length < changes.length) {
    throw new Refusal('unwillingToPerform', 'userPassword is changed in a request of its own');
  }
  const [first, second, ...more] = ofPassword;
  if (first !== undefined && more.length === 0) {
    if (second === undefined && first.mode === 'replace') return { old: null, next: onlyValue(first) };
    if (second === undefined && first.mode === 'add') return { old: null, next: onlyValue(first), isFirst: true };
    // The old one is taken away and the new one given: how RFC 4511 has values exchanged for others.
    if (first.mode === 'delete' && second?.mode === 'add') return { old: oldValue(first), next: onlyValue(second) };
    if (first.mode === 'add' && second?.mode === 'delete') return { old: oldValue(second), next: onlyValue(first) };
  }
  throw new Refusal('unwillingToPerform', 'userPassword is replaced by one value, or deleted and added');
}

/** Not with a tagging option: that is no attribute of ours. */
export function isPassword(description: string): boolean {
  return !description.includes(';') && DIRECTORY_SCHEMA.attribute(description) === USER_PASSWORD;
}

function onlyValue({ attribute: { values } }: Change): string {
  const [value, ...more] = values;
  if (value === undefined) throw new Refusal('unwillingToPerform', 'a password is not taken away');
  if (more.length > 0) throw new Refusal('constraintViolation', 'userPassword: multiple values provided');
  return readNewPassword(value);
}

/** Null: whatever it is. */
function oldValue({ attribute: { values } }: Change): string | null {
  const [value, ...more] = values;
  if (more.length > 0) throw new Refusal('noSuchAttribute', 'modify/delete: userPassword: no such value');
  return value === undefined ? null : readPassword(value);
}
