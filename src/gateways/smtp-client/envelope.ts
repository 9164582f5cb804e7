/** The envelope of a message as this server can be told it. RFC 3461 section 5.2.1, RFC 2852 section 4.1.4 */
import { isFailure } from '../../base/failure.ts';
import { isAscii } from '../../base/text.ts';
import type { NotifyCondition, OutgoingRecipient, QueuedMessage } from '../../domain/ports/queue.ts';
import { type MailAddress, parseMailAddress } from '../../formats/address/mail-address.ts';
import type { MailArguments, RcptArguments } from '../../wire/smtp/client-command.ts';
import type { ServerExtensions } from '../../wire/smtp/server-extensions.ts';
import type { SmtpSession } from './smtp-session.ts';
import type { TransportForm, Unfit } from './transport-form.ts';

type Message = Omit<QueuedMessage, 'recipients'>;

/** Null for what is no address. */
export function readAddress(text: string): MailAddress | null {
  try {
    return parseMailAddress(text);
  } catch (error) {
    if (isFailure(error, 'invalid')) return null;
    throw error;
  }
}

/** A domain beyond ASCII goes as A-labels; a local part needs SMTPUTF8. RFC 6531 section 3.2 */
export function isInternational(address: MailAddress): boolean {
  return !isAscii(address.localPart);
}

/** Why this server, as it presents itself, may not get the message. */
export function findUnfit(message: Message, session: SmtpSession, mustVerify: boolean, nowMs: number): Unfit | null {
  const { extensions, tls } = session;
  if (mustVerify && (tls === null || tls.verifiedBy === null)) {
    return unfit('5.7.10', 'the message requires TLS with a host that was verified');
  }
  if (mustVerify && !extensions.requireTls) return unfit('5.7.30', 'the host does not offer REQUIRETLS');
  if (message.deliverBy?.mode !== 'return') return null;
  const seconds = secondsLeft(message.deliverBy.atMs, nowMs);
  if (seconds <= 0) return unfit('5.4.7', 'the time in which the message had to be delivered is over');
  const { deliverByMinSeconds } = extensions;
  if (deliverByMinSeconds === null) return unfit('5.3.3', 'the host does not offer DELIVERBY');
  return seconds < deliverByMinSeconds ? unfit('5.3.3', 'the host needs more time than is left') : null;
}

export function mailArguments(
  message: Message,
  session: SmtpSession,
  form: TransportForm,
  smtpUtf8: boolean,
  nowMs: number,
): MailArguments {
  const { extensions, tls } = session;
  const { returnPath, deliverBy, priority } = message;
  return {
    address: returnPath.address,
    sizeBytes: extensions.size ? form.sizeBytes : null,
    body: form.body,
    smtpUtf8,
    returnContent: extensions.dsn ? returnPath.returnContent : null,
    envelopeId: extensions.dsn ? returnPath.envelopeId : null,
    requireTls: message.requiresTls && extensions.requireTls && tls?.verifiedBy != null,
    priority: extensions.priority && priority !== 0 ? priority : null,
    deliverBy:
      deliverBy === null || extensions.deliverByMinSeconds === null
        ? null
        : { seconds: secondsLeft(deliverBy.atMs, nowMs), mode: deliverBy.mode, isTraced: deliverBy.isTraced },
  };
}

export function rcptArguments(
  recipient: OutgoingRecipient,
  message: Message,
  extensions: ServerExtensions,
  smtpUtf8: boolean,
): RcptArguments {
  const notify = extensions.dsn ? notifyOf(recipient.notify, message, extensions) : null;
  const originalRecipient = extensions.dsn ? recipient.originalRecipient : null;
  return { address: recipient.address, notify, originalRecipient, smtpUtf8 };
}

/** To a host that does not know about the time, delays are to be told. RFC 2852 section 4.1.4.2 */
function notifyOf(
  notify: readonly NotifyCondition[] | null,
  { deliverBy }: Message,
  { deliverByMinSeconds }: ServerExtensions,
): readonly NotifyCondition[] | null {
  if (deliverBy === null || deliverByMinSeconds !== null) return notify;
  if (notify === null) return ['failure', 'delay'];
  return notify.length === 0 || notify.includes('delay') ? notify : [...notify, 'delay'];
}

function secondsLeft(atMs: number, nowMs: number): number {
  return Math.floor((atMs - nowMs) / 1000);
}

function unfit(status: string, text: string): Unfit {
  return { kind: 'unfit', status, text };
}
