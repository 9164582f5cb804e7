/**
 * The walk through aliases and forwardings, with loops cut.
 *
 * What leads back to an alias on the way ends there. A forwarding that leads back to its user, or to nobody at all,
 * leaves him a copy: mail is not lost because somebody set up a circle.
 */
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { formatMailAddress, type MailAddress } from '../../formats/address/mail-address.ts';
import { isActive } from '../access/is-active.ts';
import type { AddressTarget, Alias, AliasMember, User } from '../ports/directory.ts';
import type { AccountId, AliasId } from '../ports/ids.ts';
import type { Channel } from '../ports/queue.ts';
import type { DirectoryReader } from '../ports/reader.ts';
import type { RecipientDecision as TracedDecision } from '../trace/trace-facts.ts';
import { type Departure, type DepartureRoute, type RecipientCopy, SUBMITTED } from './envelope.ts';
import type { Expansion } from './expand.ts';
import { parseAddressOrNull } from './parse-address.ts';

/** Aliases, users and other members that one address may lead to. */
export const MAX_EXPANSION = 10_000;
/** Reads between two breaks that let other connections have their turn. */
const READS_PER_TURN = 200;
/** Marks of one copy: enough to see a loop, however deep the nesting is. */
const MAX_MARKS = 10;

/** What an address leads to here; the owners of an alias are reached by an address of their own. */
export type MemberTarget = AddressTarget | { readonly kind: 'owners'; readonly alias: Alias };

/** What an address means here: null where it is another server's, `unknown` where it is ours and nobody's. */
export type FindMember = (address: MailAddress) => Promise<MemberTarget | 'unknown' | null>;

/** How one has come to where the walk is. */
interface Way {
  readonly via: string;
  readonly decision: TracedDecision;
  readonly route: DepartureRoute;
  /** By membership alone, without anybody's forwarding. */
  readonly isMembership: boolean;
}

/** What is being walked through, and how far. A list of these instead of recursion: nesting has no bound. */
interface Level {
  readonly targets: readonly AliasMember[];
  next: number;
  readonly way: Way;
  leave(): void;
}

export class ExpansionWalk {
  readonly #directory: DirectoryReader;
  readonly #find: FindMember;
  readonly #levels: Level[] = [];
  readonly #aliasPath = new Set<AliasId>();
  readonly #aliasesSeen = new Set<AliasId>();
  readonly #forwarderPath = new Set<AccountId>();
  readonly #seen = new Map<AccountId, User>();
  readonly #members = new Set<AccountId>();
  readonly #copies = new Map<AccountId, RecipientCopy>();
  readonly #returns = new Map<AccountId, RecipientCopy>();
  readonly #departures = new Map<string, Departure>();
  readonly #welcomeSenders = new Set<string>();
  #reached = 0;
  #reads = 0;
  #isLooping = false;
  #hasRemote = false;
  #isTooLarge = false;

  constructor(directory: DirectoryReader, find: FindMember) {
    this.#directory = directory;
    this.#find = find;
  }

  async fromAlias(alias: Alias): Promise<void> {
    this.#enterAlias(alias, { via: aliasAddress(alias), decision: 'alias', route: SUBMITTED, isMembership: true });
    await this.#walk();
  }

  async fromOwners(alias: Alias): Promise<void> {
    this.#enterOwners(alias, { via: ownersAddress(alias), decision: 'owners', route: SUBMITTED, isMembership: true });
    await this.#walk();
  }

  async fromUser(user: User): Promise<void> {
    this.#enterUser(user, { via: 'address', decision: 'mailbox', route: SUBMITTED, isMembership: true });
    await this.#walk();
  }

