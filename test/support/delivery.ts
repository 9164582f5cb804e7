/** Parts of envelopes for tests of delivery. */
import type { EnvelopeRecipient } from '../../src/domain/delivery/envelope.ts';
import { NO_DEPARTURES, NO_RETURNS } from '../../src/domain/delivery/expand.ts';
import type { OutboundShare } from '../../src/domain/queue/outbound-guard.ts';

/** A recipient that leads to nobody, but for what is given. */
export function accepted(address: string, more: Partial<EnvelopeRecipient> = {}): EnvelopeRecipient {
  return {
    address,
    copies: [],
    departures: NO_DEPARTURES,
    returns: NO_RETURNS,
    alias: null,
    policy: null,
    welcomeSenders: [],
    passedOver: [],
    notify: null,
    originalRecipient: null,
    ...more,
  };
}

/** What a guard of a test gives. @param tell whether the message was taken, once that is known. */
export function fakeShare(heldBecause: string | null, tell: (isKept: boolean) => void = () => {}): OutboundShare {
  let isOpen = true;
  const end = (isKept: boolean) => {
    if (isOpen) tell(isKept);
    isOpen = false;
  };
  return { heldBecause, keep: () => end(true), [Symbol.dispose]: () => end(false) };
}
