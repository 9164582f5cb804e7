/** A message that waited in quarantine, for its recipients as they are now. MI10 */
import type { ContentStore } from '../ports/contents.ts';
import type { ReleaseQuarantined } from '../ports/operations.ts';
import type { Quarantined } from '../ports/quarantine.ts';
import type { AddressBook } from './address-book.ts';
import { composeOutgoing } from './compose-outgoing.ts';
import { decideCopy } from './decide-copy.ts';
import type { DeliveryDeps } from './delivery-services.ts';
import { type EnvelopeRecipient, NO_WISHES, type RecipientDecision } from './envelope.ts';
import type { FolderFinder } from './folder-finder.ts';
import { HeaderSection } from './header-section.ts';
import { DELIVER } from './judge-recipients.ts';
import { parseAddressOrNull } from './parse-address.ts';
import { planFiling } from './plan-filing.ts';
import { withoutReturnPath } from './return-path.ts';
import { authorDomain } from './sender-rule.ts';

export interface RedeliverDeps extends Pick<DeliveryDeps, 'store' | 'signing' | 'senderRewriting' | 'trace'> {
  readonly book: AddressBook;
  readonly folders: FolderFinder;
  readonly resolve: (address: string) => Promise<RecipientDecision>;
}

type Redelivery = Pick<ReleaseQuarantined, 'local' | 'outgoing' | 'receivedAt'>;

/** Recipients that are gone are passed over. Throws Failure `unavailable`, `not-found` (the content). */
export async function redeliver(deps: RedeliverDeps, message: Quarantined, signal: AbortSignal): Promise<Redelivery> {
  const { queueId, returnPath, content, receivedAtMs } = message;
  const { contents } = deps.store;
  const recipients: EnvelopeRecipient[] = [];
  for (const address of message.recipients) {
    const { accepted } = await deps.resolve(address);
    if (accepted !== undefined) recipients.push({ ...accepted, notify: null, originalRecipient: null });
  }
  const header = await readHeader(contents, message);
  const plan = planFiling(
    recipients,
    recipients.map(() => DELIVER),
    header.deliveredTo,
  );
  const decisions = await Promise.all(
    plan.copies.map(async ({ copy, treatment }) => decideCopy(deps.folders, copy, treatment, returnPath.address)),
  );
  // Only who had signed in could name others' recipients: the message is one of ours.
  const isOurs = plan.departures.some(({ departure }) => departure.route.kind === 'submitted');
  const outgoing = await composeOutgoing(
    deps,
    {
      queueId,
      returnPath,
      wishes: NO_WISHES,
      departures: plan.departures,
      submitter: isOurs ? ((await findAccount(deps.book, returnPath.address)) ?? 'device') : null,
      fromDomain: authorDomain(header),
      authentication: null,
      heldBecause: null,
      message: () => withoutReturnPath(contents.stream(content)),
    },
    signal,
  );
  return {
    local: decisions.map(({ delivery }) => delivery),
    outgoing,
    receivedAt: { ms: receivedAtMs, offsetMinutes: -new Date(receivedAtMs).getTimezoneOffset() },
  };
}

const MAX_HEADER_BYTES = 1024 * 1024;

async function readHeader(contents: Pick<ContentStore, 'read'>, { content, sizeBytes }: Quarantined) {
  const section = new HeaderSection();
  section.push(await contents.read(content, 0, Math.min(sizeBytes, MAX_HEADER_BYTES)));
  return section.read();
}

async function findAccount(book: AddressBook, address: string) {
  const parsed = parseAddressOrNull(address);
  const resolution = parsed === null ? null : await book.resolve(parsed);
  return resolution?.kind === 'user' && !resolution.isCatchAll ? resolution.user.account : null;
}
