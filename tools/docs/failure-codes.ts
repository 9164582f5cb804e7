/** What the codes of failures mean to who calls the API. A code without a row does not compile. */
import type { FailureCode } from '../../src/base/failure.ts';

const MEANINGS = {
  'not-found': 'What was named does not exist, or not for whom asks.',
  'already-exists': 'It exists already.',
  'no-permission': 'The role, the reach or a privilege is missing.',
  'over-quota': 'The quota of the account would be exceeded; nothing was changed.',
  'too-large': 'It is larger than its limit allows.',
  'too-many': 'More things, or more requests in a time, than the limit allows.',
  invalid: 'A value that can never be accepted in this place; the detail names the field.',
  'in-use': 'Something else depends on it; the detail says what.',
  conflict: 'Somebody else has changed it meanwhile, or it is not ready for this: read again, and decide again.',
  'authentication-failed': 'Nobody has signed in, or the session is over.',
  disabled: 'The account is switched off.',
  unavailable: 'Not possible at the moment; the same request may succeed later.',
  'no-space': 'The disk is nearly full: only what frees space is done.',
  unsupported: 'This server does not do that.',
} as const satisfies Readonly<Record<FailureCode, string>>;

export const FAILURE_CODES = Object.entries(MEANINGS) as readonly (readonly [FailureCode, string])[];
