/**
 * What each address of this server leads to: users, aliases expanded, forwardings followed, sub-addresses, patterns,
 * catch-alls, synonyms. MI5, MI6
 *
 * Answers are kept until the change feed tells of a change in the directory, so that they are never older than the
 * store. An answer that was read while a change came in is given, and not kept.
 */
import { foldName } from '../../base/name.ts';
import { type MailAddress, parseMailAddress } from '../../formats/address/mail-address.ts';
import type { SenderRewriting } from '../authentication/sender-rewriting.ts';
import type { Change, ChangeBatch } from '../ports/changes.ts';
import type { Alias, Domain, User } from '../ports/directory.ts';
import type { AliasId, DomainId } from '../ports/ids.ts';
import type { DirectoryReader } from '../ports/reader.ts';
import type { Store } from '../ports/store.ts';
import type { Settings } from '../settings/settings.ts';
import { type Expansion, expandAlias, expandOwners, expandUser, expansionOf } from './expand.ts';
import { aliasAddress, type MemberTarget } from './expansion-walk.ts';
import { type AddressPattern, byLengthDescending, type FoundTarget, findTarget, patternOf } from './find-target.ts';

export interface UserResolution {
  readonly kind: 'user';
  readonly domain: Domain;
  readonly user: User;
  readonly expansion: Expansion;
  /** The folder named in a sub-address. */
  readonly detail: string | null;
  readonly isCatchAll: boolean;
}

export type Resolution =
  | { readonly kind: 'foreign' }
  | { readonly kind: 'unknown' }
  /**
   * A rewritten return path of this server: the mail is for the address that was behind it, or for the mailbox of the
   * user who sends his mail on.
   */
  | {
      readonly kind: 'returned';
      readonly domain: Domain;
      readonly address: string;
      readonly home: UserResolution | null;
    }
  | UserResolution
  | {
      readonly kind: 'alias';
      readonly domain: Domain;
      /** Canonical address; null for the owners of one. */
      readonly alias: string | null;
      readonly expansion: Expansion;
      readonly detail: string | null;
      readonly isCatchAll: boolean;
    };

const FOREIGN: Resolution = { kind: 'foreign' };
const UNKNOWN: Resolution = { kind: 'unknown' };
/** Addresses kept, counting each member of an expansion; some tens of megabytes at most. */
const MAX_KEPT = 100_000;
/** Aliases with a star that one domain may have; further ones are addresses like any other. */
const MAX_PATTERNS = 1000;

interface ExpandedAlias {
  readonly name: string;
  readonly expansion: Expansion;
}

export class AddressBook implements Disposable {
  readonly #store: Store;
  readonly #settings: DelimiterSettings;
  readonly #hostname: string;
  readonly #senderRewriting: Pick<SenderRewriting, 'reverse'>;
  readonly #unsubscribe: (() => void)[];
  #kept = new Map<string, Resolution>();
  /** By themselves, because sub-addresses and catch-alls lead to an alias in more ways than can be kept. */
  #expansions = new Map<AliasId, ExpandedAlias>();
  #keptWeight = 0;
  #domains: ReadonlyMap<string, Domain> | null = null;
  #patterns = new Map<DomainId, readonly AddressPattern[]>();
  /** Rises with each change of the directory. */
  #generation = 0;

  /** @param hostname the server's own name, lower case. */
  constructor(
    store: Store,
    settings: DelimiterSettings,
    hostname: string,
    senderRewriting: Pick<SenderRewriting, 'reverse'> = { reverse: () => null },
  ) {
    this.#store = store;
    this.#settings = settings;
    this.#hostname = hostname.toLowerCase();
    this.#senderRewriting = senderRewriting;
    this.#unsubscribe = [
      store.feed.subscribe((batch) => this.#follow(batch)),
      // Not by the feed: that tells of a setting before its new value can be read.
      settings.onChange((name) => {
        if (name === 'recipientDelimiter') this.#forget();
      }),
    ];
  }

