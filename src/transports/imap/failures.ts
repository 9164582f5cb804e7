/** What clients are told of failures. A FailureCode without a row does not compile. RFC 5530, RFC 9051 section 7.1 */
import type { Failure, FailureCode } from '../../base/failure.ts';
import type { Reply } from './handler.ts';

interface FailureReply {
  readonly status: 'NO' | 'BAD';
  readonly code: string | null;
  readonly text: string;
}

const REPLIES = {
  'not-found': { status: 'NO', code: 'NONEXISTENT', text: 'No such mailbox' },
  'already-exists': { status: 'NO', code: 'ALREADYEXISTS', text: 'Mailbox already exists' },
  'no-permission': { status: 'NO', code: 'NOPERM', text: 'Permission denied' },
  'over-quota': { status: 'NO', code: 'OVERQUOTA', text: 'Quota exceeded' },
  'too-large': { status: 'NO', code: 'TOOBIG', text: 'Too large' },
  'too-many': { status: 'NO', code: 'LIMIT', text: 'Too many' },
  invalid: { status: 'NO', code: 'CANNOT', text: 'Not possible' },
  'in-use': { status: 'NO', code: 'HASCHILDREN', text: 'Mailbox has mailboxes below it' },
  conflict: { status: 'NO', code: 'INUSE', text: 'Changed by somebody else meanwhile, try again' },
  'authentication-failed': { status: 'NO', code: 'AUTHENTICATIONFAILED', text: 'Authentication failed' },
  disabled: { status: 'NO', code: 'AUTHENTICATIONFAILED', text: 'Authentication failed' },
  unavailable: { status: 'NO', code: 'UNAVAILABLE', text: 'Temporarily unavailable, try again' },
  'no-space': { status: 'NO', code: 'UNAVAILABLE', text: 'The server is short of disk space' },
  unsupported: { status: 'NO', code: 'CANNOT', text: 'Not supported' },
} as const satisfies Record<FailureCode, FailureReply>;

/** Detail stays in the log; only reasons that the domain words for clients are passed on. */
export function replyToFailure({ code }: Failure): Reply {
  return REPLIES[code];
}
