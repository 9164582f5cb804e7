/** Where a notice about delivery goes: like any message, but without a filter, and never with an error to anybody. */
import { NO_FLAGS } from '../ports/flags.ts';
import type { NoticePlaces } from '../queue/notice-writer.ts';
import type { RecipientDecision } from './envelope.ts';

const NOWHERE: NoticePlaces = { local: [], remote: [] };

export function findNoticePlaces({ accepted }: RecipientDecision): NoticePlaces {
  if (accepted === undefined) return NOWHERE;
  return {
    local: accepted.copies.map(({ account, mailbox }) => ({ account, mailbox, ...NO_FLAGS })),
    remote: accepted.departures.map(({ address, channel, lane }) => ({
      address: address ?? accepted.address,
      notify: [],
      originalRecipient: null,
      channel,
      lane,
    })),
  };
}
