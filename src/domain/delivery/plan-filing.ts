/** Which copies a message makes, here and on the way out, each once, and without going in a circle. MI5 */
import { foldName } from '../../base/name.ts';
import type { AccountId, MailboxId } from '../ports/ids.ts';
import type { Departure, EnvelopeRecipient, RecipientCopy } from './envelope.ts';
import type { Treatment } from './judge-recipients.ts';

export interface PlannedCopy {
  readonly copy: RecipientCopy;
  /** The one that led to it first. */
  readonly recipient: EnvelopeRecipient;
  readonly treatment: Treatment;
}

export interface PlannedDeparture {
  readonly departure: Departure;
  readonly recipient: EnvelopeRecipient;
}

export interface FilingPlan {
  /** One for each account and mailbox, however many recipients lead there. */
  readonly copies: readonly PlannedCopy[];
  /** One for each address, file and program. */
  readonly departures: readonly PlannedDeparture[];
  /** By recipient, in their order: where its copies are among the above, and whether it leaves. */
  readonly places: readonly { readonly copies: readonly number[]; readonly leaves: boolean }[];
  /** Recipients and members who get nothing, because the message has come through them before. For the trace. */
  readonly cameBack: readonly string[];
}

/**
 * @param treatments of the recipients, in their order.
 * @param deliveredTo marks that the message bears: an alias that it has come through does not get it again, and
 *   forwarding that leads back here ends in the user's mailbox.
 */
export function planFiling(
  recipients: readonly EnvelopeRecipient[],
  treatments: readonly Treatment[],
  deliveredTo: readonly string[],
): FilingPlan {
  const [first, ...others] = recipients;
  const copy = first?.copies[0];
  const treatment = treatments[0];
  // What nearly every message is.
  if (others.length === 0 && first?.copies.length === 1 && copy !== undefined && treatment !== undefined) {
    if (first.departures.length === 0 && (first.alias === null || deliveredTo.length === 0)) {
      return { copies: [{ copy, recipient: first, treatment }], departures: [], places: ONE_PLACE, cameBack: [] };
    }
  }
  return new Planner(deliveredTo).plan(recipients, treatments);
}

const ONE_PLACE: FilingPlan['places'] = [{ copies: [0], leaves: false }];

class Planner {
  readonly #marks: ReadonlySet<string>;
  readonly #copies: PlannedCopy[] = [];
  readonly #copyPlaces = new Map<string, number>();
  readonly #departures = new Map<string, PlannedDeparture>();
  readonly #cameBack: string[] = [];

  constructor(deliveredTo: readonly string[]) {
    this.#marks = new Set(deliveredTo.map(foldName));
  }

  plan(recipients: readonly EnvelopeRecipient[], treatments: readonly Treatment[]): FilingPlan {
    const places = recipients.map((recipient, index) => this.#planOne(recipient, treatments[index]));
    return { copies: this.#copies, departures: [...this.#departures.values()], places, cameBack: this.#cameBack };
  }

  #planOne(recipient: EnvelopeRecipient, treatment: Treatment | undefined): FilingPlan['places'][number] {
    if (treatment === undefined) return { copies: [], leaves: false };
    if (recipient.alias !== null && this.#isMarked(recipient.alias)) {
      this.#cameBack.push(recipient.alias);
      return { copies: [], leaves: false };
    }
    const copies = recipient.copies.map((copy) => this.#addCopy(copy, recipient, treatment));
    let leaves = false;
    for (const departure of recipient.departures) {
      const isBack = departure.route.marks.some((mark) => this.#isMarked(mark));
      if (isBack) this.#cameBack.push(departure.address ?? departure.lane);
      if (!isBack && treatment.action !== 'refuse') {
        this.#addDeparture(departure, recipient);
        leaves = true;
        continue;
      }
      const instead = this.#copyInstead(recipient, departure.route.account);
      if (instead !== null) copies.push(this.#addCopy(instead, recipient, treatment));
    }
    return { copies, leaves };
  }

  #copyInstead({ returns }: EnvelopeRecipient, account: AccountId | null): RecipientCopy | null {
    return account === null ? null : (returns.get(account) ?? null);
  }

  #addCopy(copy: RecipientCopy, recipient: EnvelopeRecipient, treatment: Treatment): number {
    const key = copyKey(copy.account, copy.mailbox);
    const place = this.#copyPlaces.get(key);
    if (place !== undefined) return place;
    this.#copyPlaces.set(key, this.#copies.length);
    return this.#copies.push({ copy, recipient, treatment }) - 1;
  }

  #addDeparture(departure: Departure, recipient: EnvelopeRecipient): void {
    const key = `${departure.lane} ${departure.address ?? recipient.address}`;
    if (!this.#departures.has(key)) this.#departures.set(key, { departure, recipient });
  }

  #isMarked(address: string): boolean {
    return this.#marks.size > 0 && this.#marks.has(foldName(address));
  }
}

function copyKey(account: AccountId, mailbox: MailboxId | null): string {
  return `${account}/${mailbox ?? ''}`;
}
