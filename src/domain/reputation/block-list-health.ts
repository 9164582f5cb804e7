/**
 * Whether a list still is one. A list that was given up is emptied, or answers for everything, or not at all: none of
 * these may keep mail away. So each is asked for what it must list and for what it must not: RFC 5782 section 5.
 */
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { DnsAnswer } from '../ports/name-service.ts';
import { isListing } from './block-list.ts';
import { reversedAddress } from './reversed-address.ts';

/** A zone may hold addresses of one family only. */
export type ListedKind = 'ipv4' | 'ipv6' | 'domain';

/** `silent`: it did not answer, or has not answered for some time. */
export type Health = 'sound' | 'unsound' | 'silent';

/** What RFC 5782 section 5 wants listed, and not listed, as it stands before the zone. */
const TEST_ENTRIES = {
  ipv4: [reversedAddress('127.0.0.2'), reversedAddress('127.0.0.1')],
  ipv6: [reversedAddress('::ffff:7f00:2'), reversedAddress('::ffff:7f00:1')],
  domain: ['test', 'invalid'],
} as const;

const HOUR_MS = 3_600_000;
/** A listing is only believed when the list has been tested not longer ago than this. */
const RECENT_MS = 5 * 60_000;
/** When one that did not answer is asked again. */
const SILENCE_MS = 5 * 60_000;
/** Questions without answer, one after the other, after which none is asked for some time. */
const MAX_UNANSWERED = 5;

interface Tested {
  health: Health;
  atMs: number;
  unanswered: number;
}

export interface BlockListHealthDeps {
  /** Answers in bounded time and never rejects. */
  readonly ask: (name: string) => Promise<DnsAnswer<string>>;
  readonly clock: Clock;
  readonly log: Logger;
}

export class BlockListHealth {
  readonly #deps: BlockListHealthDeps;
  readonly #tested = new Map<string, Tested>();
  readonly #running = new Map<string, Promise<Health>>();

  constructor(deps: BlockListHealthDeps) {
    this.#deps = deps;
  }

  /** What is known without asking; null when it is time for a test. */
  known(zone: string, kind: ListedKind, maxAgeMs = HOUR_MS): Health | null {
    const tested = this.#tested.get(keyOf(zone, kind));
    if (tested === undefined) return null;
    const validMs = tested.health === 'silent' ? SILENCE_MS : maxAgeMs;
    return this.#deps.clock.monotonicMs() - tested.atMs < validMs ? tested.health : null;
  }

  /** Tests it where the last test is longer ago than an hour. */
  current(zone: string, kind: ListedKind): Promise<Health> {
    return this.#ensure(zone, kind, HOUR_MS);
  }

  /** For one that has just said yes: not long ago it did not yet do so to everything. */
  recent(zone: string, kind: ListedKind): Promise<Health> {
    return this.#ensure(zone, kind, RECENT_MS);
  }

  /** Tells how a question other than a test went. */
  noteAnswer(zone: string, kind: ListedKind, isAnswered: boolean): void {
    const tested = this.#tested.get(keyOf(zone, kind));
    if (tested === undefined) return;
    tested.unanswered = isAnswered ? 0 : tested.unanswered + 1;
    if (tested.unanswered >= MAX_UNANSWERED) this.#conclude(zone, kind, 'silent');
  }

  /** Forgets lists that are not in use any more. */
  keepOnly(zones: ReadonlySet<string>): void {
    for (const key of this.#tested.keys()) if (!zones.has(key.slice(key.indexOf(' ') + 1))) this.#tested.delete(key);
  }

  async #ensure(zone: string, kind: ListedKind, maxAgeMs: number): Promise<Health> {
    const known = this.known(zone, kind, maxAgeMs);
    if (known !== null) return known;
    const key = keyOf(zone, kind);
    const running = this.#running.get(key) ?? this.#test(zone, kind).finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    return await running;
  }

  async #test(zone: string, kind: ListedKind): Promise<Health> {
    const [listed, unlisted] = await Promise.all(TEST_ENTRIES[kind].map((entry) => this.#deps.ask(`${entry}.${zone}`)));
    const isSilent = listed?.kind === 'failed' || unlisted?.kind === 'failed';
    const isSound = isListed(listed) && unlisted?.kind === 'none';
    return this.#conclude(zone, kind, isSilent ? 'silent' : isSound ? 'sound' : 'unsound');
  }

  #conclude(zone: string, kind: ListedKind, health: Health): Health {
    const key = keyOf(zone, kind);
    const before = this.#tested.get(key)?.health ?? 'sound';
    this.#tested.set(key, { health, atMs: this.#deps.clock.monotonicMs(), unanswered: 0 });
    if (health !== before) this.#tell(zone, kind, health);
    return health;
  }

  #tell(zone: string, kind: ListedKind, health: Health): void {
    const { log } = this.#deps;
    if (health === 'sound') log.info({ zone, kind }, 'block list answers rightly again');
    // Many lists hold IPv4 addresses only, which is nothing to worry about.
    else if (health === 'unsound' && kind === 'ipv6') log.info({ zone }, 'block list has no IPv6 addresses');
    else log.warn({ zone, kind, health }, 'block list is ignored until it answers rightly');
  }
}

function isListed(answer: DnsAnswer<string> | undefined): boolean {
  return answer?.kind === 'found' && answer.records.some(isListing);
}

function keyOf(zone: string, kind: ListedKind): string {
  return `${kind} ${zone}`;
}