  [Symbol.dispose](): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  /** `postmaster` without a domain is the primary domain's. RFC 5321 section 4.5.1 */
  resolve(address: MailAddress | 'postmaster'): Resolution | Promise<Resolution> {
    const key = address === 'postmaster' ? address : `${foldName(address.localPart)}@${address.domain}`;
    return this.#kept.get(key) ?? this.#read(key, address);
  }

  /** Whether mail for this domain is this server's own. @param name A-label form, lower case. */
  async isOwnDomain(name: string): Promise<boolean> {
    return this.#findDomain(await this.#readDomains(this.#store.reader().directory), name) !== null;
  }

  async #read(key: string, address: MailAddress | 'postmaster'): Promise<Resolution> {
    const generation = this.#generation;
    const resolution = await this.#resolve(address, generation);
    if (generation === this.#generation && isOfDirectory(resolution)) {
      this.#makeRoom(1 + weightOf(resolution));
      this.#kept.set(key, resolution);
    }
    return resolution;
  }

  async #resolve(address: MailAddress | 'postmaster', generation: number): Promise<Resolution> {
    const directory = this.#store.reader().directory;
    const domains = await this.#readDomains(directory);
    const domain = address === 'postmaster' ? findPrimary(domains) : this.#findDomain(domains, address.domain);
    if (domain === null) return FOREIGN;
    const localPart = address === 'postmaster' ? address : address.localPart;
    const found = await this.#findTarget(directory, domain, localPart);
    if (found === null) return UNKNOWN;
    if (found.kind === 'returned') {
      const home = await this.#findHome(directory, domains, domain, found.address);
      return { kind: 'returned', domain, address: found.address, home };
    }
    const find = (member: MailAddress) => this.#findMember(directory, domains, member);
    if (found.kind === 'owners') {
      const expansion = await expandOwners(directory, found.alias, find);
      return { kind: 'alias', domain, alias: null, expansion, detail: null, isCatchAll: false };
    }
    const { target, detail, isMadeUp: isCatchAll } = found;
    if (target.kind === 'alias') {
      const { name, expansion } = await this.#expand(directory, target.alias, find, generation);
      return { kind: 'alias', domain, alias: name, expansion, detail, isCatchAll };
    }
    const user = await directory.user(target.account);
    if (user === null) return UNKNOWN;
    const expansion =
      user.forwarding === null ? stayingHere(user, isCatchAll) : await expandUser(directory, user, find);
    return { kind: 'user', domain, user, expansion, detail, isCatchAll };
  }

  /** Only `homeward` wraps an address of the domain that wraps it. */
  async #findHome(
    directory: DirectoryReader,
    domains: ReadonlyMap<string, Domain>,
    domain: Domain,
    address: string,
  ): Promise<UserResolution | null> {
    const { localPart, domain: behind } = parseMailAddress(address);
    // It may have been renamed since.
    if (domains.get(behind)?.id !== domain.id) return null;
    const target = await directory.resolve(foldName(localPart), domain.name);
    const user = target?.kind === 'user' ? await directory.user(target.account) : null;
    if (user === null) return null;
    return { kind: 'user', domain, user, expansion: stayingHere(user, false), detail: null, isCatchAll: false };
  }

  #findTarget(directory: DirectoryReader, domain: Domain, localPart: string): Promise<FoundTarget | null> {
    const deps = {
      directory,
      delimiter: this.#settings.get('recipientDelimiter'),
      senderRewriting: this.#senderRewriting,
      patterns: (id: DomainId) => this.#readPatterns(directory, id),
    };
    return findTarget(deps, domain, localPart);
  }

  /** A member that is written as an address: what it leads to here, or null where it is another server's. */
  async #findMember(
    directory: DirectoryReader,
    domains: ReadonlyMap<string, Domain>,
    member: MailAddress,
  ): Promise<MemberTarget | 'unknown' | null> {
    const domain = this.#findDomain(domains, member.domain);
    if (domain === null) return null;
    const found = await this.#findTarget(directory, domain, member.localPart);
    if (found === null || found.kind === 'returned') return 'unknown';
    return found.kind === 'owners' ? found : found.target;
  }

  /** Domains of this server; its own host name stands for the domain that it lies in. MI6 */
  #findDomain(domains: ReadonlyMap<string, Domain>, name: string): Domain | null {
    const domain = domains.get(name);
    if (domain !== undefined) return domain;
    if (name !== this.#hostname) return null;
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      const parent = domains.get(name.slice(dot + 1));
      if (parent !== undefined) return parent;
    }
    return null;
  }

  async #readDomains(directory: DirectoryReader): Promise<ReadonlyMap<string, Domain>> {
    if (this.#domains !== null) return this.#domains;
    const generation = this.#generation;
    const all = await directory.listDomains();
    const domains = new Map(all.flatMap((domain) => namesOf(domain).map((name) => [name, domain])));
    if (generation === this.#generation) this.#domains = domains;
    return domains;
  }

  async #readPatterns(directory: DirectoryReader, domain: DomainId): Promise<readonly AddressPattern[]> {
    const known = this.#patterns.get(domain);
    if (known !== undefined) return known;
    const generation = this.#generation;
    const aliases: readonly Alias[] = await directory.listAliases(domain, { query: '*', limit: MAX_PATTERNS });
    const patterns = aliases.flatMap((alias) => patternOf(alias) ?? []).sort(byLengthDescending);
    if (generation === this.#generation) this.#patterns.set(domain, patterns);
    return patterns;
  }

  async #expand(
    directory: DirectoryReader,
    id: AliasId,
    find: (member: MailAddress) => Promise<MemberTarget | 'unknown' | null>,
    generation: number,
  ): Promise<ExpandedAlias> {
    const known = this.#expansions.get(id);
    if (known !== undefined) return known;
    const alias = await directory.alias(id);
    const name = alias === null ? '' : aliasAddress(alias);
    const expanded = { name, expansion: await expandAlias(directory, id, find) };
    if (generation === this.#generation) {
      this.#makeRoom(1 + sizeOf(expanded.expansion));
      this.#expansions.set(id, expanded);
    }
    return expanded;
  }

  #makeRoom(weight: number): void {
    if (this.#keptWeight + weight > MAX_KEPT) this.#clear();
    this.#keptWeight += weight;
  }

  #clear(): void {
    this.#kept = new Map();
    this.#expansions = new Map();
    this.#keptWeight = 0;
  }

  #forget(): void {
    this.#generation += 1;
    this.#clear();
    this.#domains = null;
    this.#patterns = new Map();
  }

  #follow(batch: ChangeBatch): void {
    if (batch.changes.some((change) => DIRECTORY_CHANGES.has(change.kind))) this.#forget();
  }
}

