/** Sends a message over a session to all recipients that are left, in as many transactions as the server wants. */
import type { Clock } from '../../base/clock.ts';
import { isFailure } from '../../base/failure.ts';
import type { Transmission } from '../../domain/ports/mail-sender.ts';
import { mailCommand, rcptCommand } from '../../wire/smtp/client-command.ts';
import { findUnfit, isInternational, mailArguments, rcptArguments, readAddress } from './envelope.ts';
import type { OutgoingContent } from './outgoing-content.ts';
import type { Place, RecipientLedger } from './recipient-ledger.ts';
import { SENDER_LIMITS, type SmtpTimeouts } from './sender-options.ts';
import { SmtpProblem } from './smtp-problem.ts';
import type { SmtpSession } from './smtp-session.ts';
import { runTransaction } from './transaction.ts';
import { chooseForm, needsSmtpUtf8, type RenewHead, type TransportForm, type Unfit } from './transport-form.ts';
import { failedVerdict, verdictOfProblem } from './verdict.ts';

export interface DeliveryJob extends Pick<Transmission, 'message' | 'recipients'> {
  readonly content: OutgoingContent;
  readonly mustVerify: boolean;
  /** Addresses in it have been checked. */
  readonly ledger: RecipientLedger;
  readonly clock: Clock;
  readonly timeouts: SmtpTimeouts;
  readonly renewHead: RenewHead;
}

export interface DeliveryOutcome {
  readonly isThrottled: boolean;
  /** See TransactionResult. */
  readonly mayBeTaken: boolean;
  /** The session was lost at the command of one recipient. */
  readonly isCutOff: boolean;
}

/** Everything else is in the ledger. Throws StaleSession; rejects with the reason of the signal. */
export async function deliverOver(
  session: SmtpSession,
  job: DeliveryJob,
  signal: AbortSignal,
): Promise<DeliveryOutcome> {
  const { message, mustVerify, ledger, clock } = job;
  const { extensions } = session;
  const place: Place = { host: session.host, address: session.address };
  const none: DeliveryOutcome = { isThrottled: false, mayBeTaken: false, isCutOff: false };
  const rule = (indexes: readonly number[], status: string, text: string) => {
    for (const index of indexes) ledger.rule(index, status, text, place);
  };
  const unfit = findUnfit(message, session, mustVerify, clock.nowMs());
  const form = unfit ?? (await prepare(job, session, signal));
  if (form === null) return none;
  if (form.kind === 'unfit') {
    rule(ledger.pending, form.status, form.text);
    return none;
  }
  if (extensions.maxSizeBytes !== null && (form.sizeBytes ?? 0) > extensions.maxSizeBytes) {
    rule(ledger.pending, '5.3.4', 'the message is larger than the host takes');
    return none;
  }
  const needsUtf8 = new Set(extensions.smtpUtf8 ? [] : ledger.pending.filter((index) => isUtf8Needed(job, index)));
  rule([...needsUtf8], '5.6.7', 'the host does not offer SMTPUTF8, which the message needs');
  return await transact(session, job, form, signal, (index) => !needsUtf8.has(index));
}

/** Null where it cannot be done now; everybody has been put off. */
async function prepare(
  { content, message, renewHead, ledger }: DeliveryJob,
  { extensions }: SmtpSession,
  signal: AbortSignal,
): Promise<TransportForm | Unfit | null> {
  try {
    return await chooseForm(content, message.returnPath, extensions, renewHead);
  } catch (error) {
    signal.throwIfAborted();
    if (!isFailure(error)) throw error;
    const text = 'the message could not be converted for the host now';
    ledger.settleAll({ outcome: 'deferred', code: null, status: '4.3.0', text });
    return null;
  }
}

async function transact(
  session: SmtpSession,
  job: DeliveryJob,
  form: TransportForm,
  signal: AbortSignal,
  isTakeable: (index: number) => boolean,
): Promise<DeliveryOutcome> {
  const { ledger, timeouts } = job;
  const { extensions, socket } = session;
  const place: Place = { host: session.host, address: session.address };
  let isThrottled = false;
  let mayBeTaken = false;
  let isCutOff = false;
  let open = ledger.pending.filter(isTakeable);
  while (open.length > 0 && socket.isOpen) {
    const batch = nextBatch(open, job, session);
    open = open.slice(batch.length);
    const commands = writeEnvelope(batch, job, session, form);
    if (commands.rcpts.size === 0) continue;
    const result = await runTransaction(session, commands.mail, [...commands.rcpts.values()], form, timeouts);
    signal.throwIfAborted();
    session.messages += 1;
    isThrottled ||= result.isThrottled;
    mayBeTaken ||= result.mayBeTaken;
    isCutOff ||= result.lostAt !== null;
    const again: number[] = [];
    for (const [at, index] of [...commands.rcpts.keys()].entries()) {
      const verdict = result.verdicts[at] ?? null;
      if (at === result.lostAt) ledger.cutOff(index);
      if (verdict === null) again.push(index);
      else ledger.settle(index, verdict, place, extensions.dsn, result.mayBeTaken);
    }
    open = [...again, ...open];
  }
  // The session is lost, they are not: they are tried with the next host, or later.
  for (const index of open) {
    const verdict = verdictOfProblem(new SmtpProblem('4.4.2', 'the session ended before this recipient'));
    ledger.settle(index, verdict, place, false, mayBeTaken);
  }
  return { isThrottled, mayBeTaken, isCutOff };
}

/** The commands; whoever cannot be named in one is failed, and nothing of it is sent. */
function writeEnvelope(batch: readonly number[], job: DeliveryJob, session: SmtpSession, form: TransportForm) {
  const { message, recipients, ledger, clock } = job;
  const { extensions } = session;
  const smtpUtf8 = extensions.smtpUtf8 && batch.some((index) => isUtf8Needed(job, index));
  const failed = failedVerdict('5.5.4', 'the envelope holds something that cannot be sent');
  const place: Place = { host: session.host, address: session.address };
  const rcpts = new Map<number, string>();
  const mail = orNull(() => mailCommand(mailArguments(message, session, form, smtpUtf8, clock.nowMs())));
  for (const index of batch) {
    const rcpt = orNull(() => rcptCommand(rcptArguments(recipients[index], message, extensions, smtpUtf8)));
    if (mail === null || rcpt === null) ledger.settle(index, failed, place, false);
    else rcpts.set(index, rcpt);
  }
  return { mail: mail ?? '', rcpts };
}

function isUtf8Needed({ message, recipients, content }: DeliveryJob, index: number): boolean {
  const { returnPath } = message;
  if (needsSmtpUtf8(returnPath, content.traits)) return true;
  return [returnPath.address, recipients[index].address].some((text) => {
    const address = text === '' ? null : readAddress(text);
    return address !== null && isInternational(address);
  });
}

/** As many as the server takes at once, from the front; who costs sessions goes alone. RFC 9422 */
function nextBatch(
  open: readonly number[],
  { recipients, ledger }: DeliveryJob,
  { extensions }: SmtpSession,
): number[] {
  const domains = new Set<string>();
  const batch: number[] = [];
  for (const index of open.slice(0, extensions.maxRecipients ?? SENDER_LIMITS.recipients)) {
    domains.add(readAddress(recipients[index].address)?.domain ?? '');
    if (domains.size > (extensions.maxRecipientDomains ?? Infinity)) break;
    if (batch.length > 0 && ledger.isCutOff(index)) break;
    batch.push(index);
  }
  return batch;
}

function orNull(write: () => string): string | null {
  try {
    return write();
  } catch (error) {
    if (isFailure(error, 'invalid')) return null;
    throw error;
  }
}
