/** Everything that is found out about a message when all of it has come, and what is decided from that. MI7, MI8, MI10 */
import type { MessageSource } from '../filters/change-message.ts';
import type { QuarantineReason } from '../ports/quarantine.ts';
import { checkOrigin, type Origin, traceScores, UNKNOWN_ORIGIN } from './check-origin.ts';
import type { Envelope } from './envelope.ts';
import { filterMessage } from './filter-message.ts';
import type { GivenBack } from './filter-transit.ts';
import { MessageHandOver } from './hand-over.ts';
import type { HeldMessage } from './held-message.ts';
import type { Arrival, IncomingMailDeps } from './incoming-mail.ts';
import { DELIVER, judgeRecipients, type Treatment } from './judge-recipients.ts';
import { keepEnvelope } from './keep-envelope.ts';
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
  if (isFiltered(deps, envelope, arrival.back)) return filter(deps, arrival, held, origin, treatments);
  return { ...plain, source: held.toSource(headOf(deps, arrival, origin)) };
}

/** What a filter gives back and what the queue lets go has been through the filters. */
export function isFiltered(
  { filters }: Pick<IncomingMailDeps, 'filters'>,
  { source }: Envelope,
  back: GivenBack | null,
): boolean {
  return !filters.isEmpty && back === null && source !== 'queue';
}

/** Only other servers' mail is looked at; what a filter gives back was looked at before. */
function findOrigin(deps: IncomingMailDeps, arrival: Arrival, held: HeldMessage | null): Promise<Origin> | Origin {
  const { envelope, facts, back, queueId, signal } = arrival;
  if (back !== null) return findOriginBefore(back);
  if (envelope.source !== 'server') return UNKNOWN_ORIGIN;
  return checkOrigin(deps, envelope, facts, queueId, held === null ? null : () => held.read(), signal);
}

function findOriginBefore({ given: { envelope } }: GivenBack): Origin {
  const { authentication } = envelope;
  if (authentication === null) return UNKNOWN_ORIGIN;
  const verdict = () => {
    throw new Error('what a filter gives back was judged before');
  };
  return { ...UNKNOWN_ORIGIN, authentication: { ...authentication, verdict } };
}

function treat(
  { settings }: IncomingMailDeps,
  { back, facts }: Arrival,
  { recipients, returnPath }: Envelope,
  { authentication, scores }: Origin,
): readonly Treatment[] {
  if (back === null) {
    return judgeRecipients(recipients, { sender: returnPath.address, authentication, scores }, settings);
  }
  // It was judged before the filter had it; what the filter has added is its word alone.
  return recipients.map(({ address }) => {
    const before = back.given.treatments[back.placeOf(address)] ?? DELIVER;
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
  const { envelope, queueId, heldBecause, date, signal } = arrival;
  const known = { queueId, envelope: keepEnvelope(envelope, origin.authentication, heldBecause), treatments };
  const handOver = new MessageHandOver(deps.transit, known, date);
  const source = held.toSource(headOf(deps, arrival, origin));
  const subject = {
    ...{ envelope, queueId, hostName: origin.hostName, source },
    // What such a filter has brought itself is not given to it: it may wait for our answer.
    handOver: envelope.source === 'filter' ? null : handOver.give,
  };
  let isTaken = false;
  try {
    const result = await filterMessage(deps, subject, signal);
    if (result.kind === 'done') {
      isTaken = result.isTaken;
      return { kind: 'done', envelope, origin, sizeBytes: source.sizeBytes, isTaken };
    }
    if (result.kind === 'quarantine') return { kind: 'quarantine', envelope, origin, source, reasons: result.reasons };
    const { recipients, returnPath, scores, source: changed } = result.message;
    traceScores(deps.trace, queueId, scores);
    const filtered = { ...envelope, recipients, returnPath };
    const scored = { ...origin, scores: [...origin.scores, ...scores] };
    const judged = treat(deps, arrival, filtered, scored);
    return { kind: 'file', envelope: filtered, origin: scored, treatments: judged, source: changed };
  } finally {
    await handOver.end(isTaken);
  }
}

/** Authentication-Results stand above the trace fields of the hop that they are about. RFC 8601 section 4.1 */
function headOf(
  { hostname }: IncomingMailDeps,
  { envelope, queueId, date, back }: Arrival,
  { authentication, hostName }: Origin,
): string {
  // A filter that gives it back has kept the results that it was given.
  const results = back === null ? (authentication?.header ?? '') : '';
  return results + formatReceived(envelope, hostname, queueId, date, { hostName });
}
