/** Files a message that was decided about: local copies and what leaves, in one commit. MI3, MI5, MO1 */

import type { Logger } from '../../base/log.ts';
import type { ReceivedMessage } from '../mailbox/arrival.ts';
import type { AccountId, ContentHash } from '../ports/ids.ts';
import { applyOne } from '../ports/store.ts';
import { composeOutgoing } from './compose-outgoing.ts';
import { type CopyDecision, decideCopy } from './decide-copy.ts';
import type { Arrival, FilingResult, IncomingMailDeps } from './incoming-mail.ts';
import type { DecidedMessage } from './look-at-message.ts';
import { type FilingPlan, planFiling } from './plan-filing.ts';
import { MessageRefused } from './refusals.ts';
import { authorDomain } from './sender-rule.ts';
import { type TakenMessage, traceAccepted, traceFiled } from './trace-filing.ts';

/** Throws MessageRefused `alias-came-back`, Failure `no-space`, `unavailable`. Rejects with the signal's reason. */
export async function fileMessage(
  deps: IncomingMailDeps,
  arrival: Arrival,
  decided: DecidedMessage,
  received: ReceivedMessage,
): Promise<FilingResult> {
  await using content = received.staged;
  const { queueId, facts, receivedAt, log } = arrival;
  const { envelope, origin, treatments } = decided;
  const plan = planFiling(envelope.recipients, treatments, facts.deliveredTo);
  if (plan.copies.length === 0 && plan.departures.length === 0 && plan.cameBack.length > 0) {
    throw new MessageRefused('alias-came-back');
  }
  const deciding = decideCopies(deps, plan, envelope.returnPath.address);
  const decisions = deciding instanceof Promise ? await deciding : deciding;
  const outgoing = plan.departures.length === 0 ? [] : await compose(deps, arrival, decided, plan);
  const result = await applyOne(deps.store, {
    kind: 'deliver',
    content: { staged: content, digest: received.digest },
    receivedAt,
    local: decisions.map(({ delivery }) => delivery),
    outgoing,
  });
  countTaken(deps, arrival);
  const { sizeBytes, hash } = content;
  const { messageId, subject } = received.message;
  const taken: TakenMessage = { queueId, envelope, hostName: origin.hostName, sizeBytes, messageId, subject };
  const traceDeps = { trace: deps.trace, folders: deps.folders, log };
  // What waited in the queue was told of when it came.
  if (envelope.source !== 'queue') traceAccepted(deps.trace, taken);
  const tracing = traceFiled(traceDeps, taken, plan, decisions, outgoing, result);
  if (tracing !== undefined) await tracing;
  tellOfSuccess(deps, arrival, decided, plan, { content: hash, sizeBytes });
  readReport(deps, decided, hash, log);
  return { isFiled: whoWasServed(arrival, decided, plan, (place) => result.local[place] != null) };
}

/** Without a wait where all folders are known, as they mostly are. */
function decideCopies(
  { folders }: IncomingMailDeps,
  { copies }: FilingPlan,
  sender: string,
): readonly CopyDecision[] | Promise<readonly CopyDecision[]> {
  const decisions = copies.map(({ copy, treatment }) => decideCopy(folders, copy, treatment, sender));
  const isKnown = (decision: (typeof decisions)[number]) => !(decision instanceof Promise);
  if (decisions.every(isKnown)) return decisions as readonly CopyDecision[];
  return Promise.all(decisions.map(async (decision) => decision));
}

function compose(
  deps: IncomingMailDeps,
  { queueId, envelope: original, facts, known, heldBecause, signal }: Arrival,
  { envelope, origin, source }: DecidedMessage,
  { departures }: FilingPlan,
) {
  const { returnPath, wishes, submitter, sender } = envelope;
  return composeOutgoing(
    deps,
    {
      queueId,
      returnPath,
      wishes: known?.wishes ?? wishes,
      departures,
      submitter: known?.submitter ?? submitter,
      fromDomain: facts.from.length === 0 ? (sender?.domain ?? null) : authorDomain(facts),
      authentication: original.source === 'submission' ? null : origin.authentication,
      heldBecause,
      message: source === null ? null : source.open,
    },
    signal,
  );
}

