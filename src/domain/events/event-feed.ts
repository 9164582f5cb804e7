/**
 * Events of the running server for those who may know of them. Everybody hears of himself; managers of a domain of what
 * is in it; administrators of everything.
 *
 * Invariant: what is beyond somebody's reach is not told to him, not even that there was something.
 */
import type { Logger } from '../../base/log.ts';
import { type Caller, type Reach, reachesAll, reachesDomain, reachesUser } from '../access/caller.ts';
import { isActive } from '../access/is-active.ts';
import { reachOf } from '../access/permissions.ts';
import type { Sample } from '../activity/metrics.ts';
import { mailOf } from '../directory/mail-of.ts';
import type { Health } from '../health/health.ts';
import type { Change } from '../ports/changes.ts';
import type { User } from '../ports/directory.ts';
import type { GroupId } from '../ports/ids.ts';
import type { Store } from '../ports/store.ts';
import type { ServiceControl } from '../services/service-control.ts';
import type { ServerEvent } from './server-event.ts';

export interface EventFeed {
  /**
   * @param onEvent must not throw and not wait.
   * @param onOver what he was allowed holds no longer: session ended, role changed, account gone or switched off. Once.
   * @returns what ends it.
   */
  follow(caller: Caller, onEvent: (event: ServerEvent) => void, onOver: () => void): () => void;
}

export interface EventFeedDeps {
  readonly store: Pick<Store, 'reader' | 'feed'>;
  readonly services: Pick<ServiceControl, 'onChange'>;
  readonly health: Pick<Health, 'onChange'>;
  readonly onSample: (listener: (atMs: number, sample: Sample) => void) => () => void;
  readonly log: Logger;
}

/** Settings that change what people may do for themselves. */
const PRIVILEGE_SETTINGS: readonly string[] = ['withheldPrivileges'];
/** Of one commit, as many changes are told one by one; an import of thousands is one event of each kind. */
const MOST_TOLD = 50;

export function createEventFeed(deps: EventFeedDeps): EventFeed {
  return {
    follow(caller, onEvent, onOver) {
      const follower = new Follower(deps, caller, onEvent, onOver);
      follower.start();
      return () => follower.stop();
    },
  };
}

type Told = Extract<ServerEvent, { readonly name: 'directory' }>;

