import type { RecipientDecision } from '../../../domain/delivery/envelope.ts';
import { formatMailAddress } from '../../../formats/address/mail-address.ts';
import type { RcptCommand } from '../../../wire/smtp/command.ts';
import type { Reply } from '../../../wire/smtp/reply.ts';
import type { CommandHandler } from '../command-handler.ts';
import {
  CHUNKS_FOLLOW,
  MAIL_FIRST,
  NEEDS_SMTPUTF8,
  RECIPIENT_OK,
  RECIPIENT_REPLIES,
  TOO_MANY_RECIPIENTS,
} from '../replies.ts';
import type { SmtpSession } from '../session.ts';
import type { Transaction } from '../transaction.ts';

/** RCPT: RFC 5321 section 4.1.1.3. The recipient is decided here, while the client waits. MI4 */
export const rcpt: CommandHandler<RcptCommand> = {
  needsHello: true,
  endsGroup: false,
  run(session, command) {
    const { transaction } = session;
    if (transaction === null) return MAIL_FIRST;
    if (transaction.chunks !== null) return CHUNKS_FOLLOW;
    if (command.isInternational && !transaction.mail.smtpUtf8) return NEEDS_SMTPUTF8;
    if (transaction.recipients.length >= session.settings.get(session.profile.maxRecipients)) {
      return TOO_MANY_RECIPIENTS;
    }
    const context = { maySubmit: session.maySubmit, declaredBytes: transaction.mail.sizeBytes };
    const decision = session.receiving.resolveRecipient(command.to, context);
    if (decision instanceof Promise) return decision.then((known) => conclude(session, transaction, command, known));
    return conclude(session, transaction, command, decision);
  },
};

function conclude(
  session: SmtpSession,
  transaction: Transaction,
  command: RcptCommand,
  decision: RecipientDecision,
): Reply {
  if (decision.accepted !== undefined) {
    const { notify, originalRecipient } = command;
    transaction.recipients.push({ ...decision.accepted, notify, originalRecipient });
    return RECIPIENT_OK;
  }
  const recipient = command.to === 'postmaster' ? command.to : formatMailAddress(command.to);
  session.connection.log.info({ recipient, reason: decision.refusal }, 'recipient refused');
  return RECIPIENT_REPLIES[decision.refusal];
}
