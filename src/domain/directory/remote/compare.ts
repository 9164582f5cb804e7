/** Compares the people of the remote directory with those here, and makes the difference good where that is wanted. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../../base/clock.ts';
import type { Caller } from '../../access/caller.ts';
import type { CreateUser, UpdateUser } from '../../ports/directory-operations.ts';
import type { Store } from '../../ports/store.ts';
import { audited } from '../audit-entry.ts';
import { told, userFields } from '../audit-fields.ts';
import { DEFAULT_MAILBOXES } from '../default-mailboxes.ts';
import { EMPTY_PROFILE } from '../names.ts';
import type { PrepareUser } from '../prepare-user.ts';
import { type DecideOptions, type Decision, decide, type Place, type RefusedReason } from './decide.ts';
import type { MappedEntry, RemotePerson } from './map-entry.ts';

/** Names of each kind that a report tells; all are counted. */
const MAX_TOLD = 1000;
/** Characters of a name or value that a report tells: those of a hostile directory are as long as it likes. */
const MAX_TOLD_LENGTH = 500;
/** Changes of one commit: other writes wait no longer than for that many. */
const BATCH = 50;

export interface Refused {
  /** Distinguished name at the remote directory. */
  readonly name: string;
  readonly reason: RefusedReason;
  readonly value: string;
}

/** The first thousand of a kind, and how many there are. */
export interface Told<T = string> {
  readonly count: number;
  readonly first: readonly T[];
}

export interface Comparison {
  /** Entries that were looked at. */
  readonly people: number;
  /** User IDs of those who were added, or would be. */
  readonly added: Told;
  readonly linked: Told;
  readonly changed: Told;
  readonly unchanged: number;
  readonly refused: Told<Refused>;
  /** That do not exist here, and in which somebody has his address. */
  readonly missingDomains: readonly string[];
}

export interface CompareOptions extends Omit<DecideOptions, 'seen'> {
  /** Who makes the changes; null: nothing is changed. */
  readonly by: Caller | null;
  /** Told of every entry that is there, also of those that are refused. */
  readonly onEntry?: (entry: MappedEntry) => void;
}

export interface CompareDeps {
  readonly store: Store;
  readonly prepare: Pick<PrepareUser, 'change'>;
  readonly clock: Clock;
}

type Entries = AsyncIterable<readonly MappedEntry[]> | Iterable<readonly MappedEntry[]>;

/** Throws what the entries throw, and Failure `unavailable`: what was done until then stays. */
export async function compare(deps: CompareDeps, entries: Entries, options: CompareOptions): Promise<Comparison> {
  const tally = new Tally();
  const seen = new Set<string>();
  for await (const slice of entries) {
    for (let start = 0; start < slice.length; start += BATCH) {
      await compareBatch(deps, slice.slice(start, start + BATCH), { ...options, seen }, tally);
      await nextTurn();
    }
  }
  return tally.report();
}

async function compareBatch(
  { store, prepare, clock }: CompareDeps,
  batch: readonly MappedEntry[],
  options: CompareOptions & DecideOptions,
  tally: Tally,
): Promise<void> {
  const { by } = options;
  const { directory } = store.reader();
  const changes: {
    readonly operation: CreateUser | UpdateUser;
    readonly person: RemotePerson;
    readonly decision: Decision;
  }[] = [];
  for (const entry of batch) {
    tally.people += 1;
    options.onEntry?.(entry);
    if (entry.person === null) {
      tally.refuse(entry.name, entry.reason, '');
      continue;
    }
    const { person } = entry;
    const decision = await decide(person, directory, options);
    const operation = by === null ? null : await operationFor(by, person, decision);
    if (operation === null) tally.count(person, decision);
    else changes.push({ operation, person, decision });
  }
  const outcomes = await store.apply(changes.map(({ operation }) => operation));
  for (const [index, { person, decision }] of changes.entries()) {
    const outcome = outcomes[index];
    if (outcome === undefined) throw new Error('an operation without an outcome');
    if (outcome.ok) tally.count(person, decision);
    else tally.refuse(person.name, 'not-stored', outcome.failure.message);
  }

  async function operationFor(caller: Caller, person: RemotePerson, decision: Decision) {
    switch (decision.kind) {
      case 'same':
        return null;
      case 'add':
        return createOperation(caller, person, decision.place);
      case 'link':
      case 'change':
        return prepare.change(caller, 'user.update', decision.user, decision.next);
      case 'refuse': {
        const { user, next } = decision;
        return user === undefined || next === undefined ? null : prepare.change(caller, 'user.update', user, next);
      }
    }
  }

  async function createOperation(caller: Caller, person: RemotePerson, place: Place): Promise<CreateUser | null> {
    const { userId, localPart, domain, domainName } = place;
    if (domain === null) return null;
    const user = {
      ...FRESH,
      ...{ userId, localPart, remoteId: person.remoteId },
      profile: { ...EMPTY_PROFILE, ...person.profile },
    };
    const facts = { ...user, domainName, isEnabled: true, archivedAtMs: null, forwarding: null, welcomeSenders: [] };
    const fields = told(await userFields(directory, facts));
    return {
      kind: 'create-user',
      domain: domain.id,
      ...user,
      credentials: [],
      mailboxes: DEFAULT_MAILBOXES,
      ...audited(caller, clock.nowMs(), 'user.create', { kind: 'user', name: userId }, {}, fields),
    };
  }
}

/** What a remote directory does not say of anybody. */
const FRESH = {
  role: 'user',
  roleDomains: [],
  isListed: true,
  language: null,
  storageQuota: 'inherit',
  messageQuota: 'inherit',
  privileges: {},
} as const;

class List<T> {
  #count = 0;
  readonly #first: T[] = [];

  add(item: T): void {
    this.#count += 1;
    if (this.#first.length < MAX_TOLD) this.#first.push(item);
  }

  get told(): Told<T> {
    return { count: this.#count, first: this.#first };
  }
}

class Tally {
  people = 0;
  readonly #refused = new List<Refused>();
  readonly #added = new List<string>();
  readonly #linked = new List<string>();
  readonly #changed = new List<string>();
  readonly #missingDomains = new Set<string>();
  #unchanged = 0;

  count(person: RemotePerson, decision: Decision): void {
    switch (decision.kind) {
      case 'same':
        this.#unchanged += 1;
        return;
      case 'add':
        this.#added.add(decision.place.userId);
        if (decision.place.domain === null) this.#noteDomain(decision.place.domainName);
        return;
      case 'link':
        this.#linked.add(decision.next.userId);
        return;
      case 'change':
        this.#changed.add(decision.next.userId);
        return;
      case 'refuse': {
        const { reason, value } = decision;
        if (reason === 'missing-domain') this.#noteDomain(value);
        this.refuse(person.name, reason, value);
      }
    }
  }

  refuse(name: string, reason: RefusedReason, value: string): void {
    this.#refused.add({ name: shortened(name), reason, value: shortened(value) });
  }

  report(): Comparison {
    return {
      people: this.people,
      ...{ added: this.#added.told, linked: this.#linked.told, changed: this.#changed.told },
      unchanged: this.#unchanged,
      refused: this.#refused.told,
      missingDomains: [...this.#missingDomains].sort(),
    };
  }

  #noteDomain(name: string): void {
    if (this.#missingDomains.size < MAX_TOLD) this.#missingDomains.add(name);
  }
}

/** A copy, since a part of a text keeps the whole of it in memory. */
function shortened(text: string): string {
  return text.length <= MAX_TOLD_LENGTH ? text : Buffer.from(text.slice(0, MAX_TOLD_LENGTH)).toString();
}