function stayingHere(user: User, isCatchAll: boolean): Expansion {
  const { account, userId, welcomeSenders } = user;
  const via = isCatchAll ? 'catch-all' : 'address';
  const decision = isCatchAll ? 'catch-all' : 'mailbox';
  return expansionOf(user, { account, userId, mailbox: null, via, decision, welcomeSenders });
}

/** The others are not kept: strangers can make them up without end. */
function isOfDirectory(resolution: Resolution): boolean {
  if (resolution.kind !== 'user' && resolution.kind !== 'alias') return false;
  return resolution.detail === null && !resolution.isCatchAll;
}

/** Aliases are weighed where their expansions are kept. */
function weightOf(resolution: Resolution): number {
  return resolution.kind === 'user' ? sizeOf(resolution.expansion) : 0;
}

function sizeOf({ users, departures }: Expansion): number {
  return users.length + departures.length;
}

type DelimiterSettings = Pick<Settings, 'get' | 'onChange'>;

const DIRECTORY_CHANGES: ReadonlySet<Change['kind']> = new Set([
  'domain-changed',
  'user-changed',
  'user-deleted',
  'alias-changed',
]);

function namesOf({ name, synonyms }: Domain): readonly string[] {
  return [name, ...synonyms];
}

function findPrimary(domains: ReadonlyMap<string, Domain>): Domain | null {
  for (const domain of domains.values()) if (domain.isPrimary) return domain;
  return null;
}
