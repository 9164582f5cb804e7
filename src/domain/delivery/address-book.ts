/**
 * What each address of this server leads to: users, aliases expanded, sub-addresses, catch-alls, synonyms. MI5, MI6
 *
 * Answers are kept until the change feed tells of a change in the directory, so that they are never older than the
 * store. An answer that was read while a change came in is given, and not kept.
 */
import { foldName } from '../../base/name.ts';
import type { MailAddress } from '../../formats/address/mail-address.ts';
import { splitSubaddress } from '../../formats/address/subaddress.ts';
import type { Change, ChangeBatch } from '../ports/changes.ts';
import type { AddressTarget, Domain, User } from '../ports/directory.ts';
import type { AliasId } from '../ports/ids.ts';
import type { DirectoryReader } from '../ports/reader.ts';
import type { Store } from '../ports/store.ts';
import type { Settings } from '../settings/settings.ts';
import type { RecipientCopy } from './envelope.ts';
import { type Expansion, expandAlias, type FindMember } from './expand-alias.ts';

export type Resolution =
  | { readonly kind: 'foreign' }
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'user';
      readonly user: User;
      readonly copies: readonly [RecipientCopy];
      /** The folder named in a sub-address. */
      readonly detail: string | null;
      readonly isCatchAll: boolean;
    }
  | {
      readonly kind: 'alias';
      readonly expansion: Expansion;
      readonly detail: string | null;
      readonly isCatchAll: boolean;
    };

const FOREIGN: Resolution = { kind: 'foreign' };
const UNKNOWN: Resolution = { kind: 'unknown' };
/** Addresses kept, counting each member of an expansion; some tens of megabytes at most. */
const MAX_KEPT = 100_000;

export class AddressBook implements Disposable {
  readonly #store: Store;
  readonly #settings: DelimiterSettings;
  readonly #hostname: string;
  readonly #unsubscribe: (() => void)[];
  #kept = new Map<string, Resolution>();
  /** By themselves, because sub-addresses and catch-alls lead to an alias in more ways than can be kept. */
  #expansions = new Map<AliasId, Expansion>();
  #keptWeight = 0;
  #domains: ReadonlyMap<string, Domain> | null = null;
  /** Rises with each change of the directory. */
  #generation = 0;

  /** @param hostname the server's own name, lower case. */
  constructor(store: Store, settings: DelimiterSettings, hostname: string) {
    this.#store = store;
    this.#settings = settings;
    this.#hostname = hostname.toLowerCase();
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

  async #read(key: string, address: MailAddress | 'postmaster'): Promise<Resolution> {
    const generation = this.#generation;
    const resolution = await this.#resolve(address, generation);
    if (generation === this.#generation && isOfDirectory(resolution)) {
      this.#makeRoom(1);
      this.#kept.set(key, resolution);
    }
    return resolution;
  }

  async #resolve(address: MailAddress | 'postmaster', generation: number): Promise<Resolution> {
    const directory = this.#store.reader().directory;
    const domains = await this.#readDomains(directory);
    const domain = address === 'postmaster' ? findPrimary(domains) : this.#findDomain(domains, address.domain);
    if (domain === null) return FOREIGN;
    const localPart = foldName(address === 'postmaster' ? address : address.localPart);
    const found = await this.#findTarget(directory, domain, localPart);
    if (found === null) return UNKNOWN;
    if (found.target.kind === 'alias') {
      const find = (member: MailAddress) => this.#findMember(directory, domains, member);
      const expansion = await this.#expand(directory, found.target.alias, find, generation);
      return { kind: 'alias', expansion, detail: found.detail, isCatchAll: found.isCatchAll };
    }
    const user = await directory.user(found.target.account);
    if (user === null) return UNKNOWN;
    const via = found.isCatchAll ? 'catch-all' : 'address';
    const copy = { account: user.account, userId: user.userId, mailbox: null, via };
    return { kind: 'user', user, copies: [copy], detail: found.detail, isCatchAll: found.isCatchAll };
  }

  /** The exact address, then the one before the sub-address, then what stands in for it. */
  async #findTarget(directory: DirectoryReader, domain: Domain, localPart: string): Promise<FoundTarget | null> {
    const exact = await directory.resolve(localPart, domain.name);
    if (exact !== null) return { target: exact, detail: null, isCatchAll: false };

    const { user, detail } = splitSubaddress(localPart, this.#settings.get('recipientDelimiter'));
    const base = detail === null ? null : await directory.resolve(user, domain.name);
    if (base !== null) return { target: base, detail, isCatchAll: false };

    // RFC 2142 section 4: somebody reads abuse@ although nobody made it.
    const postmaster = localPart === 'abuse' ? await directory.resolve('postmaster', domain.name) : null;
    if (postmaster !== null) return { target: postmaster, detail: null, isCatchAll: false };

    return domain.catchAll === null ? null : { target: domain.catchAll, detail: null, isCatchAll: true };
  }

  /** A member that is written as an address: what it leads to here, or null where it is another server's. */
  async #findMember(
    directory: DirectoryReader,
    domains: ReadonlyMap<string, Domain>,
    member: MailAddress,
  ): Promise<AddressTarget | 'unknown' | null> {
    const domain = this.#findDomain(domains, member.domain);
    if (domain === null) return null;
    const found = await this.#findTarget(directory, domain, foldName(member.localPart));
    return found?.target ?? 'unknown';
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
    const domains = new Map((await directory.listDomains()).map((domain) => [domain.name, domain]));
    if (generation === this.#generation) this.#domains = domains;
    return domains;
  }

  async #expand(directory: DirectoryReader, alias: AliasId, find: FindMember, generation: number): Promise<Expansion> {
    const known = this.#expansions.get(alias);
    if (known !== undefined) return known;
    const expansion = await expandAlias(directory, alias, find);
    if (generation === this.#generation) {
      this.#makeRoom(1 + expansion.users.length);
      this.#expansions.set(alias, expansion);
    }
    return expansion;
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
  }

  #follow(batch: ChangeBatch): void {
    if (batch.changes.some((change) => DIRECTORY_CHANGES.has(change.kind))) this.#forget();
  }
}

/** The others are not kept: strangers can make them up without end. */
function isOfDirectory(resolution: Resolution): boolean {
  if (resolution.kind === 'foreign' || resolution.kind === 'unknown') return false;
  return resolution.detail === null && !resolution.isCatchAll;
}

type DelimiterSettings = Pick<Settings, 'get' | 'onChange'>;

interface FoundTarget {
  readonly target: AddressTarget;
  readonly detail: string | null;
  readonly isCatchAll: boolean;
}

const DIRECTORY_CHANGES: ReadonlySet<Change['kind']> = new Set([
  'domain-changed',
  'user-changed',
  'user-deleted',
  'alias-changed',
]);

function findPrimary(domains: ReadonlyMap<string, Domain>): Domain | null {
  for (const domain of domains.values()) if (domain.isPrimary) return domain;
  return null;
}