  finish(): Expansion {
    const users = [...this.#members].flatMap((account) => this.#seen.get(account) ?? []);
    return {
      users,
      copies: [...this.#copies.values()],
      departures: [...this.#departures.values()],
      returns: this.#returns,
      welcomeSenders: [...this.#welcomeSenders],
      passedOver: [...this.#seen.values()].filter((user) => !isActive(user)).map((user) => user.userId),
      isLooping: this.#isLooping,
      hasRemote: this.#hasRemote,
      isTooLarge: this.#isTooLarge,
    };
  }

  async #walk(): Promise<void> {
    for (let level = this.#levels.at(-1); level !== undefined && !this.#isTooLarge; level = this.#levels.at(-1)) {
      const member = level.targets[level.next++];
      if (member !== undefined) {
        await this.#visit(member, level.way);
        continue;
      }
      this.#levels.pop();
      level.leave();
    }
  }

  async #visit(member: AliasMember, way: Way): Promise<void> {
    switch (member.kind) {
      case 'user':
        return this.#visitUser(member.account, way);
      case 'alias':
        return this.#visitAlias(member.alias, way);
      case 'remote':
        return this.#visitAddress(member.address, way);
      case 'file':
      case 'program':
        if (way.isMembership) this.#hasRemote = true;
        return this.#depart(null, member, `${member.kind}:${member.name}`, member.kind, way.route);
    }
  }

  async #visitAddress(text: string, way: Way): Promise<void> {
    const address = parseAddressOrNull(text);
    const target = address === null ? null : await this.#find(address);
    if (target === 'unknown') return undefined;
    if (target !== null) {
      if (target.kind === 'owners') return this.#enterOwners(target.alias, way);
      return this.#visit(target, way);
    }
    if (way.isMembership) this.#hasRemote = true;
    if (address === null) return undefined;
    const decision = way.route.kind === 'forwarded' ? 'forward' : 'remote';
    return this.#depart(formatMailAddress(address), { kind: 'smtp' }, address.domain, decision, way.route);
  }

  async #visitUser(account: AccountId, way: Way): Promise<void> {
    const known = this.#seen.get(account);
    if (known !== undefined) {
      if (way.isMembership) this.#members.add(account);
      // His forwarding has come back to him.
      if (this.#forwarderPath.has(account)) this.#keepCopy(account);
      if (isActive(known)) this.#reached += 1;
      return;
    }
    await this.#count();
    const user = await this.#directory.user(account);
    if (user !== null) this.#enterUser(user, way);
  }

  #enterUser(user: User, way: Way): void {
    const { account, userId, forwarding, welcomeSenders } = user;
    this.#seen.set(account, user);
    if (way.isMembership) this.#members.add(account);
    if (!isActive(user)) return;
    for (const sender of welcomeSenders) this.#welcomeSenders.add(sender);
    const { via, decision } = way;
    const copy = { account, userId, mailbox: null, via, decision, welcomeSenders };
    if (forwarding === null || forwarding.keepsCopy) {
      this.#copies.set(account, copy);
      this.#reached += 1;
    }
    if (forwarding === null) return;
    if (!forwarding.keepsCopy) this.#returns.set(account, copy);
    const address = formatMailAddress({ localPart: user.localPart, domain: user.domainName });
    const reachedBefore = this.#reached;
    this.#forwarderPath.add(account);
    this.#levels.push({
      targets: forwarding.addresses.map((target) => ({ kind: 'remote', address: target })),
      next: 0,
      way: {
        via: address,
        decision: 'forward',
        route: {
          kind: 'forwarded',
          domain: user.domainName,
          errorsTo: way.route.errorsTo,
          marks: addMark(way.route.marks, address),
          account,
        },
        isMembership: false,
      },
      leave: () => {
        this.#forwarderPath.delete(account);
        if (this.#reached === reachedBefore) this.#keepCopy(account);
      },
    });
  }

  /** In place of a forwarding that leads nowhere. */
  #keepCopy(account: AccountId): void {
    const copy = this.#returns.get(account);
    if (copy === undefined || this.#copies.has(account)) return;
    this.#copies.set(account, copy);
    this.#reached += 1;
  }

  async #visitAlias(id: AliasId, way: Way): Promise<void> {
    if (this.#aliasPath.has(id)) this.#isLooping = true;
    if (this.#aliasesSeen.has(id)) return;
    await this.#count();
    const alias = await this.#directory.alias(id);
    if (alias !== null) this.#enterAlias(alias, way);
  }

  #enterAlias(alias: Alias, way: Way): void {
    this.#aliasPath.add(alias.id);
    this.#aliasesSeen.add(alias.id);
    const route: DepartureRoute = {
      kind: 'list',
      domain: alias.domainName,
      errorsTo: ownersAddress(alias),
      marks: addMark(way.route.marks, aliasAddress(alias)),
      account: null,
    };
    const leave = () => void this.#aliasPath.delete(alias.id);
    this.#levels.push({ targets: alias.members, next: 0, way: { ...way, decision: 'alias', route }, leave });
  }

  #enterOwners(alias: Alias, way: Way): void {
    const targets = alias.owners.map((account) => ({ kind: 'user', account }) as const);
    this.#levels.push({ targets, next: 0, way: { ...way, decision: 'owners' }, leave: () => {} });
  }

  async #depart(
    address: string | null,
    channel: Channel,
    lane: string,
    decision: TracedDecision,
    route: DepartureRoute,
  ): Promise<void> {
    const key = address ?? lane;
    this.#reached += 1;
    if (this.#departures.has(key)) return;
    await this.#count();
    this.#departures.set(key, { address, channel, lane, decision, route });
  }

  async #count(): Promise<void> {
    this.#reads += 1;
    if (this.#reads > MAX_EXPANSION) this.#isTooLarge = true;
    if (this.#reads % READS_PER_TURN === 0) await yieldToOthers();
  }
}

/** To whom the errors of a list go. */
export function ownersAddress({ localPart, domainName }: Alias): string {
  return formatMailAddress({ localPart: `owner-${localPart}`, domain: domainName });
}

export function aliasAddress({ localPart, domainName }: Alias): string {
  return formatMailAddress({ localPart, domain: domainName });
}

function addMark(marks: readonly string[], mark: string): readonly string[] {
  return [...marks.slice(0, MAX_MARKS - 1), mark];
}
