/** `mailroom queue show`: everything that is known of a message that waits. */
import { inOwnWords, isSaidByServer } from '../../locales/own-words.ts';
import type { QueuedMessageView, ShownMessageView } from '../wire/admin/mail-schemas.ts';
import type { CliContext, CommonOptions } from './context.ts';

type RecipientView = QueuedMessageView['recipients'][number];

/** One message that was accepted may wait under several return paths: each is shown for itself. */
export function showInFull(context: CliContext, options: CommonOptions, messages: readonly ShownMessageView[]): void {
  context.json(options, { messages });
  for (const [index, message] of messages.entries()) {
    if (index > 0) context.say(options, '');
    context.table(options, [], facts(context, message));
    context.say(options, '');
    context.table(options, ...recipientTable(context, message));
  }
}

/** What does not apply is left out. */
function facts(context: CliContext, message: ShownMessageView): string[][] {
  const { t, formats } = context;
  const { envelope, heldBecause, notBefore, userId, priority } = message;
  const { deliverBy } = envelope;
  const told: readonly (readonly [string, string | null])[] = [
    [t('column.queue-id'), message.queueId],
    [t('column.state'), heldBecause === null ? t('value.waiting') : heldText(context, heldBecause)],
    [t('column.sender'), senderOf(message)],
    [t('column.subject-line'), message.subject],
    [t('column.size'), formats.size(message.sizeBytes)],
    [t('column.queued'), timeOf(context, message.queuedAt)],
    [t('column.not-before'), notBefore && timeOf(context, notBefore)],
    [t('column.expires'), timeOf(context, message.expiresAt)],
    [
      t('column.deliver-by'),
      deliverBy && t(`value.deliver-by.${deliverBy.mode}`, { time: timeOf(context, deliverBy.at) }),
    ],
    [t('column.origin'), t(`value.origin.${message.origin}`)],
    [t('column.user-id'), userId],
    [t('column.priority'), priority === 0 ? null : String(priority)],
    [t('column.parameters'), parametersOf(envelope) || null],
  ];
  return told.flatMap(([name, value]) => (value === null ? [] : [[`${name}:`, value]]));
}

/** As they stand in MAIL FROM: RFC 6152, RFC 3461, RFC 6531, RFC 8689. */
function parametersOf(envelope: ShownMessageView['envelope']): string {
  const { body, returnContent, envelopeId, smtpUtf8, requiresTls } = envelope;
  return [
    body === '7bit' ? '' : `BODY=${body.toUpperCase()}`,
    returnContent === null ? '' : `RET=${returnContent === 'full' ? 'FULL' : 'HDRS'}`,
    envelopeId === null ? '' : `ENVID=${envelopeId}`,
    smtpUtf8 ? 'SMTPUTF8' : '',
    requiresTls ? 'REQUIRETLS' : '',
  ]
    .filter((parameter) => parameter !== '')
    .join(' ');
}

function recipientTable(context: CliContext, { recipients }: ShownMessageView): [string[], string[][]] {
  const { t, formats } = context;
  const hasParameters = recipients.some((recipient) => parametersOfRecipient(recipient) !== '');
  const columns = [t('column.recipient'), t('column.lane'), t('column.tries'), t('column.next-try')];
  const rows = recipients.map((recipient) => [
    recipient.address,
    recipient.lane,
    formats.number(recipient.attempts),
    timeOf(context, recipient.nextAttemptAt),
    ...(hasParameters ? [parametersOfRecipient(recipient)] : []),
    lastAnswer(context, recipient),
  ]);
  return [[...columns, ...(hasParameters ? [t('column.parameters')] : []), t('column.last-answer')], rows];
}

/** As they stand in RCPT TO: RFC 3461. */
function parametersOfRecipient({ notify, originalRecipient }: RecipientView): string {
  const wishes = notify === null ? '' : `NOTIFY=${notify.length === 0 ? 'NEVER' : notify.join(',').toUpperCase()}`;
  return [wishes, originalRecipient === null ? '' : `ORCPT=${originalRecipient}`].join(' ').trim();
}

/** Another server's words as they are, ours in the language of the caller. */
export function lastAnswer({ language }: CliContext, { lastAttempt }: Pick<RecipientView, 'lastAttempt'>): string {
  if (lastAttempt === null) return '';
  const { host, text } = lastAttempt;
  // What was found out on this side names the host itself.
  return isSaidByServer(text) ? `${host ?? ''} ${oneLine(text)}`.trim() : inOwnWords(oneLine(text), language);
}

export function heldText({ t, language }: CliContext, because: string): string {
  return t('value.held', { because: inOwnWords(oneLine(because), language) });
}

export function senderOf({ sender }: Pick<QueuedMessageView, 'sender'>): string {
  return sender === '' ? '<>' : sender;
}

export function timeOf({ formats }: CliContext, time: string | null | undefined): string {
  return time === null || time === undefined ? '' : formats.time(Date.parse(time));
}

/** Lines of a reply are set apart by a stroke. */
export function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' / ');
}
