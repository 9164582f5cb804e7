import type { AcceptedRecipient, RecipientDecision } from '../../../domain/delivery/envelope.ts';
import type { ReputationRefusal } from '../../../domain/reputation/client-reputation.ts';
import { formatMailAddress } from '../../../formats/address/mail-address.ts';
import type { RcptCommand } from '../../../wire/smtp/command.ts';
import { type Reply, reply } from '../../../wire/smtp/reply.ts';
import type { CommandHandler } from '../command-handler.ts';
import {
  CHUNKS_FOLLOW,
  MAIL_FIRST,
  NEEDS_SMTPUTF8,
  RECIPIENT_OK,
  RECIPIENT_REPLIES,
  reputationReply,
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
    if (isHarvester(session)) return tooManyUnknown(session);
    const context = {
      maySubmit: session.maySubmit,
      isFromNobody: transaction.mail.from === null,
      declaredBytes: transaction.mail.sizeBytes,
      isHeldBack: transaction.wishes.notBeforeMs !== null,
    };
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
): Reply | Promise<Reply> {
  // Asked again: others of this network may have guessed while this one was looked up.
  if (isHarvester(session)) return tooManyUnknown(session);
  const { accepted, refusal } = decision;
  if (accepted === undefined) {
    if (refusal === 'unknown-recipient' && mayHarvest(session)) session.deps.harvest.failed(session.connection.peer);
    return refuse(session, transaction, command, refusal, RECIPIENT_REPLIES[refusal]);
  }
  const { look } = session;
  if (look === null) return take(transaction, command, accepted);
  const request = {
    helo: session.client?.name ?? '',
    sender: transaction.mail.from === null ? '' : formatMailAddress(transaction.mail.from),
    recipient: accepted.address,
    exceptions: accepted.welcomeSenders,
  };
  return look
    .judge(request)
    .then((judged) =>
      judged === null
        ? take(transaction, command, accepted)
        : refuse(session, transaction, command, reasonOf(judged), reputationReply(judged)),
    );
}

/** For the log and the trace, which name the list. */
function reasonOf(judged: ReputationRefusal): string {
  return judged.kind === 'listed' ? judged.text : judged.kind;
}

function take(
  transaction: Transaction,
  { notify, originalRecipient }: RcptCommand,
  accepted: AcceptedRecipient,
): Reply {
  transaction.recipients.push({ ...accepted, notify, originalRecipient });
  return RECIPIENT_OK;
}

function refuse(
  session: SmtpSession,
  transaction: Transaction,
  command: RcptCommand,
  reason: string,
  said: Reply,
): Reply {
  const { receiving, connection } = session;
  const recipient = command.to === 'postmaster' ? command.to : formatMailAddress(command.to);
  transaction.queueId ??= receiving.nextQueueId();
  connection.log.info({ queueId: transaction.queueId, recipient, reason }, 'recipient refused');
  receiving.refused(transaction.queueId, {
    client: connection.peer.address,
    from: transaction.mail.from === null ? '' : formatMailAddress(transaction.mail.from),
    recipient,
    code: said.code,
    reason,
  });
  return said;
}

/** Nobody knows them, and they are not of this house. LMTP's clients are, and must be told of every recipient. */
function mayHarvest(session: SmtpSession): boolean {
  return session.profile.limitsErrors && !session.maySubmit;
}

function isHarvester(session: SmtpSession): boolean {
  return mayHarvest(session) && session.deps.harvest.isRefused(session.connection.peer);
}

/** Known or not: a server that had bad luck comes back. RFC 5321 section 3.8 */
function tooManyUnknown(session: SmtpSession): Reply {
  session.connection.log.warn({}, 'recipient refused: too many unknown ones from this network');
  session.isEnding = true;
  return TOO_MANY_UNKNOWN;
}

const TOO_MANY_UNKNOWN = reply(421, '4.7.0', 'Too many unknown recipients, come back later');
