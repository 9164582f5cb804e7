/** Outgoing mail without wishes, for tests to change. */
import type { OutgoingMessage, OutgoingRecipient } from '../../src/domain/ports/queue.ts';

export const PLAIN_MESSAGE = {
  origin: 'submitted',
  account: null,
  head: '',
  priority: 0,
  requiresTls: false,
  deliverBy: null,
  notBeforeMs: null,
  heldBecause: null,
} as const satisfies Partial<OutgoingMessage>;

/** By SMTP, in the lane of his domain. */
export function plainRecipient(address: string): OutgoingRecipient {
  const lane = address.slice(address.indexOf('@') + 1);
  return { address, lane, notify: null, originalRecipient: null, channel: { kind: 'smtp' } };
}
