/**
 * Whether a password may be chosen: NIST SP 800-63B-4 section 3.1.1. It has a least length, which is a setting; it is
 * neither common nor easy to guess from its owner's name; there are no rules on kinds of characters, which only make
 * passwords worse, and none is refused for its age.
 */
import { Failure } from '../../../base/failure.ts';
import { MAX_PASSWORD_BYTES } from '../authentication/find-fitting.ts';
import { hasProhibitedCharacter } from '../prepare-password.ts';
import { COMMON_PASSWORDS } from './common-passwords.ts';
import { estimateGuessBits } from './estimate-guesses.ts';
import { foldLetters, READINGS, unmask } from './unmask-letters.ts';

/** A million guesses: what is below it falls to a patient guesser, whatever the limits on guessing. */
export const MIN_GUESS_BITS = 20;
/** A password that stands alone should be this long; with a second factor the setting is enough. */
export const ADVISED_LENGTH_ALONE = 15;

export type PasswordProblem =
  | 'password-too-short'
  | 'password-too-long'
  | 'password-has-controls'
  | 'password-is-the-name'
  | 'password-is-common'
  | 'password-too-simple';

/**
 * Throws Failure `invalid`, with `detail.reason` being a `PasswordProblem`.
 *
 * @param about what a guess would begin with: User ID, names, address, organisation.
 * @param minLength in characters.
 */
export function checkPassword(password: string, about: readonly string[], minLength: number): void {
  const reason = passwordProblem(password, about, minLength);
  if (reason === null) return;
  throw new Failure('invalid', `password refused: ${reason}`, { detail: { field: 'password', reason } });
}

/** What stands against a password; null when it may be chosen. */
export function passwordProblem(password: string, about: readonly string[], minLength: number): PasswordProblem | null {
  // Blanks count where there is something else.
  const length = password.trim() === '' ? 0 : [...password].length;
  if (length < minLength) return 'password-too-short';
  if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) return 'password-too-long';
  if (hasProhibitedCharacter(password)) return 'password-has-controls';
  const folded = foldLetters(password);
  if (about.some((name) => name.length >= 3 && folded === foldLetters(name))) return 'password-is-the-name';
  if (estimateGuessBits(password, about) >= MIN_GUESS_BITS) return null;
  return isCommon(folded) ? 'password-is-common' : 'password-too-simple';
}

/** Is it a common one, as it stands or but for what was put behind it? */
function isCommon(folded: string): boolean {
  const stem = folded.replace(/[^\p{L}]+$/u, '');
  const words = [folded, stem].flatMap((text) => [text, ...READINGS.map((reading) => unmask(text, reading))]);
  return words.some((word) => COMMON_PASSWORDS.has(word));
}

export interface PasswordAssessment {
  readonly problem: PasswordProblem | null;
  /** For a bar that people see: 0 is refused, 1 just good enough, 4 out of reach. */
  readonly score: 0 | 1 | 2 | 3 | 4;
  /** It is short for one that nothing else stands behind. */
  readonly shouldBeLonger: boolean;
}

/** Guess bits from which on the next score is given. */
const SCORE_BITS = [27, 36, 50] as const;

export function assessPassword(
  password: string,
  about: readonly string[],
  options: { readonly minLength: number; readonly hasSecondFactor: boolean },
): PasswordAssessment {
  const problem = passwordProblem(password, about, options.minLength);
  const bits = estimateGuessBits(password, about);
  return {
    problem,
    score: problem === null ? ((1 + SCORE_BITS.filter((least) => bits >= least).length) as 1 | 2 | 3 | 4) : 0,
    shouldBeLonger: !options.hasSecondFactor && [...password].length < ADVISED_LENGTH_ALONE,
  };
}