/** Counts it for the guard. What a filter gives back was counted when it was submitted. */
export function countTaken({ guard }: IncomingMailDeps, { envelope: { submitter, recipients } }: Arrival): void {
  if (typeof submitter !== 'number' || recipients.every(({ departures }) => departures.length === 0)) return;
  guard.taken(submitter, countRemote(recipients));
}

/** Recipients elsewhere whom the sender has named; what a list makes of a message is not the sender's doing. */
export function countRemote(recipients: DecidedMessage['envelope']['recipients']): number {
  return recipients.filter(({ departures }) => departures.some(({ route }) => route.kind === 'submitted')).length;
}

/** Nobody waits for it: the message has arrived. RFC 3461 section 5.2 */
function tellOfSuccess(
  { successNotices }: IncomingMailDeps,
  { queueId, receivedAt }: Arrival,
  { envelope, origin, treatments }: DecidedMessage,
  { places }: FilingPlan,
  what: Pick<Parameters<IncomingMailDeps['successNotices']['tell']>[0], 'content' | 'sizeBytes'>,
): void {
  const { recipients, returnPath, submitter, wishes } = envelope;
  if (recipients.every(({ notify }) => notify === null) || isDoubtful(origin)) return;
  const arrived = recipients.flatMap((recipient, index) => {
    const { notify, address, originalRecipient, alias } = recipient;
    const isHere = (places[index]?.copies.length ?? 0) > 0;
    if (notify?.includes('success') !== true || (!isHere && alias === null)) return [];
    // The sender of junk is seldom who it says: whoever that is did not ask for anything.
    if (treatments[index]?.action !== 'deliver') return [];
    return [
      { address, notify, originalRecipient, action: alias === null ? ('delivered' as const) : ('expanded' as const) },
    ];
  });
  if (arrived.length === 0 || returnPath.address === '') return;
  const account: AccountId | null = typeof submitter === 'number' ? submitter : null;
  const { deliverBy, notBeforeMs } = wishes;
  const about = { queueId, returnPath, account, deliverBy, notBeforeMs, arrivedAtMs: receivedAt.ms, ...what };
  void successNotices.tell(about, arrived);
}

/**
 * Nothing vouches for the return path of what another server brought: whom it names may never have written, and anybody
 * could have us write to anybody. DMARC vouches for From, which may be another.
 */
function isDoubtful({ authentication }: DecidedMessage['origin']): boolean {
  if (authentication === null) return false;
  const { result, identity } = authentication.findings.spf;
  return result !== 'pass' || identity !== 'mailfrom';
}

/** A report of another server about our domains is mail, and is read besides. Nobody waits for it. */
function readReport(
  { receivedReports, store }: IncomingMailDeps,
  { envelope, origin }: DecidedMessage,
  content: ContentHash,
  log: Logger,
): void {
  if (receivedReports === null || origin.authentication === null) return;
  if (!envelope.recipients.some(({ address }) => receivedReports.isFor(address))) return;
  receivedReports
    .take(() => store.contents.stream(content), origin.authentication.findings)
    .catch((error: unknown) => log.error({ err: error }, 'report not read'));
}

/** Of the recipients whom the client named, in their order: one that a filter took away is served as it wants. */
function whoWasServed(
  { envelope: { recipients } }: Arrival,
  { envelope }: DecidedMessage,
  { places }: FilingPlan,
  isFiled: (place: number) => boolean,
): readonly boolean[] {
  return recipients.map((recipient) => {
    const place = places[envelope.recipients.indexOf(recipient)];
    return place === undefined || place.leaves || place.copies.length === 0 || place.copies.some(isFiled);
  });
}
