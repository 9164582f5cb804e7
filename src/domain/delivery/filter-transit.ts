/**
 * Messages that are with a filter which gives them back over SMTP: who may bring what back, and what was known of it.
 *
 * A message is known again by a token that nobody can guess, in a Received field of its own: a server must not change
 * or delete those (RFC 5321 section 4.4), and filters leave them alone. The field is taken out again when the message
 * comes back. The token is worth no more than what went out with it: the same sender, the same recipients elsewhere,
 * each a few times, for a time.
 *
 * While the filter has not answered, what is known is needed in memory only: whoever brought the message keeps it until
 * then. A filter that answers before it has given everything back has a queue of its own; for those a note is kept that
 * outlives this process.
 */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { KeptEnvelope } from '../ports/kept-envelope.ts';
import type { Observations } from '../ports/observations.ts';
import { canonicalAddress } from './canonical-address.ts';
import type { Treatment } from './judge-recipients.ts';

export type TransitNotes = Pick<Observations, 'note' | 'setNote'>;

/** What went out to the filter. JSON holds all of it. */
export interface GivenOut {
  /** The one that the client was told. */
  readonly queueId: string;
  readonly envelope: KeptEnvelope;
  /** Of the recipients, in their order. */
  readonly treatments: readonly Treatment[];
}

/** Something came back with a token that is good for it. Disposing it without `keep` takes the count back. */
export interface GivenBack extends Disposable {
  readonly given: GivenOut;
  /** The place of a recipient in what went out; -1 for one that the filter has added. */
  placeOf(address: string): number;
  /** The filter has not failed meanwhile: then the client was told that the message is not taken. */
  readonly isWanted: boolean;
  /** It is filed. */
  keep(): void;
}

interface Noted {
  readonly given: GivenOut;
  /** How often each recipient has come back. */
  readonly returns: number[];
}

interface Entry extends Noted {
  readonly untilMs: number;
  hasNote: boolean;
}

const TOPIC = 'filter-transit';
const TOKEN_OCTETS = 16;
/** More than are being filtered at any time: further ones have a note. */
const MAX_IN_MEMORY = 1000;
/** As long as mail waits anywhere: a filter with a queue of its own keeps trying. RFC 5321 section 4.5.4.1 */
const KEPT_MS = 5 * 24 * 60 * 60 * 1000;
/**
 * Of mail from elsewhere. Filters say that they have taken what they throw away, which is much; and what comes back
 * later reaches our users all the same.
 */
const STRANGERS_KEPT_MS = 24 * 60 * 60 * 1000;
/** Of one recipient: a filter that did not hear our answer tries again. */
const MAX_RETURNS = 3;

export class FilterTransit {
  readonly #notes: TransitNotes;
  readonly #clock: Clock;
  /** In the order in which they went out. */
  readonly #entries = new Map<string, Entry>();

  constructor(notes: TransitNotes, clock: Clock) {
    this.#notes = notes;
    this.#clock = clock;
  }

  /** @returns the token, letters, digits, `-` and `_`. */
  begin(given: GivenOut): string {
    const token = randomBytes(TOKEN_OCTETS).toString('base64url');
    const keptMs = given.envelope.submitter === null ? STRANGERS_KEPT_MS : KEPT_MS;
    const untilMs = this.#clock.nowMs() + keptMs;
    this.#remember(token, { given, returns: given.envelope.recipients.map(() => 0), untilMs, hasNote: false });
    return token;
  }

  /** The filter says that it has the message. Resolves once what is still to come back is known after a restart, too. */
  async taken(token: string): Promise<void> {
    const entry = this.#entries.get(token);
    if (entry === undefined) return;
    if (entry.returns.every((count) => count > 0)) {
      this.#entries.delete(token);
      return;
    }
    entry.hasNote = true;
    await this.#note(token, entry);
  }

  /** No filter has taken it: what comes back nevertheless is refused. */
  end(token: string): void {
    this.#entries.delete(token);
  }

  /**
   * Null for what was not given out like that.
   *
   * @param receivedFields bodies, topmost first.
   */
  async giveBack(
    receivedFields: readonly string[],
    sender: string,
    recipients: readonly string[],
  ): Promise<GivenBack | null> {
    // Whatever stands below our topmost field came with the message.
    const token = receivedFields.map(tokenOf).find((found) => found !== null) ?? null;
    if (token === null) return null;
    const entry = this.#entries.get(token) ?? (await this.#recall(token));
    if (entry === null || entry.untilMs <= this.#clock.nowMs()) return null;
    const { given, returns } = entry;
    const { envelope } = given;
    if (canonicalAddress(envelope.returnPath.address) !== canonicalAddress(sender)) return null;
    const places = new Map(envelope.recipients.map(({ address }, place) => [canonicalAddress(address), place]));
    const placeOf = (address: string) => places.get(canonicalAddress(address)) ?? -1;
    const counted = recipients.map(placeOf).filter((place) => place >= 0);
    if (counted.length === 0 || counted.some((place) => (returns[place] ?? 0) >= MAX_RETURNS)) return null;
    count(returns, counted, 1);
    let isKept = false;
    const isWanted = () => this.#entries.get(token) === entry;
    return {
      given,
      placeOf,
      get isWanted() {
        return isWanted();
      },
      keep: () => {
        isKept = true;
        // Only what outlives this process has a note to be brought up to date.
        if (entry.hasNote) void this.#note(token, entry);
      },
      [Symbol.dispose]: () => {
        if (!isKept) count(returns, counted, -1);
        isKept = true;
      },
    };
  }

  async #recall(token: string): Promise<Entry | null> {
    const note = await this.#notes.note(TOPIC, token).catch(() => null);
    if (note === null) return null;
    // Two that come back at once share one entry.
    const known = this.#entries.get(token);
    if (known !== undefined) return known;
    const entry = { ...(JSON.parse(note.value) as Noted), untilMs: note.untilMs, hasNote: true };
    this.#remember(token, entry);
    return entry;
  }

  /** Where it cannot be written, the message is known until this process ends. */
  async #note(token: string, { given, returns, untilMs }: Entry): Promise<void> {
    const noted: Noted = { given, returns };
    await this.#notes.setNote(TOPIC, token, JSON.stringify(noted), untilMs).catch(() => {});
  }

  #remember(token: string, entry: Entry): void {
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size < MAX_IN_MEMORY) break;
      this.#entries.delete(oldest);
    }
    this.#entries.set(token, entry);
  }
}

function count(returns: number[], places: readonly number[], change: 1 | -1): void {
  for (const place of places) returns[place] = (returns[place] ?? 0) + change;
}

const TRANSIT = /^by \S+ \(transit ([\w-]{22})\)/;

function tokenOf(receivedBody: string): string | null {
  return TRANSIT.exec(receivedBody)?.[1] ?? null;
}

/** The field that goes on top of what a filter is given. */
export function transitField(token: string, hostname: string, queueId: string, date: string): string {
  return `Received: by ${hostname} (transit ${token}) id ${queueId};\r\n\t${date}\r\n`;
}

/** Recipients do not get it: with the token they could give back messages of their own. */
export function isTransitField(name: string, body: string): boolean {
  return name === 'received' && TRANSIT.test(body);
}
