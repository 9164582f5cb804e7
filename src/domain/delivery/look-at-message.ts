/** Everything that is found out about a message when all of it has come, and what is decided from that. MI7, MI8, MI10 */
import type { MessageSource } from '../filters/change-message.ts';
import type { QuarantineReason } from '../ports/quarantine.ts';
import { checkOrigin, type Origin, traceScores, UNKNOWN_ORIGIN } from './check-origin.ts';
import type { Envelope } from './envelope.ts';
import { filterMessage } from './filter-message.ts';
import { transitComment } from './filter-transit.ts';
import type { HeldMessage } from './held-message.ts';
import type { Arrival, IncomingMailDeps } from './incoming-mail.ts';
import { DELIVER, judgeRecipients, type Treatment } from './judge-recipients.ts';
import { formatReceived } from './trace-header.ts';

interface Looked {
  /** As the filters have left it. */
  readonly envelope: Envelope;
  readonly origin: Origin;
}

/** It is to be filed. */
export interface DecidedMessage extends Looked {
  readonly kind: 'file';
  /** Of the recipients of the envelope, in their order. */
  readonly treatments: readonly Treatment[];
  /** With the fields that go on top, but for Return-Path; null where it has streamed into the store already. */
  readonly source: MessageSource | null;
}

export type Decided =
  | DecidedMessage
  | (Looked & {
      readonly kind: 'quarantine';
      readonly source: MessageSource;
      readonly reasons: readonly QuarantineReason[];
    })
  | (Looked & { readonly kind: 'done'; readonly sizeBytes: number; readonly isTaken: boolean });

/**
 * @param held null where the message cannot be read again: then nothing is asked that would need it.
 *
 * Throws MessageRefused, MessageRefusedByRule. Rejects with the signal's reason.
 */
export async function lookAtMessage(
  deps: IncomingMailDeps,
  arrival: Arrival,
  held: HeldMessage | null,
): Promise<Decided> {
  const { envelope } = arrival;
  const finding = findOrigin(deps, arrival, held);
  const origin = finding instanceof Promise ? await finding : finding;
  // What everybody refuses is refused before filters spend their time on it.
  const treatments = treat(deps, arrival, envelope, origin);
  const plain = { kind: 'file', envelope, origin, treatments } as const;
  if (held === null) return { ...plain, source: null };
  if (isFiltered(deps, envelope)) return filter(deps, arrival, held, origin, treatments);
  return { ...plain, source: held.toSource(headOf(deps, arrival, origin)) };
}

/** What a filter gives back and what the queue lets go has been through the filters. */
export function isFiltered({ filters }: Pick<IncomingMailDeps, 'filters'>, { source }: Envelope): boolean {
  return !filters.isEmpty && source !== 'filter' && source !== 'queue';
}

/** Only other servers' mail is looked at; what a filter gives back was looked at before. */
function findOrigin(deps: IncomingMailDeps, arrival: Arrival, held: HeldMessage | null): Promise<Origin> | Origin {
  const { envelope, known, queueId, signal } = arrival;
  if (known !== null) return { ...UNKNOWN_ORIGIN, authentication: known.authentication };
  if (envelope.source !== 'server') return UNKNOWN_ORIGIN;
  return checkOrigin(deps, envelope, queueId, held === null ? null : () => held.read(), signal);
}

function treat(
  { settings }: IncomingMailDeps,
  { known, facts }: Arrival,
  { source, recipients, returnPath }: Envelope,
  { authentication, scores }: Origin,
): readonly Treatment[] {
  if (source !== 'filter') {
    return judgeRecipients(recipients, { sender: returnPath.address, authentication, scores }, settings);
  }
  // It was judged before the filter had it; what the filter has added is its word alone.
  return recipients.map(({ address }) => {
    const before = known?.treatments.get(address) ?? DELIVER;
    return before.action === 'deliver' && facts.isFlaggedAsSpam ? FLAGGED : before;
  });
}

const FLAGGED: Treatment = { action: 'junk', because: 'X-Spam-Flag', isByScore: true };

async function filter(
  deps: IncomingMailDeps,
  arrival: Arrival,
  held: HeldMessage,
  origin: Origin,
  treatments: readonly Treatment[],
): Promise<Decided> {
  const { envelope, queueId, heldBecause, signal } = arrival;
  const token = deps.transit.begin({
    submitter: envelope.submitter,
    wishes: envelope.wishes,
    authentication: origin.authentication,
    heldBecause,
    treatments: new Map(envelope.recipients.map(({ address }, index) => [address, treatments[index] ?? DELIVER])),
  });
  const source = held.toSource(headOf(deps, arrival, origin, transitComment(token)));
  let isTaken = false;
  try {
    const result = await filterMessage(deps, { envelope, queueId, hostName: origin.hostName, source }, signal);
    if (result.kind === 'done') {
      isTaken = result.isTaken;
      return { kind: 'done', envelope, origin, sizeBytes: source.sizeBytes, isTaken };
    }
    if (result.kind === 'quarantine') return { kind: 'quarantine', envelope, origin, source, reasons: result.reasons };
    const { recipients, returnPath, scores, source: changed } = result.message;
    traceScores(deps.trace, queueId, scores);
    const filtered = { ...envelope, recipients, returnPath };
    const known = { ...origin, scores: [...origin.scores, ...scores] };
    const judged = treat(deps, arrival, filtered, known);
    return { kind: 'file', envelope: filtered, origin: known, treatments: judged, source: changed };
  } finally {
    if (!isTaken) deps.transit.end(token);
  }
}

/** Authentication-Results stand above the trace fields of the hop that they are about. RFC 8601 section 4.1 */
function headOf(
  { hostname }: IncomingMailDeps,
  { envelope, queueId, date, known }: Arrival,
  { authentication, hostName }: Origin,
  comment = '',
): string {
  // A filter that gives it back has kept the results that it was given.
  const results = known === null ? (authentication?.header ?? '') : '';
  return results + formatReceived(envelope, hostname, queueId, date, { hostName, comment });
}
