/** The decision about one RCPT, made while the client waits: afterwards nothing bounces. MI4 */
import { formatMailAddress, type MailAddress } from '../../formats/address/mail-address.ts';
import { effectiveQuota } from '../mailbox/quota.ts';
import type { User } from '../ports/directory.ts';
import type { QuotaLimits } from '../ports/mailboxes.ts';
import type { Store } from '../ports/store.ts';
import type { Settings } from '../settings/settings.ts';
import type { AddressBook, Resolution } from './address-book.ts';
import type { RecipientCopy, RecipientDecision } from './envelope.ts';
import type { Expansion } from './expand-alias.ts';
import type { FolderFinder } from './folder-finder.ts';
import type { RecipientRefusal } from './refusals.ts';

export interface RecipientContext {
  /** The client may send mail to other servers through this one. */
  readonly maySubmit: boolean;
  /** SIZE, where the client gave it. */
  readonly declaredBytes: number | null;
}

export interface ResolveDeps {
  readonly store: Store;
  readonly settings: Pick<Settings, 'get'>;
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
  const name = address === 'postmaster' ? address : formatMailAddress(address);
  switch (resolution.kind) {
    case 'foreign':
      return { refusal: context.maySubmit ? 'remote-not-possible' : 'relay-denied' };
    case 'unknown':
      return { refusal: 'unknown-recipient' };
    case 'alias':
      return decideAlias(name, resolution.expansion);
    case 'user': {
      const { user, copies, detail } = resolution;
      if (!user.isEnabled) return { refusal: 'recipient-disabled' };
      const limits = effectiveQuota(user, deps.settings);
      if (limits.storageBytes === null && limits.messageCount === null && detail === null) {
        return { accepted: { address: name, copies } };
      }
      return decideUser(deps, name, context, user, copies[0], detail, limits);
    }
  }
}

async function decideUser(
  deps: ResolveDeps,
  address: string,
  context: RecipientContext,
  user: User,
  copy: RecipientCopy,
  detail: string | null,
  limits: QuotaLimits,
): Promise<RecipientDecision> {
  const refusal = await checkQuota(deps, user, limits, context.declaredBytes ?? 0);
  if (refusal !== null) return { refusal };
  const mailbox = detail === null || detail === '' ? null : await deps.folders.find(user.account, detail);
  return { accepted: { address, copies: [mailbox === null ? copy : { ...copy, mailbox }] } };
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
 * An alias is taken for all of its members or not at all. One who is switched off gets no copy, which the trace says.
 * One who is over quota gets his all the same: refusing would keep the message from all the others.
 */
function decideAlias(address: string, expansion: Expansion): RecipientDecision {
  if (expansion.isTooLarge) return { refusal: 'alias-too-large' };
  // Taking the message would lose the copy for the other server.
  if (expansion.hasRemote) return { refusal: 'remote-not-possible' };
  if (expansion.users.length === 0) return { refusal: expansion.isLooping ? 'alias-loop' : 'alias-empty' };
  const { copies, passedOver } = expansion;
  return copies.length === 0 ? { refusal: 'recipient-disabled' } : { accepted: { address, copies, passedOver } };
}
