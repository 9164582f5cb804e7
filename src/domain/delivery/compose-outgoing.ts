/** The messages that leave: one for each return path, all of one content. MO4 */
import { isAscii } from '../../base/text.ts';
import type { AccountId } from '../ports/ids.ts';
import type { FoundOrigin, TransferWishes } from '../ports/kept-envelope.ts';
import type { OutgoingMessage, OutgoingOrigin, OutgoingRecipient, ReturnPath } from '../ports/queue.ts';
import type { DeliveryServices } from './delivery-services.ts';
import type { DepartureRoute, EnvelopeRecipient } from './envelope.ts';
import type { PlannedDeparture } from './plan-filing.ts';

export interface OutgoingRequest {
  readonly queueId: string;
  readonly returnPath: ReturnPath;
  readonly wishes: TransferWishes;
  readonly departures: readonly PlannedDeparture[];
  /** The return path is known to be of whoever sent it. See `isSenderProven`. */
  readonly isSenderProven: boolean;
  /** Who submitted it; null where nobody of ours did. */
  readonly submitter: AccountId | 'device' | null;
  /** Of the From field, lower case; null where there is none that can be read. */
  readonly fromDomain: string | null;
  readonly authentication: FoundOrigin | null;
  readonly heldBecause: string | null;
  /** The message as it leaves, without what is put before it here; null where it cannot be read again: nothing is signed. */
  readonly message: (() => AsyncIterable<Uint8Array>) | null;
}

type Services = Pick<DeliveryServices, 'signing' | 'senderRewriting' | 'trace'>;

/** Throws Failure `unavailable` when it cannot be signed now. Rejects with the signal's reason. */
export async function composeOutgoing(
  services: Services,
  request: OutgoingRequest,
  signal: AbortSignal,
): Promise<readonly OutgoingMessage[]> {
  const groups = Map.groupBy(request.departures, ({ departure }) => routeKey(departure.route));
  const signature = await sign(services, request, signal);
  const seals = new Map<string, string>();
  const messages: OutgoingMessage[] = [];
  for (const planned of groups.values()) {
    const route = planned[0]?.departure.route;
    if (route === undefined) continue;
    const seal = seals.get(route.domain) ?? (await sealFor(services, request, route, signal));
    seals.set(route.domain, seal);
    messages.push({
      queueId: request.queueId,
      returnPath: returnPathOf(services, request, route),
      origin: ORIGINS[route.kind],
      account: route.account ?? (typeof request.submitter === 'number' ? request.submitter : null),
      head: route.marks.map((mark) => `Delivered-To: ${octets(mark)}\r\n`).join('') + seal + signature,
      priority: request.wishes.priority ?? 0,
      requiresTls: request.wishes.requiresTls,
      deliverBy: request.wishes.deliverBy,
      notBeforeMs: request.wishes.notBeforeMs,
      heldBecause: request.heldBecause,
      recipients: planned.map((one) => toRecipient(one, hasOthersErrors(request, route))),
    });
  }
  return messages;
}

const ORIGINS: Readonly<Record<DepartureRoute['kind'], OutgoingOrigin>> = {
  submitted: 'submitted',
  forwarded: 'forwarded',
  returned: 'forwarded',
  list: 'list',
};

function routeKey({ kind, domain, errorsTo, marks, account }: DepartureRoute): string {
  return [kind, domain, errorsTo ?? '', account ?? '', ...marks].join('\n');
}

/** Mail of our own people bears our signature, whichever way it leaves. */
async function sign({ signing }: Services, request: OutgoingRequest, signal: AbortSignal): Promise<string> {
  const { submitter, fromDomain, message, departures } = request;
  if (signing === null || submitter === null || fromDomain === null || message === null) return '';
  const isForServers = departures.some(({ departure }) => departure.channel.kind === 'smtp');
  return isForServers ? signing.sign(fromDomain, message, signal) : '';
}

/** What this server found about it, for those whom it sends it on to. RFC 8617 section 5.1 */
async function sealFor(
  { signing }: Services,
  { authentication, message }: OutgoingRequest,
  { domain }: DepartureRoute,
  signal: AbortSignal,
): Promise<string> {
  if (signing === null || authentication === null || message === null || domain === '') return '';
  return signing.seal(domain, message, authentication, signal);
}

/**
 * Whether others get the errors in place of the sender: of a list its owners; of what is forwarded the user who wanted
 * that, unless the sender is proven. Else anybody could have us, and the server behind us, write to whom he likes.
 */
function hasOthersErrors({ isSenderProven }: OutgoingRequest, { kind, errorsTo, marks }: DepartureRoute): boolean {
  return errorsTo !== null || (kind === 'forwarded' && !isSenderProven && marks.length > 0);
}

/** Not his address: what another server says of the forwarded mail would be forwarded there, too. */
function homeOfForwarder(services: Services, request: OutgoingRequest, route: DepartureRoute): string | null {
  const forwarder = hasOthersErrors(request, route) ? route.marks.at(-1) : undefined;
  return forwarder === undefined ? null : services.senderRewriting.homeward(forwarder);
}

/** No notice is ever answered by one: the null reverse-path stays. */
function returnPathOf(services: Services, request: OutgoingRequest, route: DepartureRoute): ReturnPath {
  const { returnPath, queueId } = request;
  if (returnPath.address === '' || route.kind === 'submitted') return returnPath;
  // The sender's envelope id and wish would be told to others. RFC 3461 section 5.2.7.1
  const other = route.errorsTo ?? homeOfForwarder(services, request, route);
  if (other !== null) {
    services.trace.add(queueId, 'rewritten', { from: returnPath.address, to: other });
    return { ...returnPath, address: other, envelopeId: null, returnContent: null };
  }
  const address = services.senderRewriting.rewrite(returnPath.address, route.domain);
  if (address !== returnPath.address)
    services.trace.add(queueId, 'rewritten', { from: returnPath.address, to: address });
  return { ...returnPath, address };
}

/** @param isOthers errors are not the sender's, and so it is not for him to say which are told. */
function toRecipient({ departure, recipient }: PlannedDeparture, isOthers: boolean): OutgoingRecipient {
  const { channel, lane, route } = departure;
  const isList = route.errorsTo !== null;
  // Files and programs have no address of their own: they see the one that was written to.
  const address = departure.address ?? (recipient.address.includes('@') ? recipient.address : (recipient.alias ?? ''));
  return {
    address,
    channel,
    lane,
    notify: isOthers ? null : recipient.notify,
    originalRecipient: originalOf(recipient, address, isList && channel.kind === 'smtp'),
  };
}

/** RFC 3461 section 4.2: whoever passes it on under another address says which one it was. */
function originalOf(recipient: EnvelopeRecipient, address: string, isMember: boolean): string | null {
  if (isMember) return null;
  if (recipient.originalRecipient !== null || address === recipient.address) return recipient.originalRecipient;
  return `${isAscii(recipient.address) ? 'rfc822' : 'utf-8'};${recipient.address}`;
}

/** UTF-8 as octets, as heads are kept. */
function octets(text: string): string {
  return isAscii(text) ? text : Buffer.from(text).toString('latin1');
}
