import { Failure } from '../../base/failure.ts';
import { formatMailAddress, parseMailAddress } from '../../formats/address/mail-address.ts';
import type { FilterRequest, FilterVerdict, HeaderChange } from '../ports/content-filter.ts';
import type { QuarantineReason } from '../ports/quarantine.ts';
import type { ScoreFact } from '../reputation/client-reputation.ts';
import { changeMessage } from './change-message.ts';
import type { FilterOutcome } from './content-filters.ts';

type Accepted = Extract<FilterVerdict, { kind: 'accept' }>;

/** One message on its way through the filters, with what each of them made of it. */
export class FilteredMessage {
  readonly #original: FilterRequest;
  readonly #maxRecipients: number;
  #request: FilterRequest;
  #headers: readonly HeaderChange[] = [];
  #body: Uint8Array | null = null;
  #newSender: string | null = null;
  readonly #scores: ScoreFact[] = [];
  readonly #reasons: QuarantineReason[] = [];

  /** @param maxRecipients that filters may bring a message to. */
  constructor(original: FilterRequest, maxRecipients: number) {
    this.#original = original;
    this.#maxRecipients = maxRecipients;
    this.#request = original;
  }

  /** As the next filter is to see it. */
  get request(): FilterRequest {
    return this.#request;
  }

  get isHeld(): boolean {
    return this.#reasons.length > 0;
  }

  get hasNobody(): boolean {
    return this.#request.recipients.length === 0;
  }

  hold(filter: string, text: string): void {
    this.#reasons.push({ filter, text });
  }

  /** All of it or nothing. Throws Failure `invalid`, `too-large`, `too-many` for changes that are impossible. */
  async change(filter: string, verdict: Accepted): Promise<void> {
    const headers = [...this.#headers, ...verdict.headers];
    const body = verdict.body ?? this.#body;
    const { sizeBytes, message, returnPath, recipients } = this.#original;
    const changed = await changeMessage({ sizeBytes, open: message }, { headers, body });
    const sender = verdict.newSender === null ? this.#newSender : toReversePath(verdict.newSender);
    const newRecipients = changeRecipients(this.#request.recipients, recipients, verdict);
    if (verdict.addedRecipients.length > 0 && newRecipients.length > this.#maxRecipients) {
      throw new Failure('too-many', `the filter brings it to ${newRecipients.length} recipients`);
    }
    this.#headers = headers;
    this.#body = body;
    this.#newSender = sender;
    this.#request = {
      ...this.#request,
      sizeBytes: changed.sizeBytes,
      message: changed.open,
      returnPath: sender === null ? returnPath : { ...returnPath, address: sender },
      recipients: newRecipients,
    };
    if (verdict.score !== null)
      this.#scores.push({ rule: `filter:${filter}`, score: verdict.score, text: verdict.note });
  }

  outcome(): FilterOutcome {
    if (this.isHeld) return { kind: 'quarantine', reasons: this.#reasons };
    const before = keysOf(this.#original.recipients);
    const after = keysOf(this.#request.recipients);
    return {
      kind: 'accept',
      headers: this.#headers,
      body: this.#body,
      addedRecipients: this.#request.recipients.filter((address) => !before.has(keyOf(address))),
      removedRecipients: this.#original.recipients.filter((address) => !after.has(keyOf(address))),
      newSender: this.#newSender,
      scores: this.#scores,
    };
  }
}

/** It is written into a header field and into commands. Throws Failure `invalid`. */
function toReversePath(address: string): string {
  return address === '' ? '' : formatMailAddress(parseMailAddress(address));
}

/** One that was there at the beginning keeps its form, whoever brings it back. */
function changeRecipients(
  current: readonly string[],
  original: readonly string[],
  verdict: Accepted,
): readonly string[] {
  if (verdict.addedRecipients.length + verdict.removedRecipients.length === 0) return current;
  const removed = keysOf(verdict.removedRecipients);
  const known = new Map([...original, ...current].map((address) => [keyOf(address), address]));
  const kept = current.filter((address) => !removed.has(keyOf(address)));
  const present = keysOf(kept);
  for (const address of verdict.addedRecipients) {
    if (present.has(keyOf(address))) continue;
    present.add(keyOf(address));
    kept.push(known.get(keyOf(address)) ?? address);
  }
  return kept;
}

function keysOf(addresses: readonly string[]): Set<string> {
  return new Set(addresses.map(keyOf));
}

/** How two spellings of a recipient are compared: filters may change the case. */
function keyOf(address: string): string {
  return address.toLowerCase();
}
