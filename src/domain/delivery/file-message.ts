/** Files a message that was decided about: local copies and what leaves, in one commit. MI3, MI5, MO1 */

import type { Logger } from '../../base/log.ts';
import type { ReceivedMessage } from '../mailbox/arrival.ts';
import type { ContentHash } from '../ports/ids.ts';
import { applyOne } from '../ports/store.ts';
import { composeOutgoing } from './compose-outgoing.ts';
import { type CopyDecision, decideCopy } from './decide-copy.ts';
import type { Envelope } from './envelope.ts';
import { guardForwarding } from './guard-forwarding.ts';
import type { Arrival, FilingResult, IncomingMailDeps } from './incoming-mail.ts';
import type { DecidedMessage } from './look-at-message.ts';
import { type FilingPlan, planFiling } from './plan-filing.ts';
import { isSenderProven } from './proven-sender.ts';
import { MessageRefused } from './refusals.ts';
import { authorDomain } from './sender-rule.ts';
import { tellOfSuccess } from './tell-of-success.ts';
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
  const composed =
    plan.departures.length === 0 ? [] : await compose(deps, arrival, submitterOf(arrival, decided), decided, plan);
  using forwarding = guardForwarding(deps.guard, composed);
  const { outgoing } = forwarding;
  const result = await applyOne(deps.store, {
    kind: 'deliver',
    content: { staged: content, digest: received.digest },
    receivedAt,
    local: decisions.map(({ delivery }) => delivery),
    outgoing,
  });
  arrival.outbound?.keep();
  forwarding.keep();
  const { sizeBytes, hash } = content;
  const { messageId, subject } = received.message;
  const taken: TakenMessage = { queueId, envelope, hostName: origin.hostName, sizeBytes, messageId, subject };
  const traceDeps = { trace: deps.trace, folders: deps.folders, log };
  // What waited in the queue was told of when it came.
  if (envelope.source !== 'queue') traceAccepted(deps.trace, taken);
  const { recipients, returnPath, wishes } = envelope;
  const tracing = traceFiled(
    traceDeps,
    { queueId, returnPath, recipients, sizeBytes },
    plan,
    decisions,
    outgoing,
    result,
  );
  if (tracing !== undefined) await tracing;
  tellOfSuccess(
    deps.successNotices,
    {
      ...{ queueId, recipients, treatments, returnPath, wishes, submitter: submitterOf(arrival, decided) },
      ...{ authentication: origin.authentication, content: hash, sizeBytes, arrivedAtMs: receivedAt.ms },
    },
    plan,
  );
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

/** What a filter gives back is still whose it was. */
function submitterOf({ back }: Arrival, { envelope }: DecidedMessage): Envelope['submitter'] {
  return back === null ? envelope.submitter : back.given.envelope.submitter;
}

function compose(
  deps: IncomingMailDeps,
  { queueId, envelope: original, facts, heldBecause, signal }: Arrival,
  submitter: Envelope['submitter'],
  { envelope, origin, source }: DecidedMessage,
  { departures }: FilingPlan,
) {
  const { returnPath, wishes, sender } = envelope;
  return composeOutgoing(
    deps,
    {
      queueId,
      returnPath,
      wishes,
      departures,
      isSenderProven: isSenderProven({ submitter, source: original.source }, origin.authentication),
      submitter,
      fromDomain: facts.from.length === 0 ? (sender?.domain ?? null) : authorDomain(facts),
      authentication: original.source === 'submission' ? null : origin.authentication,
      heldBecause,
      message: source === null ? null : source.open,
    },
    signal,
  );
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
