import { isFailure } from '../../../base/failure.ts';
import type { AuthCommand } from '../../../wire/smtp/command.ts';
import { type Reply, reply } from '../../../wire/smtp/reply.ts';
import { createLineDialogue } from '../../auth/line-dialogue.ts';
import type { CommandHandler } from '../command-handler.ts';
import { FAILURE_REPLIES, IN_TRANSACTION, NOT_OFFERED } from '../replies.ts';

/** AUTH: RFC 4954 section 4. */
export const auth: CommandHandler<AuthCommand> = {
  needsHello: true,
  endsGroup: true,
  async run(session, { mechanism, initialResponse }) {
    const { connection, profile } = session;
    if (!profile.hasAuth) return NOT_OFFERED;
    if (session.principal !== null) return SIGNED_IN_ALREADY;
    if (session.transaction !== null) return IN_TRANSACTION;
    try {
      const { principal } = await session.sasl.authenticate({
        connection,
        service: profile.service === 'submission' ? 'submission' : 'smtp',
        mechanism,
        initialResponse,
        dialogue: createLineDialogue(connection, '334 '),
        // RFC 4954 section 4: the server's last word is one more challenge.
        hasFinalData: false,
      });
      session.signIn(principal);
      return SIGNED_IN;
    } catch (error) {
      if (!isFailure(error)) throw error;
      switch (error.code) {
        case 'unsupported':
          return error.detail.needsTls === true ? NEEDS_TLS : FAILURE_REPLIES.unsupported;
        case 'invalid':
          return error.detail.isCancelled === true ? CANCELLED : UNREADABLE;
        case 'too-large':
          return ANSWER_TOO_LONG;
        case 'authentication-failed':
        case 'no-permission':
          return FAILURE_REPLIES['authentication-failed'];
        default:
          return TRY_LATER;
      }
    }
  },
};

/** RFC 4954 section 6 */
const SIGNED_IN = reply(235, '2.7.0', 'Authentication succeeded');
const SIGNED_IN_ALREADY = reply(503, '5.5.1', 'Already authenticated');
const NEEDS_TLS = reply(538, '5.7.11', 'Encryption required for authentication');
const CANCELLED = reply(501, '5.7.0', 'Authentication cancelled');
const UNREADABLE: Reply = reply(501, '5.5.2', 'Cannot read the response');
const ANSWER_TOO_LONG = reply(500, '5.5.6', 'Authentication exchange line is too long');
const TRY_LATER = reply(454, '4.7.0', 'Temporary authentication failure');