class Follower {
  readonly #deps: EventFeedDeps;
  readonly #caller: Caller;
  readonly #onEvent: (event: ServerEvent) => void;
  readonly #onOver: () => void;
  readonly #ends: (() => void)[] = [];
  /** As he was when he began to listen. */
  #standing: string | null = null;
  #groups: ReadonlySet<GroupId> = new Set();
  #work: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(deps: EventFeedDeps, caller: Caller, onEvent: (event: ServerEvent) => void, onOver: () => void) {
    this.#deps = deps;
    this.#caller = caller;
    this.#onEvent = onEvent;
    this.#onOver = onOver;
  }

  start(): void {
    const { store, services, health, onSample } = this.#deps;
    this.#ends.push(store.feed.subscribe(({ changes }) => this.#inTurn(() => this.#tell(changes))));
    // First of all: what was true when he was identified may have ended before there was a subscription to hear of it.
    this.#inTurn(async () => {
      const self = await this.#self();
      if (!(await this.#isStillAllowed(self))) return this.#over();
      this.#standing = standingOf(self);
      this.#groups = await this.#groupsOf(self);
      if (this.#isStopped || !reachesAll(this.#caller)) return;
      this.#ends.push(
        services.onChange((status) => this.#send({ name: 'service', status })),
        health.onChange((report) => this.#send({ name: 'health', report })),
        onSample((atMs, sample) => this.#send({ name: 'activity', atMs, sample })),
      );
    });
  }

  stop(): void {
    this.#isStopped = true;
    for (const end of this.#ends.splice(0)) end();
  }

  #send(event: ServerEvent): void {
    if (!this.#isStopped) this.#onEvent(event);
  }

  #over(): void {
    if (this.#isStopped) return;
    this.stop();
    this.#onOver();
  }

  async #doAfter(before: Promise<void>, work: () => Promise<void>): Promise<void> {
    await before;
    try {
      if (!this.#isStopped) await work();
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'events not told');
      // He asks for everything again, which is better than not to know.
      this.#over();
    }
  }

  #inTurn(work: () => Promise<void>): void {
    this.#work = this.#doAfter(this.#work, work);
  }

  async #self(): Promise<User | null> {
    const { account } = this.#caller.reach;
    return account === null ? null : await this.#deps.store.reader().directory.user(account);
  }

  async #groupsOf(self: User | null): Promise<ReadonlySet<GroupId>> {
    if (self === null) return new Set();
    return new Set((await this.#deps.store.reader().directory.groupsOf(self.account)).map(({ id }) => id));
  }

  /** Who showed no session came through a door that stays open to him: he is judged by what changes from now on. */
  async #isStillAllowed(self: User | null): Promise<boolean> {
    const { reach, session = null } = this.#caller;
    if (session === null) return true;
    if (self === null || !isActive(self) || textOf(reach) !== textOf(reachOf(self))) return false;
    return (await this.#deps.store.reader().directory.sessions(self.account)).some(({ id }) => id === session);
  }

  /** Whether something says anew what he may do: groups and domains do so for those who are in them, or were. */
  async #areMyPrivileges(changes: readonly Change[]): Promise<boolean> {
    const groups = changes.flatMap((change) => (change.kind === 'group-changed' ? [change.group] : []));
    const domains = changes.flatMap((change) => (change.kind === 'domain-changed' ? [change.domain] : []));
    if (groups.length + domains.length > 0) {
      const [before, self] = [this.#groups, await this.#self()];
      this.#groups = await this.#groupsOf(self);
      if (groups.some((group) => before.has(group) || this.#groups.has(group))) return true;
      if (self !== null && domains.includes(self.domain)) return true;
    }
    return changes.some((change) => change.kind === 'setting-changed' && PRIVILEGE_SETTINGS.includes(change.name));
  }

  async #tell(changes: readonly Change[]): Promise<void> {
    const { account } = this.#caller.reach;
    const { session = null } = this.#caller;
    const mine = changes.filter((change) => 'account' in change && change.account === account);
    for (const change of mine) {
      const isOwnSession = change.kind === 'sessions-ended' && session !== null && change.sessions.includes(session);
      if (isOwnSession || change.kind === 'user-deleted') return this.#over();
    }
    const aspects = new Set(mine.flatMap(aspectsOf));
    if (await this.#areMyPrivileges(changes)) aspects.add('privileges');
    for (const what of aspects) this.#send({ name: 'me', what });
    if (mine.some(({ kind }) => kind === 'user-changed') && standingOf(await this.#self()) !== this.#standing) {
      return this.#over();
    }
    await this.#tellOfOthers(changes);
  }

  async #tellOfOthers(changes: readonly Change[]): Promise<void> {
    const { reach } = this.#caller;
    if (reach.domains !== 'all' && reach.domains.size === 0) return;
    if (reachesAll(this.#caller)) {
      const kinds = new Set(changes.map(({ kind }) => kind));
      if (kinds.has('queued') || kinds.has('queue-updated')) this.#send({ name: 'queue' });
      if (kinds.has('quarantine-changed')) this.#send({ name: 'quarantine' });
    }
    const told = new Map<string, Told>();
    for (const change of changes) {
      const event = await this.#describe(change);
      if (event !== null) told.set(`${event.kind} ${event.target}`, event);
    }
    const events = [...told.values()];
    const kinds = new Set(events.map(({ kind }) => kind));
    if (events.length <= MOST_TOLD) for (const event of events) this.#send(event);
    else for (const kind of kinds) this.#send({ name: 'directory', kind, target: null });
  }

  /** Null for what is beyond reach; what is gone has no place any more, so only who reaches everything hears of it. */
  async #describe(change: Change): Promise<Told | null> {
    const { directory } = this.#deps.store.reader();
    const gone = (kind: Told['kind']): Told | null =>
      reachesAll(this.#caller) ? { name: 'directory', kind, target: null } : null;
    const of = (kind: Told['kind'], isInReach: boolean, target: string): Told | null =>
      isInReach ? { name: 'directory', kind, target } : null;
    switch (change.kind) {
      case 'user-changed':
      case 'credentials-changed':
      case 'second-factors-changed': {
        const user = await directory.user(change.account);
        return user === null ? gone('user') : of('user', reachesUser(this.#caller, user), user.userId);
      }
      case 'user-deleted':
        return gone('user');
      case 'domain-changed':
      case 'dkim-keys-changed': {
        const kind = change.kind === 'domain-changed' ? 'domain' : 'keys';
        const domain = (await directory.listDomains()).find(({ id }) => id === change.domain);
        return domain === undefined ? gone(kind) : of(kind, reachesDomain(this.#caller, domain.id), domain.name);
      }
      case 'alias-changed': {
        const alias = await directory.alias(change.alias);
        return alias === null ? gone('alias') : of('alias', reachesDomain(this.#caller, alias.domain), mailOf(alias));
      }
      case 'group-changed': {
        const group = await directory.group(change.group);
        return group === null
          ? gone('group')
          : of('group', reachesDomain(this.#caller, group.domain), `${group.name}@${group.domainName}`);
      }
      case 'setting-changed':
        return of('setting', reachesAll(this.#caller), change.name);
      case 'mail-routes-changed':
        return of('route', reachesAll(this.#caller), '');
      default:
        return null;
    }
  }
}

type Aspect = Extract<ServerEvent, { readonly name: 'me' }>['what'];

/** What is different for whoever listens, of what happened to his own account. */
function aspectsOf({ kind }: Change): Aspect[] {
  switch (kind) {
    case 'user-changed':
      return ['profile', 'privileges'];
    case 'credentials-changed':
      return ['credentials'];
    case 'second-factors-changed':
      return ['factors'];
    case 'sessions-ended':
      return ['sessions'];
    default:
      return [];
  }
}

function textOf({ domains, isOfPlainUsers }: Reach): string {
  return JSON.stringify([domains === 'all' ? domains : [...domains].sort((a, b) => a - b), isOfPlainUsers]);
}

/** What decides which events he hears of. */
function standingOf(user: User | null): string {
  if (user === null) return '';
  const { role, roleDomains, isEnabled, archivedAtMs } = user;
  return JSON.stringify([role, roleDomains.toSorted((a, b) => a - b), isEnabled, archivedAtMs]);
}
