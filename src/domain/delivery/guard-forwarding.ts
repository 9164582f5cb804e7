/** What is forwarded counts for the user who has it forwarded, and waits where that is too much. MO6 */
import type { OutgoingMessage } from '../ports/queue.ts';
import type { OutboundGuard, OutboundShare } from '../queue/outbound-guard.ts';

/** Disposing gives back what was not kept. */
export interface GuardedForwarding extends Disposable {
  /** All of them, in their order. */
  readonly outgoing: readonly OutgoingMessage[];
  /** They are in the queue. */
  keep(): void;
}

export function guardForwarding(
  guard: Pick<OutboundGuard, 'admitForwarding'>,
  messages: readonly OutgoingMessage[],
): GuardedForwarding {
  const shares: OutboundShare[] = [];
  const outgoing = messages.map((message) => {
    const { origin, account, recipients } = message;
    if (origin !== 'forwarded' || account === null) return message;
    const share = guard.admitForwarding(account, recipients.length);
    shares.push(share);
    return { ...message, heldBecause: message.heldBecause ?? share.heldBecause };
  });
  return {
    outgoing,
    keep() {
      for (const share of shares) share.keep();
    },
    [Symbol.dispose]() {
      for (const share of shares) share[Symbol.dispose]();
    },
  };
}
