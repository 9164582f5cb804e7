/** One message that goes to a filter which gives it back, prepared so that it is known again. MI10 */
import type { HandOver } from '../filters/content-filters.ts';
import type { FilterRequest } from '../ports/content-filter.ts';
import type { KeptRecipient } from '../ports/kept-envelope.ts';
import { canonicalAddress } from './canonical-address.ts';
import { type FilterTransit, type GivenOut, transitField } from './filter-transit.ts';
import { DELIVER } from './judge-recipients.ts';

export class MessageHandOver {
  readonly #transit: FilterTransit;
  readonly #known: GivenOut;
  readonly #date: string;
  #token: string | null = null;

  /** @param known as it came; filters before may have changed the sender and the recipients. */
  constructor(transit: FilterTransit, known: GivenOut, date: string) {
    this.#transit = transit;
    this.#known = known;
    this.#date = date;
  }

  readonly give: HandOver = (request) => {
    const given = withChanges(this.#known, request);
    this.#token = this.#transit.begin(given);
    const field = Buffer.from(transitField(this.#token, request.hostname, request.queueId, this.#date));
    return {
      ...request,
      sizeBytes: field.length + request.sizeBytes,
      async *message() {
        yield field;
        yield* request.message();
      },
    };
  };

  /** The filters are done. */
  async end(isTaken: boolean): Promise<void> {
    if (this.#token === null) return;
    if (isTaken) await this.#transit.taken(this.#token);
    else this.#transit.end(this.#token);
  }
}

/** A recipient that a filter has added may be anybody: filters are the administrator's. */
function withChanges(known: GivenOut, { returnPath, recipients }: FilterRequest): GivenOut {
  const places = new Map(known.envelope.recipients.map(({ address }, place) => [canonicalAddress(address), place]));
  const now = recipients.map((address) => {
    const place = places.get(canonicalAddress(address)) ?? -1;
    const added: KeptRecipient = { address, notify: null, originalRecipient: null, isElsewhere: true };
    return {
      recipient: known.envelope.recipients[place] ?? added,
      treatment: known.treatments[place] ?? DELIVER,
    };
  });
  return {
    ...known,
    envelope: { ...known.envelope, returnPath, recipients: now.map(({ recipient }) => recipient) },
    treatments: now.map(({ treatment }) => treatment),
  };
}
