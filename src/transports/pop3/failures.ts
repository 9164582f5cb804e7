/** What a client of POP3 is told of each kind of failure. A code without a row does not compile. */
import type { Failure, FailureCode } from '../../base/failure.ts';
import { formatError, type ResponseCode } from '../../wire/pop3/reply.ts';

const REPLIES: Readonly<Record<FailureCode, readonly [ResponseCode | null, string]>> = {
  'not-found': [null, 'no such message'],
  'already-exists': [null, 'it exists already'],
  'no-permission': ['AUTH', 'not permitted'],
  'over-quota': [null, 'over quota'],
  'too-large': [null, 'line too long'],
  'too-many': ['SYS/TEMP', 'too many tries, come back later'],
  invalid: [null, 'syntax error'],
  'in-use': ['IN-USE', 'the mailbox is in use by another session'],
  conflict: ['SYS/TEMP', 'the mailbox has changed, try again'],
  'authentication-failed': ['AUTH', 'wrong name or password'],
  disabled: ['AUTH', 'wrong name or password'],
  unavailable: ['SYS/TEMP', 'temporarily not possible, try again later'],
  'no-space': ['SYS/TEMP', 'no space left'],
  unsupported: [null, 'not supported'],
};

export function describeFailure(failure: Failure): string {
  if (failure.detail.needsTls === true) return formatError('use TLS first');
  if (failure.detail.isCancelled === true) return formatError('cancelled');
  const [code, text] = REPLIES[failure.code];
  return formatError(text, code);
}
