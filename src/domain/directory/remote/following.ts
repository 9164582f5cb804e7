/** Follows a remote directory while it is in use: whether it answers, and what is changed there. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../../base/clock.ts';
import { Failure, isFailure } from '../../../base/failure.ts';
import type { Logger } from '../../../base/log.ts';
import { type Caller, SYSTEM } from '../../access/caller.ts';
import type { Store } from '../../ports/store.ts';
import type { Settings } from '../../settings/settings.ts';
import type { PrepareUser } from '../prepare-user.ts';
import { isRemoteProblem, saidOf } from './availability.ts';
import { isToCome, nextSecond } from './change-time.ts';
import { type Comparison, compare } from './compare.ts';
import type { MappedEntry } from './map-entry.ts';
import type { RemoteLink } from './remote-link.ts';
import type { RemoteState } from './remote-state.ts';
import { settleVanished, type Vanished } from './vanished.ts';

export interface FollowTimes {
  /** Between two probes, and between two while it is on probation or away. */
  readonly probeMs: number;
  readonly closeProbeMs: number;
  /** Of one probe. */
  readonly probeTimeoutMs: number;
  /** Between two looks at what was changed. */
  readonly lookMs: number;
}

export interface LastComparison extends Comparison {
  readonly atMs: number;
  /** Null where only what was changed has been looked at. */
  readonly vanished: Vanished | null;
}

export interface FollowingDeps {
  readonly link: RemoteLink;
  readonly store: Store;
  readonly settings: Pick<Settings, 'get'>;
  readonly state: RemoteState;
  readonly prepare: Pick<PrepareUser, 'change'>;
  readonly probationUntilMs: number;
  /** One comparison or switch at a time. */
  readonly exclusively: <T>(work: () => Promise<T>) => Promise<T>;
  /** It does not work, and is on probation. */
  readonly onFailed: (said: string) => Promise<void>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly times?: Partial<FollowTimes>;
}

const TIMES: FollowTimes = { probeMs: 30_000, closeProbeMs: 10_000, probeTimeoutMs: 5000, lookMs: 60_000 };
/** Probes that fail in a row before it is switched back. */
const FAILED_PROBES = 3;

export class Following {
  readonly #deps: FollowingDeps;
  readonly #times: FollowTimes;
  readonly #stop = new AbortController();
  #ended: Promise<unknown> = Promise.resolve();
  #last: LastComparison | null = null;
  /** The latest time of a change that was seen, as the server writes it. */
  #seenUntil = '';
  /** From which time on changes have not been looked at; empty before the first look. */
  #lookFrom = '';

  constructor(deps: FollowingDeps) {
    this.#deps = deps;
    this.#times = { ...TIMES, ...deps.times };
  }

  /** Until then it is switched back by itself; null where that is over. */
  get probationUntilMs(): number | null {
    const { probationUntilMs, clock } = this.#deps;
    return clock.nowMs() < probationUntilMs ? probationUntilMs : null;
  }

  get last(): LastComparison | null {
    return this.#last;
  }

  /** Resolves when nothing is under way any more. */
  get ended(): Promise<unknown> {
    return this.#ended;
  }

