/** Parts of envelopes for tests of delivery. */
import type { EnvelopeRecipient } from '../../src/domain/delivery/envelope.ts';
import { NO_DEPARTURES, NO_RETURNS } from '../../src/domain/delivery/expand.ts';

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
