/** What was accepted for other servers, and whether each recipient is where it must be. */

/** One line of the process that is killed: a message is about to be accepted, or was. */
export type RelayLine =
  | { readonly kind: 'ready' }
  | { readonly kind: 'begin'; readonly id: string; readonly text: string; readonly recipients: readonly string[] }
  | { readonly kind: 'end'; readonly id: string };

/** What a look at everything showed, recipients by their addresses, which belong to one message each. */
export interface RelayState {
  readonly waiting: ReadonlySet<string>;
  /** How many notices there are about each. */
  readonly notices: ReadonlyMap<string, number>;
  /** Octets of the copies that arrived. */
  readonly arrived: ReadonlyMap<string, readonly string[]>;
  /** How many of these had no answer: the connection ended instead. */
  readonly unanswered: ReadonlyMap<string, number>;
}

interface Accepted {
  readonly text: string;
  readonly recipients: readonly string[];
  /** Its acceptance was acknowledged, or seen. */
  isKept: boolean;
}

export class RelayLedger {
  readonly #isSame: (copy: string, text: string) => boolean;
  readonly #messages = new Map<string, Accepted>();
  /** Of each recipient, at the last look: how many copies had arrived, and that it had left the queue. */
  readonly #answered = new Map<string, number>();
  readonly #settled = new Set<string>();
  #kept = 0;
  #doubled = 0;

  /** @param isSame whether a copy is what was sent. */
  constructor(isSame: (copy: string, text: string) => boolean = (copy, text) => copy === text) {
    this.#isSame = isSame;
  }

  /** Messages whose acceptance was acknowledged. */
  get keptCount(): number {
    return this.#kept;
  }

  /** Copies too many because a process was killed before it had noted the other server's answer. */
  get doubledCount(): number {
    return this.#doubled;
  }

  take(line: RelayLine): void {
    if (line.kind === 'begin') this.#messages.set(line.id, { ...line, isKept: false });
    if (line.kind !== 'end') return;
    const message = this.#messages.get(line.id);
    if (message !== undefined) message.isKept = true;
    this.#kept += 1;
  }

  /** After each process: compares what is there with what was promised. Returns what is wrong. */
  findFaults(state: RelayState): string[] {
    const wrong: string[] = [];
    for (const [id, message] of this.#messages) {
      const isThere = message.recipients.map((address) => placesOf(address, state).length > 0);
      if (!message.isKept && isThere.some(Boolean)) message.isKept = true;
      if (!message.isKept) continue;
      for (const address of message.recipients) {
        wrong.push(...this.#faultsOf(address, message, state).map((fault) => `${id}: ${address} ${fault}`));
      }
    }
    return wrong;
  }

  #faultsOf(address: string, { text }: Accepted, state: RelayState): string[] {
    const faults: string[] = [];
    const places = placesOf(address, state);
    if (places.length === 0) faults.push('is lost');
    // A copy may have arrived before its connection died: then it is sent again.
    if (places.includes('noticed') && places.length > 1) faults.push(`is ${places.join(' and ')}`);
    const notices = state.notices.get(address) ?? 0;
    if (notices > 1) faults.push(`has ${notices} notices`);
    const copies = state.arrived.get(address) ?? [];
    if (copies.some((copy) => !this.#isSame(copy, text))) faults.push('arrived, and is not what was sent');

    const answered = copies.length - (state.unanswered.get(address) ?? 0);
    const before = this.#answered.get(address) ?? 0;
    if (answered > before + 1) faults.push(`was taken ${answered - before} times from one process`);
    if (answered > before && before > 0) this.#doubled += 1;
    if (answered > before && this.#settled.has(address)) faults.push('was sent again although it was done with');
    if (state.waiting.has(address) && this.#settled.has(address)) faults.push('is in the queue again');
    this.#answered.set(address, answered);
    if (!state.waiting.has(address)) this.#settled.add(address);
    return faults;
  }
}

function placesOf(address: string, { waiting, notices, arrived }: RelayState): string[] {
  const places: string[] = [];
  if (waiting.has(address)) places.push('waiting');
  if (notices.has(address)) places.push('noticed');
  if (arrived.has(address)) places.push('arrived');
  return places;
}
