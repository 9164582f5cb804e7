/**
 * Replies of COPY and MOVE where messages, or the mailbox for them, are not there.
 *
 * The client may name messages that somebody else has expunged and that it has not been told of. By sequence number it
 * meant each of them, so nothing is done: RFC 2180 section 4.4.1. By UID those that are gone are passed over without an
 * error (RFC 9051 section 6.4.9), and COPYUID tells which were not. The pending EXPUNGE responses come along with either
 * reply, unless the client has sent another command already, in which its numbers must still mean what they did.
 */
import { isFailure } from '../../base/failure.ts';
import { no, ok, type Reply } from './handler.ts';

/** By UID, and none of them was left. */
export function allGone(): Reply {
  return ok('These messages have been expunged meanwhile', 'EXPUNGEISSUED');
}

/** Throws what is something else. */
export function transferRefusal(error: unknown): Reply {
  if (isFailure(error, 'conflict')) return no('Some of these messages have been expunged meanwhile', 'EXPUNGEISSUED');
  // RFC 9051 section 6.4.7: the client may create the mailbox and try again.
  if (isFailure(error, 'not-found') && error.detail['field'] === 'target') return no('No such mailbox', 'TRYCREATE');
  throw error;
}
