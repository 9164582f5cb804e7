/** The decision about one RCPT, made while the client waits: afterwards nothing bounces. MI4 */
import { formatMailAddress, type MailAddress, parseMailAddress } from '../../formats/address/mail-address.ts';
import { isActive } from '../access/is-active.ts';
import type { AccountPolicies } from '../access/policy/account-policies.ts';
import { effectiveQuota } from '../mailbox/quota.ts';
import type { User } from '../ports/directory.ts';
import type { QuotaLimits } from '../ports/mailboxes.ts';
import type { Store } from '../ports/store.ts';
import type { AddressBook, Resolution, UserResolution } from './address-book.ts';
import type { AcceptedRecipient, Departure, RecipientDecision } from './envelope.ts';
import { departureTo, type Expansion, NO_RETURNS } from './expand.ts';
import type { FolderFinder } from './folder-finder.ts';
import type { RecipientRefusal } from './refusals.ts';

export interface RecipientContext {
  /** The client may send mail to other servers through this one. */
  readonly maySubmit: boolean;
  /** MAIL FROM:<>: a notice, which may go back to where a rewritten return path leads. */
  readonly isFromNobody: boolean;
  /** SIZE, where the client gave it. */
  readonly declaredBytes: number | null;
  /** The message waits for its time: what is ours waits in the queue with all the rest. RFC 4865 */
  readonly isHeldBack?: boolean;
}

export interface ResolveDeps {
  readonly store: Store;
  readonly policies: Pick<AccountPolicies, 'of'>;
  readonly book: AddressBook;
  readonly folders: FolderFinder;
}

/**
 * What becomes of mail for this address. Answers at once, without a promise, where the address was asked for before
 * and its user has no quota.
 */
export function resolveRecipient(
  deps: ResolveDeps,
  address: MailAddress | 'postmaster',
  context: RecipientContext,
): RecipientDecision | Promise<RecipientDecision> {
  const resolution = deps.book.resolve(address);
  if (resolution instanceof Promise) return resolution.then((found) => decide(deps, address, context, found));
  return decide(deps, address, context, resolution);
}

function decide(
  deps: ResolveDeps,
  address: MailAddress | 'postmaster',
  context: RecipientContext,
  resolution: Resolution,
): RecipientDecision | Promise<RecipientDecision> {
  const decision = decideNow(deps, address, context, resolution);
  if (context.isHeldBack !== true || resolution.kind === 'foreign') return decision;
  return Promise.resolve(decision).then((known) => heldBack(known, address, resolution));
}

function decideNow(
  deps: ResolveDeps,
  address: MailAddress | 'postmaster',
  context: RecipientContext,
  resolution: Resolution,
): RecipientDecision | Promise<RecipientDecision> {
  const name = address === 'postmaster' ? address : formatMailAddress(address);
  switch (resolution.kind) {
    case 'foreign':
      if (!context.maySubmit || address === 'postmaster') return { refusal: 'relay-denied' };
      return { accepted: elsewhere(name, departureTo(name, address.domain), resolution) };
    case 'unknown':
      return { refusal: 'unknown-recipient' };
    case 'returned':
      // Whoever has seen the return path of what was forwarded could have it carry mail of his for weeks.
      if (!context.isFromNobody && !context.maySubmit) return { refusal: 'relay-denied' };
      if (resolution.home !== null) return decideNow(deps, address, context, resolution.home);
      return { accepted: elsewhere(name, returnedTo(resolution.address, resolution.domain.name), resolution) };
    case 'alias':
      return decideAlias(name, resolution);
    case 'user': {
      const { user, expansion } = resolution;
      if (!isActive(user)) return { refusal: 'recipient-disabled' };
      if (expansion.isTooLarge) return { refusal: 'alias-too-large' };
      const limits = effectiveQuota(user, deps.policies);
      if (limits instanceof Promise) return limits.then((known) => decideUser(deps, name, context, resolution, known));
      return decideUser(deps, name, context, resolution, limits);
    }
  }
}

function decideUser(
  deps: ResolveDeps,
  address: string,
  context: RecipientContext,
  resolution: UserResolution,
  limits: QuotaLimits,
): RecipientDecision | Promise<RecipientDecision> {
  if (limits.storageBytes === null && limits.messageCount === null && resolution.detail === null) {
    return { accepted: accept(address, null, resolution) };
  }
  return lookAtUser(deps, address, context, resolution, limits);
}

