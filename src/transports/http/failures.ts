/** Failure codes in HTTP's terms: RFC 9110 section 15. A code without a row does not compile. */
import type { FailureCode } from '../../base/failure.ts';

export const HTTP_STATUS = {
  'not-found': 404,
  'already-exists': 409,
  'no-permission': 403,
  'over-quota': 507,
  'too-large': 413,
  'too-many': 429,
  invalid: 400,
  'in-use': 409,
  conflict: 409,
  'authentication-failed': 401,
  disabled: 403,
  unavailable: 503,
  'no-space': 507,
  unsupported: 501,
} as const satisfies Record<FailureCode, number>;
