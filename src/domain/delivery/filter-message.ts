/** What the content filters make of a message. MI10 */
import { changeMessage, type MessageSource } from '../filters/change-message.ts';
import type { FilterOutcome, HandOver } from '../filters/content-filters.ts';
import type { QuarantineReason } from '../ports/quarantine.ts';
import type { ReturnPath } from '../ports/queue.ts';
import type { ScoreFact } from '../reputation/client-reputation.ts';
import { canonicalAddress } from './canonical-address.ts';
import type { DeliveryDeps } from './delivery-services.ts';
import type { Envelope, EnvelopeRecipient } from './envelope.ts';
import type { ResolveText } from './keep-envelope.ts';
import { MessageRefusedByRule } from './refusals.ts';

export interface FilteredMessage {
  readonly recipients: readonly EnvelopeRecipient[];
  readonly returnPath: ReturnPath;
  readonly source: MessageSource;
  readonly scores: readonly ScoreFact[];
}

export type FilterResult =
  | { readonly kind: 'go-on'; readonly message: FilteredMessage }
  | { readonly kind: 'quarantine'; readonly reasons: readonly QuarantineReason[] }
  /** Nothing is filed, and the client hears that all is well. */
  | { readonly kind: 'done'; readonly isTaken: boolean };

export interface FilterDeps extends Pick<DeliveryDeps, 'filters' | 'hostname' | 'trace'> {
  /** For recipients that a filter adds: they may be anybody. */
  readonly resolve: ResolveText;
}

export interface FilterSubject {
  readonly envelope: Envelope;
  readonly queueId: string;
  readonly hostName: string | null;
  /** As it would be filed. */
  readonly source: MessageSource;
  /** See ContentFilters. */
  readonly handOver: HandOver | null;
}

/** Throws MessageRefusedByRule. Rejects with the signal's reason. */
export async function filterMessage(
  deps: FilterDeps,
  { envelope, queueId, hostName, source, handOver }: FilterSubject,
  signal: AbortSignal,
): Promise<FilterResult> {
  const { client, recipients, returnPath, submitter, userId } = envelope;
  const outcome = await deps.filters.run(
    {
      queueId,
      hostname: deps.hostname,
      direction: submitter === null ? 'incoming' : 'outgoing',
      client: { name: client.name, address: client.address, port: client.port, hostName, tls: client.tls, userId },
      returnPath,
      recipients: recipients.map(({ address }) => address),
      noticeWishes: new Map(recipients.map((recipient) => [recipient.address, recipient])),
      sizeBytes: source.sizeBytes,
      message: source.open,
    },
    signal,
    handOver,
  );
  switch (outcome.kind) {
    case 'reject':
    case 'defer':
      throw new MessageRefusedByRule(`filter:${outcome.filter}`, outcome.code, outcome.status, outcome.text);
    case 'quarantine':
      return { kind: 'quarantine', reasons: outcome.reasons };
    case 'discard':
      return { kind: 'done', isTaken: false };
    case 'taken':
      return { kind: 'done', isTaken: true };
    case 'accept':
      break;
  }
  const kept = await changeRecipients(deps, queueId, recipients, outcome);
  // A filter that takes all of them away wants it gone.
  if (kept.length === 0) return { kind: 'done', isTaken: false };
  const { newSender, scores } = outcome;
  return {
    kind: 'go-on',
    message: {
      recipients: kept,
      returnPath: newSender === null ? returnPath : { ...returnPath, address: newSender },
      source: await changeMessage(source, outcome),
      scores,
    },
  };
}

async function changeRecipients(
  deps: FilterDeps,
  queueId: string,
  recipients: readonly EnvelopeRecipient[],
  { addedRecipients, removedRecipients }: Extract<FilterOutcome, { readonly kind: 'accept' }>,
): Promise<readonly EnvelopeRecipient[]> {
  if (addedRecipients.length === 0 && removedRecipients.length === 0) return recipients;
  const trace = (recipient: string, decision: 'added' | 'removed') =>
    deps.trace.add(queueId, 'recipient', { recipient, via: null, decision });
  const removed = new Set(removedRecipients.map(canonicalAddress));
  const kept = recipients.filter(({ address }) => !removed.has(canonicalAddress(address)));
  for (const { address } of recipients) if (removed.has(canonicalAddress(address))) trace(address, 'removed');
  for (const address of addedRecipients) {
    const { accepted } = await deps.resolve(address, { maySubmit: true });
    if (accepted === undefined) continue;
    trace(accepted.address, 'added');
    kept.push({ ...accepted, notify: null, originalRecipient: null });
  }
  return kept;
}
