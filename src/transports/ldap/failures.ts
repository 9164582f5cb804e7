/** What a client of LDAP is told of each kind of failure. A code without a row does not compile. */
import type { Failure, FailureCode } from '../../base/failure.ts';
import type { Result } from '../../wire/ldap/response.ts';
import type { ResultName } from '../../wire/ldap/result-code.ts';

const RESULTS: Readonly<Record<FailureCode, readonly [ResultName, string]>> = {
  'not-found': ['noSuchObject', 'there is no such entry'],
  'already-exists': ['entryAlreadyExists', 'there is such an entry already'],
  'no-permission': ['insufficientAccessRights', 'not permitted'],
  'over-quota': ['adminLimitExceeded', 'the quota is used up'],
  'too-large': ['adminLimitExceeded', 'too large'],
  'too-many': ['adminLimitExceeded', 'more than is allowed in one request'],
  invalid: ['protocolError', 'malformed request'],
  'in-use': ['unwillingToPerform', 'something depends on it'],
  conflict: ['busy', 'changed meanwhile, try again'],
  'authentication-failed': ['invalidCredentials', ''],
  disabled: ['invalidCredentials', ''],
  unavailable: ['unavailable', 'try again later'],
  'no-space': ['unavailable', 'no space is left'],
  unsupported: ['unwillingToPerform', 'not supported here'],
};

export function resultOfFailure({ code }: Failure): Result {
  const [result, message] = RESULTS[code];
  return { code: result, message };
}

/** Failures of signing in say less, and mean something else. RFC 4513 section 5, RFC 4511 section 4.2.2 */
const SIGN_IN_RESULTS: Readonly<Partial<Record<FailureCode, readonly [ResultName, string]>>> = {
  'too-many': ['unwillingToPerform', 'too many failed attempts, try again later'],
  unsupported: ['authMethodNotSupported', 'no such mechanism here'],
  'no-permission': ['insufficientAccessRights', 'not permitted to act as somebody else'],
  invalid: ['protocolError', 'not a message of the mechanism'],
};

export function resultOfSignInFailure(failure: Failure): Result {
  if (failure.detail['needsTls'] === true) return { code: 'confidentialityRequired', message: 'begin TLS first' };
  const [code, message] = SIGN_IN_RESULTS[failure.code] ?? RESULTS[failure.code];
  return { code, message };
}
