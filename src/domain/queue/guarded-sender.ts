/** Whom the outbound guard counts for, and how a held message says so: by that a restart knows who is held. */
import { networkOf } from '../access/network-of.ts';
import type { AccountId } from '../ports/ids.ts';
import type { QueuedMessage } from '../ports/queue.ts';

export type GuardedSender =
  /** What a user sends. */
  | { readonly kind: 'user'; readonly account: AccountId }
  /** What others send to a user who has it forwarded: a flood of that is not to keep him from writing. */
  | { readonly kind: 'forwarding'; readonly account: AccountId }
  /** One that may send without signing in; known by its network alone. */
  | { readonly kind: 'device'; readonly address: string };

/** What counts as one; also the subject of the counts that are kept. */
export function keyOf(sender: GuardedSender): string {
  switch (sender.kind) {
    case 'user':
      return String(sender.account);
    case 'forwarding':
      return `forwarding ${sender.account}`;
    case 'device':
      return `device ${networkOf(sender.address)}`;
  }
}

/** What the reason of a held message begins with when its sender is held as a whole. */
export function markOf(sender: GuardedSender): string {
  switch (sender.kind) {
    case 'user':
      return USER;
    case 'forwarding':
      return FORWARDING;
    case 'device':
      return `The outgoing mail of device ${networkOf(sender.address)} is held: `;
  }
}

const USER = 'The outgoing mail of this account is held: ';
const FORWARDING = 'What is forwarded for this account is held: ';
const DEVICE = /^The outgoing mail of device (\S+) is held: /;

/** Of a message in the queue: the key of the sender who is held as a whole; null where only the message is. */
export function heldSender(message: Pick<QueuedMessage, 'account' | 'origin' | 'heldBecause'>): string | null {
  const { account, origin } = message;
  const because = message.heldBecause ?? '';
  const network = DEVICE.exec(because)?.[1];
  if (network !== undefined) return `device ${network}`;
  // What is forwarded may be held for the one who wrote it.
  const kind = origin === 'forwarded' ? 'forwarding' : 'user';
  const isHeld = account !== null && because.startsWith(kind === 'user' ? USER : FORWARDING);
  return isHeld ? keyOf({ kind, account }) : null;
}