  /** @param isFresh everybody has just been compared. */
  start(isFresh: boolean): void {
    const { settings } = this.#deps;
    this.#ended = Promise.all([
      this.#every(
        () => this.#probeInterval(),
        () => this.#probe(),
      ),
      this.#every(
        () => settings.get('remoteDirectoryCompareMs'),
        () => this.compareNow(SYSTEM, false),
        !isFresh,
      ),
      this.#every(
        () => this.#times.lookMs,
        () => this.#look(),
      ),
    ]);
  }

  /** Nothing is begun any more, and what is under way is broken off. */
  stop(): void {
    this.#stop.abort(new Failure('unavailable', 'the remote directory is no longer in use'));
  }

  /** The first comparison, with people who have been read already. Who is not among them is not taken for vanished. */
  async begin(by: Caller, entries: readonly MappedEntry[]): Promise<Comparison> {
    const comparison = await compare(this.#deps, [entries], {
      by,
      mayLinkRoles: true,
      createsDomains: false,
      onEntry: (entry) => void this.#note(entry),
    });
    this.#last = { ...comparison, atMs: this.#deps.clock.nowMs(), vanished: null };
    this.#tell(comparison);
    return comparison;
  }

  /** Compares everybody. Throws Failure `unavailable`: then nobody is taken for vanished. */
  async compareNow(by: Caller, acceptsRemovals: boolean): Promise<Comparison & { readonly vanished: Vanished }> {
    const { link, settings, clock, log, exclusively } = this.#deps;
    return exclusively(async () => {
      this.#stop.signal.throwIfAborted();
      const present = new Set<string>();
      const comparison = await compare(this.#deps, link.people.all(this.#stop.signal), {
        by,
        mayLinkRoles: false,
        createsDomains: false,
        onEntry: (entry) => {
          const id = this.#note(entry);
          if (id !== null) present.add(id);
        },
      });
      const nowMs = clock.nowMs();
      const archiveAfterMs = settings.get('remoteDirectoryArchiveAfterMs');
      const vanished = await settleVanished(this.#deps, present, { by, nowMs, archiveAfterMs, acceptsRemovals });
      if (vanished.isHeldBack) {
        const { missing, of } = vanished;
        log.warn({ missing, of }, 'too many people are missing at the remote directory: nobody is archived');
      }
      this.#last = { ...comparison, atMs: nowMs, vanished };
      this.#tell(comparison);
      return { ...comparison, vanished };
    });
  }

  /** What was changed since the last time; before the first comparison there is nothing to go by. */
  async #look(): Promise<void> {
    const { link, clock, exclusively } = this.#deps;
    if (this.#seenUntil === '' || link.settings.mapping.changed === '' || link.availability.away !== null) return;
    const before = this.#seenUntil;
    await exclusively(async () => {
      this.#stop.signal.throwIfAborted();
      const changed = link.people.changedSince(this.#lookFrom || before, this.#stop.signal);
      const comparison = await compare(this.#deps, changed, {
        by: SYSTEM,
        mayLinkRoles: false,
        createsDomains: false,
        onEntry: (entry) => void this.#note(entry),
      });
      this.#tell(comparison);
      if (this.#last === null) this.#last = { ...comparison, atMs: clock.nowMs(), vanished: null };
      // Nothing newer since the last look: that second is over, and need not be read again and again.
      this.#lookFrom = this.#seenUntil === before ? nextSecond(before) : this.#seenUntil;
    });
  }

  async #probe(): Promise<void> {
    const { link, onFailed } = this.#deps;
    for (let failed = 1; ; failed += 1) {
      const said = await this.#probeOnce();
      if (said === null || this.probationUntilMs === null) return;
      if (failed < FAILED_PROBES) {
        await this.#wait(this.#times.closeProbeMs);
        continue;
      }
      // Not awaited: it ends this following, too.
      void onFailed(said).catch((error: unknown) => {
        this.#deps.log.error({ err: error, server: link.settings.host }, 'the remote directory was not switched back');
      });
      return;
    }
  }

  /** What went wrong; null where all is well. */
  async #probeOnce(): Promise<string | null> {
    const { availability, remote, settings } = this.#deps.link;
    try {
      await availability.probe(
        (deadline) => remote.probe(settings.base, AbortSignal.any([deadline, this.#stop.signal])),
        this.#times.probeTimeoutMs,
      );
      return null;
    } catch (error) {
      this.#stop.signal.throwIfAborted();
      if (isFailure(error)) return saidOf(error);
      throw error;
    }
  }

  #probeInterval(): number {
    const isClose = this.#deps.link.availability.away !== null || this.probationUntilMs !== null;
    return isClose ? this.#times.closeProbeMs : this.#times.probeMs;
  }

  /** @returns the id of who is there. */
  #note(entry: MappedEntry): string | null {
    if (entry.person === null) return entry.remoteId;
    const { remoteId, changed } = entry.person;
    // Times of one server are written alike, so that their texts are in the order of the times. One that is still to come
    // would hide what others change until then.
    if (changed > this.#seenUntil && !isToCome(changed, this.#deps.clock.nowMs())) this.#seenUntil = changed;
    return remoteId;
  }

  #tell({ people, added, linked, changed, refused }: Comparison): void {
    const counts = { people, added: added.count, linked: linked.count, changed: changed.count, refused: refused.count };
    const isNews = added.count + linked.count + changed.count > 0;
    this.#deps.log[isNews ? 'info' : 'debug'](counts, 'compared with the remote directory');
  }

  async #every(intervalMs: () => number, work: () => Promise<unknown>, beginsAtOnce = false): Promise<void> {
    for (let isFirst = beginsAtOnce; !this.#stop.signal.aborted; isFirst = false) {
      try {
        if (!isFirst) await this.#wait(intervalMs());
        await work();
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        if (isRemoteProblem(error)) this.#deps.log.debug({ err: error }, 'the remote directory was not read');
        else this.#deps.log.error({ err: error }, 'following the remote directory failed');
      }
    }
  }

  #wait(ms: number): Promise<void> {
    return sleep(ms, undefined, { signal: this.#stop.signal, ref: false });
  }
}
