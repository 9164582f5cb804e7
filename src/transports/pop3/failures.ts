/** What a client of POP3 is told of each kind of failure. A code without a row does not compile. */
import type { TextKey, Translate } from '../../../locales/index.ts';
import type { Failure, FailureCode } from '../../base/failure.ts';
import { formatError, type ResponseCode } from '../../wire/pop3/reply.ts';

const REPLIES: Readonly<Record<FailureCode, readonly [ResponseCode | null, TextKey]>> = {
  'not-found': [null, 'pop3.error.no-message'],
  'already-exists': [null, 'pop3.error.already-exists'],
  'no-permission': ['AUTH', 'pop3.error.not-permitted'],
  'over-quota': [null, 'pop3.error.over-quota'],
  'too-large': [null, 'pop3.error.line-too-long'],
  'too-many': ['SYS/TEMP', 'pop3.error.too-many'],
  invalid: [null, 'pop3.error.syntax'],
  'in-use': ['IN-USE', 'pop3.error.in-use'],
  conflict: ['SYS/TEMP', 'pop3.error.conflict'],
  'authentication-failed': ['AUTH', 'pop3.error.wrong-password'],
  disabled: ['AUTH', 'pop3.error.wrong-password'],
  unavailable: ['SYS/TEMP', 'pop3.error.unavailable'],
  'no-space': ['SYS/TEMP', 'pop3.error.no-space'],
  unsupported: [null, 'pop3.error.unsupported'],
};

export function describeFailure(failure: Failure, translate: Translate): string {
  if (failure.detail.needsTls === true) return formatError(translate('pop3.error.use-tls'));
  if (failure.detail.isCancelled === true) return formatError(translate('pop3.error.cancelled'));
  const [code, text] = REPLIES[failure.code];
  return formatError(translate(text), code);
}
