/** What the trace and the log say of a message that was taken. MO5 */
import type { Logger } from '../../base/log.ts';
import type { DeliverResult } from '../ports/delivery-operations.ts';
import { INBOX } from '../ports/mailboxes.ts';
import type { OutgoingMessage, ReturnPath } from '../ports/queue.ts';
import type { Trace } from '../trace/trace.ts';
import { traceKeys } from '../trace/trace-keys.ts';
import type { CopyDecision } from './decide-copy.ts';
import type { Envelope, EnvelopeRecipient, RecipientCopy } from './envelope.ts';
import type { FolderFinder } from './folder-finder.ts';
import type { FilingPlan } from './plan-filing.ts';

/** Entries of one line of the log. */
const LOGGED_COPIES = 100;
/** Events of one kind; a message for thousands is told of by its first ones. */
const MAX_EVENTS = 200;

export interface TraceDeps {
  readonly trace: Trace;
  readonly folders: FolderFinder;
  readonly log: Logger;
}

export interface TakenMessage {
  readonly queueId: string;
  readonly envelope: Envelope;
  readonly hostName: string | null;
  readonly sizeBytes: number;
  readonly messageId: string | null;
  readonly subject: string | null;
}

export function traceAccepted(trace: Trace, message: TakenMessage): void {
  const { queueId, envelope, hostName, sizeBytes, messageId, subject } = message;
  const { client, returnPath, recipients, userId } = envelope;
  trace.add(
    queueId,
    'accepted',
    {
      client: describeClient(client.address, hostName),
      helo: client.name,
      from: returnPath.address,
      recipients: recipients.length,
      sizeBytes,
      protocol: client.protocol,
      tls: client.tls,
      userId,
    },
    traceKeys({ from: returnPath.address, recipients: recipients.map(({ address }) => address), messageId, subject }),
  );
}

export interface FiledMessage extends Pick<TakenMessage, 'queueId' | 'sizeBytes'> {
  readonly returnPath: ReturnPath;
  readonly recipients: readonly EnvelopeRecipient[];
}

/** Why each copy went where it went. A promise only where a folder must be looked up. */
export function traceFiled(
  { trace, folders, log }: TraceDeps,
  { queueId, returnPath, recipients, sizeBytes }: FiledMessage,
  plan: FilingPlan,
  decisions: readonly CopyDecision[],
  outgoing: readonly OutgoingMessage[],
  result: DeliverResult,
): Promise<void> | undefined {
  for (let from = 0; from < plan.copies.length; from += LOGGED_COPIES) {
    const deliveries = plan.copies.slice(from, from + LOGGED_COPIES).map(({ copy }, index) => {
      const entry = result.local[from + index] ?? null;
      if (entry === null) return { user: copy.userId, via: copy.via, outcome: 'account-gone' };
      return { user: copy.userId, via: copy.via, mailbox: entry.mailbox, uid: entry.uid };
    });
    log.info({ queueId, from: returnPath.address, sizeBytes, deliveries }, 'message delivered');
  }
  for (const { address, originalRecipient, passedOver } of recipients) {
    if (originalRecipient !== null) {
      log.info({ queueId, recipient: address, originalRecipient }, 'addressed before as');
    }
    for (let from = 0; from < passedOver.length; from += LOGGED_COPIES) {
      const users = passedOver.slice(from, from + LOGGED_COPIES);
      log.info({ queueId, recipient: address, users }, 'no copy for users who are switched off');
    }
  }
  for (const address of plan.cameBack.slice(0, MAX_EVENTS)) {
    log.info({ queueId, recipient: address }, 'not sent again: the message has come through it before');
    trace.add(queueId, 'recipient', { recipient: address, via: null, decision: 'loop' });
  }
  traceWays(trace, queueId, plan);
  for (const message of outgoing) {
    const queued = message.recipients.map(({ address, lane }) => ({ address, lane }));
    log.info(
      { queueId, from: message.returnPath.address, recipients: queued.slice(0, LOGGED_COPIES) },
      'message queued',
    );
    for (const { address, lane } of queued.slice(0, MAX_EVENTS))
      trace.add(queueId, 'queued', { recipient: address, lane });
    if (message.heldBecause !== null) trace.add(queueId, 'held', { because: message.heldBecause });
  }
  const filed = plan.copies.slice(0, MAX_EVENTS).flatMap(({ copy }, index) => {
    const decision = decisions[index];
    return decision === undefined || result.local[index] == null ? [] : [{ copy, decision }];
  });
  if (filed.some(({ decision }) => decision.delivery.mailbox !== null))
    return traceFolders(trace, folders, queueId, filed);
  for (const { copy, decision } of filed) {
    trace.add(queueId, 'filed', { user: copy.userId, folder: INBOX, because: decision.because });
  }
  return undefined;
}

async function traceFolders(
  trace: Trace,
  folders: FolderFinder,
  queueId: string,
  filed: readonly { readonly copy: RecipientCopy; readonly decision: CopyDecision }[],
): Promise<void> {
  for (const { copy, decision } of filed) {
    const { mailbox } = decision.delivery;
    const folder = mailbox === null ? INBOX : await folders.nameOf(copy.account, mailbox);
    trace.add(queueId, 'filed', { user: copy.userId, folder, because: decision.because });
  }
}

/** Where an address leads elsewhere than to the mailbox of its user, which `filed` tells. */
function traceWays(trace: Trace, queueId: string, { copies, departures }: FilingPlan): void {
  for (const { copy, recipient } of copies.slice(0, MAX_EVENTS)) {
    if (copy.decision === 'mailbox') continue;
    trace.add(queueId, 'recipient', { recipient: copy.userId, via: recipient.address, decision: copy.decision });
  }
  for (const { departure, recipient } of departures.slice(0, MAX_EVENTS)) {
    const { address, lane, decision } = departure;
    if (decision === 'remote' && address === recipient.address) continue;
    trace.add(queueId, 'recipient', { recipient: address ?? lane, via: recipient.address, decision });
  }
}

export function describeClient(address: string, hostName: string | null): string {
  if (address === '') return 'localhost';
  return hostName === null ? address : `${hostName} [${address}]`;
}
