/**
 * The forms in which a password is hashed and compared: RFC 4616 section 2, RFC 5802 section 2.2. An accent that one
 * keyboard sends as a letter and a mark, and another as one character, makes no other password.
 */
import { isFailure } from '../../base/failure.ts';
import { saslprep } from '../../base/saslprep.ts';

/**
 * What is hashed. Where SASLprep allows no form, as of Hebrew with a digit at its end, NFKC has to do: such passwords
 * are common. The empty text where nothing is left, which fits no password.
 */
export function preparePassword(password: string): string {
  return tryPrepare(password).prepared;
}

/** What is compared, in this order: the prepared form, then what was typed, since older hashes are of that. */
export function passwordForms(password: string): readonly string[] {
  const prepared = preparePassword(password);
  if (prepared === '') return [];
  return prepared === password ? [password] : [prepared, password];
}

/** Characters that nobody types, and that clients of SCRAM refuse. RFC 4013 section 2.3 */
export function hasProhibitedCharacter(password: string): boolean {
  return tryPrepare(password).problem === 'prohibited-character';
}

function tryPrepare(password: string): { readonly prepared: string; readonly problem: unknown } {
  try {
    return { prepared: saslprep(password), problem: null };
  } catch (error) {
    if (!isFailure(error, 'invalid')) throw error;
    return { prepared: password.normalize('NFKC'), problem: error.detail['reason'] };
  }
}
