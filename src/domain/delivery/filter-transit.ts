/**
 * Messages that are with a filter which gives them back by SMTP: what was known of them before, so that they are
 * signed, held and filed like others when they return. Kept in memory: what returns after a restart is taken like mail
 * that a program of this machine has submitted.
 *
 * A message is known again by a token in our Received field, which filters leave alone. Nobody else can know it: a
 * stranger's message that bears the queue id of another one gains nothing.
 */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { AuthenticationOutcome } from '../authentication/authentication.ts';
import type { AccountId } from '../ports/ids.ts';
import type { TransferWishes } from './envelope.ts';
import type { Treatment } from './judge-recipients.ts';

export interface KnownBefore {
  readonly submitter: AccountId | 'device' | null;
  readonly wishes: TransferWishes;
  readonly authentication: AuthenticationOutcome | null;
  readonly heldBecause: string | null;
  /** By the canonical address of the recipient. */
  readonly treatments: ReadonlyMap<string, Treatment>;
}

const TOKEN_OCTETS = 16;
const MAX_MESSAGES = 10_000;
/** Filters that queue by themselves take their time; what returns later is a message like any other. */
const KEPT_MS = 60 * 60 * 1000;

export class FilterTransit {
  readonly #clock: Clock;
  /** In the order of their times. */
  readonly #known = new Map<string, { readonly what: KnownBefore; readonly untilMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns the token, letters, digits, `-` and `_`. */
  begin(what: KnownBefore): string {
    const nowMs = this.#clock.monotonicMs();
    for (const [token, { untilMs }] of this.#known) {
      if (untilMs > nowMs && this.#known.size < MAX_MESSAGES) break;
      this.#known.delete(token);
    }
    const token = randomBytes(TOKEN_OCTETS).toString('base64url');
    this.#known.set(token, { what, untilMs: nowMs + KEPT_MS });
    return token;
  }

  /** No filter has taken it. */
  end(token: string): void {
    this.#known.delete(token);
  }

  /** A filter may give back one message as several. */
  find(receivedFields: readonly string[]): KnownBefore | null {
    for (const field of receivedFields) {
      const token = TRANSIT.exec(field)?.[1];
      const known = token === undefined ? undefined : this.#known.get(token);
      if (known !== undefined && known.untilMs > this.#clock.monotonicMs()) return known.what;
    }
    return null;
  }
}

const TRANSIT = /\(transit ([\w-]{22})\)/;

/** A comment behind the queue id in Received. */
export function transitComment(token: string): string {
  return `(transit ${token})`;
}

/** The field as recipients get it: with the token they could give back messages of their own under the sender's name. */
export function withoutToken(field: string): string {
  return field.replace(TRANSIT, '(filtered)');
}