async function lookAtUser(
  deps: ResolveDeps,
  address: string,
  context: RecipientContext,
  resolution: UserResolution,
  limits: QuotaLimits,
): Promise<RecipientDecision> {
  const { user, expansion, detail } = resolution;
  const keepsCopy = expansion.copies.some(({ account }) => account === user.account);
  const refusal = keepsCopy ? await checkQuota(deps, user, limits, context.declaredBytes ?? 0) : null;
  if (refusal !== null) return { refusal };
  const accepted = accept(address, null, resolution);
  const mailbox = detail === null || detail === '' ? null : await deps.folders.find(user.account, detail);
  if (mailbox === null) return { accepted };
  const copies = accepted.copies.map((copy) =>
    copy.account === user.account ? ({ ...copy, mailbox, decision: 'subaddress' } as const) : copy,
  );
  return { accepted: { ...accepted, copies } };
}

/** Full now may be room tomorrow, so that is temporary; larger than the whole quota is for good. */
async function checkQuota(
  deps: ResolveDeps,
  user: User,
  limits: QuotaLimits,
  declaredBytes: number,
): Promise<RecipientRefusal | null> {
  const { storageBytes, messageCount } = limits;
  if (storageBytes === null && messageCount === null) return null;
  if (storageBytes !== null && declaredBytes > storageBytes) return 'larger-than-quota';
  const usage = await deps.store.reader().mailboxes.usage(user.account);
  const isFull =
    // Without SIZE anything is at least one octet.
    (storageBytes !== null && usage.storageBytes + Math.max(1, declaredBytes) > storageBytes) ||
    (messageCount !== null && usage.messageCount >= messageCount);
  return isFull ? 'recipient-over-quota' : null;
}

/**
 * An alias is taken for all of its members or not at all. One who is not in use gets no copy, which the trace says.
 * One who is over quota gets his all the same: refusing would keep the message from all the others.
 */
function decideAlias(address: string, resolution: Extract<Resolution, { readonly kind: 'alias' }>): RecipientDecision {
  const { expansion, alias } = resolution;
  if (expansion.isTooLarge) return { refusal: 'alias-too-large' };
  if (expansion.copies.length === 0 && expansion.departures.length === 0) {
    if (expansion.users.length > 0) return { refusal: 'recipient-disabled' };
    return { refusal: expansion.isLooping ? 'alias-loop' : 'alias-empty' };
  }
  return { accepted: accept(address, alias, resolution) };
}

function accept(
  address: string,
  alias: string | null,
  {
    expansion,
    domain,
  }: { readonly expansion: Expansion; readonly domain: { readonly policy: AcceptedRecipient['policy'] } },
): AcceptedRecipient {
  const { copies, departures, returns, welcomeSenders, passedOver } = expansion;
  return { address, copies, departures, returns, alias, policy: domain.policy, welcomeSenders, passedOver };
}

function elsewhere(address: string, departure: Departure, resolution: Resolution): AcceptedRecipient {
  return {
    address,
    copies: [],
    departures: [departure],
    returns: NO_RETURNS,
    alias: null,
    policy: resolution.kind === 'returned' ? resolution.domain.policy : null,
    welcomeSenders: [],
    passedOver: [],
  };
}

function returnedTo(address: string, ownDomain: string): Departure {
  const route = { kind: 'returned', domain: ownDomain, errorsTo: null, marks: [], account: null } as const;
  return { ...departureTo(address, parseMailAddress(address).domain), decision: 'returned', route };
}

/** The address goes into the queue as it is; when its time has come, it is looked up again. */
function heldBack(
  decision: RecipientDecision,
  address: MailAddress | 'postmaster',
  resolution: Resolution,
): RecipientDecision {
  if (decision.accepted === undefined || resolution.kind === 'foreign' || resolution.kind === 'unknown')
    return decision;
  const domain = resolution.domain.name;
  const localPart = address === 'postmaster' ? address : address.localPart;
  const departure = departureTo(formatMailAddress({ localPart, domain }), domain);
  return {
    accepted: { ...decision.accepted, copies: [], departures: [departure], returns: NO_RETURNS, alias: null },
  };
}
