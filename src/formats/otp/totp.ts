/** TOTP, a one-time password from the time: RFC 6238. */
import { isEqualText } from '../../base/equal-octets.ts';
import { hotp, type OtpAlgorithm, type OtpDigits } from './hotp.ts';

export interface TotpParameters {
  readonly algorithm: OtpAlgorithm;
  readonly digits: OtpDigits;
  readonly periodSeconds: number;
}

/** What every authenticator program knows, many of them nothing else. */
export const COMMON_TOTP: TotpParameters = { algorithm: 'sha1', digits: 6, periodSeconds: 30 };

/** RFC 6238 section 5.2: steps to either side, for clocks that differ. */
const WINDOW = [-1, 0, 1] as const;
const SEPARATORS = /[\s-]/g;
const MAX_TYPED = 32;

/** Section 4.2. */
export function timeStep(atMs: number, { periodSeconds }: TotpParameters = COMMON_TOTP): number {
  return Math.floor(atMs / (1000 * periodSeconds));
}

export function totp(secret: Uint8Array, atMs: number, parameters: TotpParameters = COMMON_TOTP): string {
  return hotp(secret, timeStep(atMs, parameters), parameters.digits, parameters.algorithm);
}

export interface TotpAttempt {
  readonly secret: Uint8Array;
  /** As it was typed; blanks and dashes do not count. */
  readonly code: string;
  readonly atMs: number;
  /** The last step that was used, or -1: a code of that step or an earlier one is not taken. RFC 6238 section 5.2 */
  readonly after: number;
}

/**
 * The time step of a code that fits, to be kept as the last one used; null when none does. A step that is kept only after
 * comparing it with the stored one makes a code good for one of two sign-ins at the same time.
 */
export function verifyTotp(attempt: TotpAttempt, parameters: TotpParameters = COMMON_TOTP): number | null {
  const { secret, code, atMs, after } = attempt;
  const typed = code.length > MAX_TYPED ? '' : code.replace(SEPARATORS, '');
  const now = timeStep(atMs, parameters);
  let found: number | null = null;
  // All steps are tried, whichever fits, so that the time tells nothing.
  for (const distance of WINDOW) {
    const step = now + distance;
    if (step < 0) continue;
    const isFit = isEqualText(hotp(secret, step, parameters.digits, parameters.algorithm), typed);
    if (isFit && step > after) found = step;
  }
  return found;
}
