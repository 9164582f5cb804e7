import type { MailCommand } from '../../../wire/smtp/command.ts';
import { type Reply, reply } from '../../../wire/smtp/reply.ts';
import type { CommandHandler } from '../command-handler.ts';
import { IN_TRANSACTION, MESSAGE_TOO_LARGE, NEEDS_SMTPUTF8, SENDER_NOT_OWNED, SENDER_OK } from '../replies.ts';
import type { SmtpSession } from '../session.ts';
import { decideWishes } from '../transfer-wishes.ts';

/** MAIL: RFC 5321 section 4.1.1.2; SIZE: RFC 1870 section 6; who may submit: RFC 6409 sections 4.3 and 6.1. */
export const mail: CommandHandler<MailCommand> = {
  needsHello: true,
  endsGroup: false,
  run(session, command) {
    if (session.transaction !== null) return IN_TRANSACTION;
    if (session.profile.isForUsers && !session.maySubmit)
      return session.connection.canStartTls ? TLS_FIRST : AUTH_FIRST;
    if (command.isInternational && !command.smtpUtf8) return NEEDS_SMTPUTF8;
    const maxBytes = session.settings.get('maxMessageBytes');
    if (command.sizeBytes !== null && command.sizeBytes > maxBytes) return MESSAGE_TOO_LARGE;
    const { principal } = session;
    // The null reverse-path is for notices such as RFC 8098's, which users do send; From is compared all the same.
    if (principal === null || command.from === null) return begin(session, command);
    const isOwn = session.receiving.maySendAs(principal.account, command.from);
    if (typeof isOwn === 'boolean') return isOwn ? begin(session, command) : SENDER_NOT_OWNED;
    return isOwn.then((known) => (known ? begin(session, command) : SENDER_NOT_OWNED));
  },
};

const AUTH_FIRST = reply(530, '5.7.0', 'Authentication required');
/** RFC 4865 section 6 */
const TOO_MANY_WAIT = reply(552, '5.7.16', 'Too many messages of yours wait for their time');
const TLS_FIRST = reply(530, '5.7.0', 'Must issue a STARTTLS command first');

function begin(session: SmtpSession, command: MailCommand): Reply | Promise<Reply> {
  const { wishes, said, refusal } = decideWishes(session, command);
  if (refusal !== undefined) return refusal;
  const open = (): Reply => {
    session.transaction = { mail: command, wishes, recipients: [], chunks: null, queueId: null };
    return said ?? SENDER_OK;
  };
  const { principal, receiving } = session;
  if (wishes.notBeforeMs === null || principal === null) return open();
  return receiving.mayHoldBack(principal.account).then((mayWait) => (mayWait ? open() : TOO_MANY_WAIT));
}
