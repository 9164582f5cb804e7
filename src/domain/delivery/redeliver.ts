/** A message that waited in quarantine, for its recipients as they are now. MI10 */
import type { Clock } from '../../base/clock.ts';
import type { Redelivery } from '../filters/quarantine.ts';
import type { ContentStore } from '../ports/contents.ts';
import type { Quarantined } from '../ports/quarantine.ts';
import { composeOutgoing } from './compose-outgoing.ts';
import { decideCopy } from './decide-copy.ts';
import type { DeliveryDeps } from './delivery-services.ts';
import type { EnvelopeRecipient } from './envelope.ts';
import type { FolderFinder } from './folder-finder.ts';
import { HeaderSection } from './header-section.ts';
import { DELIVER } from './judge-recipients.ts';
import { type ResolveText, resolveKept } from './keep-envelope.ts';
import { planFiling } from './plan-filing.ts';
import { isSenderProven } from './proven-sender.ts';
import { withoutReturnPath } from './return-path.ts';
import { authorDomain } from './sender-rule.ts';
import { tellOfSuccess } from './tell-of-success.ts';
import { traceFiled } from './trace-filing.ts';

type Services = Pick<DeliveryDeps, 'store' | 'signing' | 'senderRewriting' | 'successNotices' | 'trace'>;

export interface RedeliverDeps extends Services {
  readonly clock: Clock;
  readonly folders: FolderFinder;
  readonly resolve: ResolveText;
}

/** Recipients that are gone are passed over. Throws Failure `unavailable`, `not-found` (the content). */
export async function redeliver(deps: RedeliverDeps, message: Quarantined, signal: AbortSignal): Promise<Redelivery> {
  const { queueId, returnPath, wishes, submitter, authentication, heldBecause, content, sizeBytes } = message;
  const { contents } = deps.store;
  const recipients: EnvelopeRecipient[] = [];
  for (const kept of message.recipients) {
    const recipient = await resolveKept(deps.resolve, kept, wishes, deps.clock.nowMs());
    if (recipient !== null) recipients.push(recipient);
  }
  const header = await readHeader(contents, message);
  const treatments = recipients.map(() => DELIVER);
  const plan = planFiling(recipients, treatments, header.deliveredTo);
  const decisions = await Promise.all(
    plan.copies.map(async ({ copy, treatment }) => decideCopy(deps.folders, copy, treatment, returnPath.address)),
  );
  const outgoing = await composeOutgoing(
    deps,
    {
      ...{ queueId, returnPath, wishes, submitter, authentication, heldBecause },
      departures: plan.departures,
      isSenderProven: isSenderProven({ submitter, source: 'filter' }, authentication),
      fromDomain: authorDomain(header),
      message: () => withoutReturnPath(contents.stream(content)),
    },
    signal,
  );
  const receivedAt = { ms: message.receivedAtMs, offsetMinutes: -new Date(message.receivedAtMs).getTimezoneOffset() };
  return {
    local: decisions.map(({ delivery }) => delivery),
    outgoing,
    receivedAt,
    async filed(result, log) {
      const traceDeps = { trace: deps.trace, folders: deps.folders, log };
      await traceFiled(traceDeps, { queueId, returnPath, recipients, sizeBytes }, plan, decisions, outgoing, result);
      const arrived = { queueId, recipients, treatments, returnPath, wishes, submitter, authentication };
      tellOfSuccess(deps.successNotices, { ...arrived, content, sizeBytes, arrivedAtMs: deps.clock.nowMs() }, plan);
    },
  };
}

const MAX_HEADER_BYTES = 1024 * 1024;

async function readHeader(contents: Pick<ContentStore, 'read'>, { content, sizeBytes }: Quarantined) {
  const section = new HeaderSection();
  section.push(await contents.read(content, 0, Math.min(sizeBytes, MAX_HEADER_BYTES)));
  return section.read();
}
