/**
 * The memory that messages take up while they arrive: all of them together have a bound, strangers have a lower one, and
 * nobody can take up what is there for many. MI9
 */
import { clientNetwork } from '../reputation/client-network.ts';
import type { Settings } from '../settings/settings.ts';
import type { Envelope } from './envelope.ts';
import { MessageRefused } from './refusals.ts';

/** Of one message this much is in memory at most; the rest is in a file (ports/contents.ts). */
const IN_MEMORY_BYTES = 256 * 1024;
/** Of the whole for one network of strangers, or one user. */
const PART_OF_ONE = 1 / 8;
/** Of the whole for all strangers: the rest is kept for users, devices, local servers and filters. */
const PART_OF_STRANGERS = 3 / 4;

/** Of whom a message is. */
export type Bringer = Pick<Envelope, 'source' | 'submitter'> & { readonly client: { readonly address: string } };

/** What a message draws on, with the part of the whole that it may hold. */
type Pools = ReadonlyMap<string, number>;

const ALL = ['all', 1] as const;

export class StagingBudget {
  readonly #settings: Pick<Settings, 'get'>;
  /** By pool; absent where nothing is held. */
  readonly #held = new Map<string, number>();

  constructor(settings: Pick<Settings, 'get'>) {
    this.#settings = settings;
  }

  get usedBytes(): number {
    return this.#held.get(ALL[0]) ?? 0;
  }

  /** For a message that begins. Throws MessageRefused `too-busy` when those that are arriving have taken up everything. */
  open(bringer: Bringer): StagingShare {
    const pools = poolsOf(bringer);
    this.#require(pools, 1);
    return new StagingShare(
      (bytes) => {
        this.#require(pools, bytes);
        this.#add(pools, bytes);
      },
      (bytes) => this.#add(pools, -bytes),
    );
  }

  #require(pools: Pools, bytes: number): void {
    const whole = this.#settings.get('maxStagedBytes');
    for (const [pool, part] of pools) {
      if ((this.#held.get(pool) ?? 0) + bytes > whole * part) throw new MessageRefused('too-busy');
    }
  }

  #add(pools: Pools, bytes: number): void {
    for (const pool of pools.keys()) {
      const held = (this.#held.get(pool) ?? 0) + bytes;
      if (held === 0) this.#held.delete(pool);
      else this.#held.set(pool, held);
    }
  }
}

/** Local and trusted servers, filters and devices were chosen by the administrator, and bring mail of many. */
function poolsOf({ source, submitter, client }: Bringer): Pools {
  if (source === 'server') {
    return new Map([ALL, ['strangers', PART_OF_STRANGERS], [`network ${clientNetwork(client.address)}`, PART_OF_ONE]]);
  }
  if (source === 'submission' && submitter !== 'device') return new Map([ALL, [`user ${submitter}`, PART_OF_ONE]]);
  return new Map([ALL]);
}

/** What one message has taken. Disposing gives it back. */
export class StagingShare implements Disposable {
  readonly #take: (bytes: number) => void;
  readonly #giveBack: (bytes: number) => void;
  #bytes = 0;

  constructor(take: (bytes: number) => void, giveBack: (bytes: number) => void) {
    this.#take = take;
    this.#giveBack = giveBack;
  }

  /** Throws MessageRefused `too-busy`. */
  grow(bytes: number): void {
    const more = Math.min(bytes, IN_MEMORY_BYTES - this.#bytes);
    if (more <= 0) return;
    this.#take(more);
    this.#bytes += more;
  }

  [Symbol.dispose](): void {
    this.#giveBack(this.#bytes);
    this.#bytes = 0;
  }
}
