/**
 * Mail in the queue whose destination is this server itself never leaves it: what waited for its time (RFC 4865), what
 * comes back to a rewritten return path of ours, and what was queued before its domain moved here.
 */
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { MailSender, RecipientReport, Transmission, TransmissionReport } from '../ports/mail-sender.ts';
import type { OutgoingRecipient } from '../ports/queue.ts';
import { type Envelope, type EnvelopeRecipient, NO_WISHES } from './envelope.ts';
import { parseAddressOrNull } from './parse-address.ts';
import type { Receiving } from './receiving.ts';
import { MessageRefused, MessageRefusedByRule, type RecipientRefusal } from './refusals.ts';

export interface OwnDomainDeps {
  /** Asked for when it is needed: what receives also queues, and is made later. */
  readonly receiving: () => Pick<Receiving, 'isOwnDomain' | 'resolveRecipient' | 'begin'>;
  readonly hostname: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Asks first whether the lane is a domain of ours, and hands everything else to the sender. */
export function createOwnDomainSender(deps: OwnDomainDeps, sender: MailSender): MailSender {
  return {
    async send(transmission, signal) {
      const lane = transmission.recipients[0]?.lane ?? '';
      if (!(await deps.receiving().isOwnDomain(lane))) return sender.send(transmission, signal);
      return await deliverHere(deps, transmission, signal);
    },
    [Symbol.asyncDispose]: () => sender[Symbol.asyncDispose](),
  };
}

type Verdict = Pick<RecipientReport, 'outcome' | 'status' | 'text'>;

async function deliverHere(
  deps: OwnDomainDeps,
  transmission: Transmission,
  signal: AbortSignal,
): Promise<TransmissionReport> {
  const begunMs = deps.clock.monotonicMs();
  const isFromNobody = transmission.message.returnPath.address === '';
  const decisions = await Promise.all(
    transmission.recipients.map((recipient) => resolve(deps, recipient, isFromNobody)),
  );
  const accepted = decisions.flatMap((decision) => ('accepted' in decision ? [decision.accepted] : []));
  const filed = accepted.length === 0 ? [] : await file(deps, transmission, accepted, signal);
  let next = 0;
  const reports = decisions.map((decision) => {
    const verdict = 'accepted' in decision ? (filed[next++] ?? GONE) : decision.verdict;
    return { ...verdict, atMs: deps.clock.nowMs(), host: deps.hostname, address: null, code: null, isDsnRelayed: true };
  });
  return { recipients: reports, destination: 'ok', tls: null, durationMs: deps.clock.monotonicMs() - begunMs };
}

async function resolve(
  { receiving }: OwnDomainDeps,
  recipient: OutgoingRecipient,
  isFromNobody: boolean,
): Promise<{ readonly accepted: EnvelopeRecipient } | { readonly verdict: Verdict }> {
  const { notify, originalRecipient } = recipient;
  const address = parseAddressOrNull(recipient.address);
  if (address === null) return { verdict: REFUSALS['unknown-recipient'] };
  const context = { maySubmit: false, isFromNobody, declaredBytes: null };
  const { accepted, refusal } = await receiving().resolveRecipient(address, context);
  return accepted === undefined
    ? { verdict: REFUSALS[refusal] }
    : { accepted: { ...accepted, notify, originalRecipient } };
}

/** One verdict for each recipient. Rejects with the signal's reason alone. */
async function file(
  { receiving, log }: OwnDomainDeps,
  { message, open }: Transmission,
  recipients: readonly EnvelopeRecipient[],
  signal: AbortSignal,
): Promise<readonly Verdict[]> {
  const { returnPath, queueId, sizeBytes } = message;
  const envelope: Envelope = {
    source: 'queue',
    sender: returnPath.address === '' ? null : parseAddressOrNull(returnPath.address),
    returnPath,
    wishes: {
      ...NO_WISHES,
      priority: message.priority === 0 ? null : message.priority,
      requiresTls: message.requiresTls,
    },
    recipients,
    client: { name: 'localhost', address: '', port: 0, protocol: 'local', tls: null },
    look: null,
    submitter: null,
    userId: null,
    declaredBytes: sizeBytes,
  };
  try {
    await using mail = await receiving().begin(envelope, log, signal, queueId);
    for await (const chunk of open()) {
      const waiting = mail.write(chunk);
      if (waiting !== undefined) await waiting;
    }
    const { isFiled } = await mail.finish();
    return isFiled.map((served) => (served ? FILED : GONE));
  } catch (error) {
    if (signal.aborted) throw error;
    const verdict = verdictOf(error);
    log.warn({ queueId, err: error, status: verdict.status }, 'message of the queue not filed');
    return recipients.map(() => verdict);
  }
}

const FILED: Verdict = { outcome: 'delivered', status: '2.0.0', text: 'Filed on this server' };
const GONE: Verdict = { outcome: 'failed', status: '5.1.1', text: 'No such user here' };
const LATER: Verdict = { outcome: 'deferred', status: '4.3.0', text: 'Temporarily not possible' };

/** What waits and what is given back. */
const REFUSALS: Readonly<Record<RecipientRefusal, Verdict>> = {
  'unknown-recipient': GONE,
  'recipient-disabled': { outcome: 'failed', status: '5.2.1', text: 'Mailbox is disabled' },
  'recipient-over-quota': { outcome: 'deferred', status: '4.2.2', text: 'Mailbox is full' },
  'larger-than-quota': { outcome: 'failed', status: '5.2.2', text: 'Message is larger than the mailbox' },
  'relay-denied': { outcome: 'failed', status: '5.7.1', text: 'Not an address of this server' },
  'alias-loop': { outcome: 'failed', status: '5.4.6', text: 'Alias leads back to itself' },
  'alias-too-large': { outcome: 'failed', status: '5.2.4', text: 'Alias has too many members' },
  'alias-empty': { outcome: 'failed', status: '5.2.4', text: 'Alias has no members' },
};

function verdictOf(error: unknown): Verdict {
  if (error instanceof MessageRefused) {
    if (error.reason === 'too-busy') return LATER;
    const isLoop = error.reason === 'too-many-hops' || error.reason === 'alias-came-back';
    return { outcome: 'failed', status: isLoop ? '5.4.6' : '5.6.0', text: 'The message cannot be filed' };
  }
  if (!(error instanceof MessageRefusedByRule)) return LATER;
  const outcome = error.replyCode < 500 ? 'deferred' : 'failed';
  return { outcome, status: error.status, text: error.text };
}
