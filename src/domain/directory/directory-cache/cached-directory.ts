import type { Change } from '../../ports/changes.ts';
import type {
  AddressTarget,
  Alias,
  Credential,
  Domain,
  Group,
  LocalPartKey,
  MembersAmong,
  PageRequest,
  User,
  UserFilter,
} from '../../ports/directory.ts';
import type { AccountId, AliasId, DomainId, GroupId } from '../../ports/ids.ts';
import type { DirectoryReader } from '../../ports/reader.ts';
import type { SecondFactor } from '../../ports/second-factors.ts';
import { FollowedMap } from './followed-map.ts';

/** Up to 55 MB of people with what is made of them for their readers. */
const MAX_USERS = 10_000;
/** Names and addresses that were looked for, those that nobody has included. */
const MAX_NAMES = 10_000;
const MAX_OTHERS = 2_000;
const MAX_DOMAINS = 1_000;

const EVERY_DOMAIN = 'all';

/** What is asked for one by one is kept; listings and what belongs to few come from the store. */
export class CachedDirectory implements DirectoryReader {
  readonly #read: () => DirectoryReader;
  readonly #users = new FollowedMap<AccountId, User | null>(MAX_USERS, 'repeated');
  readonly #aliases = new FollowedMap<AliasId, Alias | null>(MAX_OTHERS);
  readonly #groups = new FollowedMap<GroupId, Group | null>(MAX_OTHERS);
  readonly #domains = new FollowedMap<string, Domain | null>(MAX_DOMAINS);
  readonly #lists = new FollowedMap<typeof EVERY_DOMAIN, readonly Domain[]>(1);
  readonly #userIds = new FollowedMap<string, AccountId | 'nobody'>(MAX_NAMES);
  readonly #addresses = new FollowedMap<string, AddressTarget | null>(MAX_NAMES);
  readonly #aliasesOf = new FollowedMap<AccountId, readonly Alias[]>(MAX_OTHERS);
  readonly #groupsOf = new FollowedMap<AccountId, readonly Group[]>(MAX_OTHERS);
  readonly #credentials = new FollowedMap<AccountId, readonly Credential[]>(MAX_OTHERS);
  readonly #secondFactors = new FollowedMap<AccountId, readonly SecondFactor[]>(MAX_OTHERS);

  /** @param read the reader of everything that was ever acknowledged. */
  constructor(read: () => DirectoryReader) {
    this.#read = read;
  }

  /** To be told of each change before whoever made it learns that it is done. */
  follow(change: Change): void {
    switch (change.kind) {
      case 'domain-changed':
        // Everybody has another address then, and some perhaps another role.
        this.#clear();
        break;
      case 'user-changed':
      case 'user-deleted':
        this.#users.forget(change.account);
        this.#userIds.clear();
        this.#addresses.clear();
        if (change.kind === 'user-changed') break;
        this.#aliases.clear();
        this.#aliasesOf.clear();
        this.#groupsOf.clear();
        this.#credentials.forget(change.account);
        this.#secondFactors.forget(change.account);
        break;
      case 'alias-changed':
        // Members may have become others in aliases that it is a member of.
        this.#aliases.clear();
        this.#aliasesOf.clear();
        this.#addresses.clear();
        break;
      case 'group-changed':
        this.#groups.forget(change.group);
        this.#groupsOf.clear();
        break;
      case 'credentials-changed':
        this.#credentials.forget(change.account);
        break;
      case 'second-factors-changed':
        this.#secondFactors.forget(change.account);
        break;
      default:
    }
  }

  user(account: AccountId): Promise<User | null> {
    return this.#users.get(account, () => this.#read().user(account));
  }

  users(accounts: readonly AccountId[]): Promise<readonly User[]> {
    return this.#users.getAll(
      accounts,
      (unknown) => this.#read().users(unknown),
      ({ account }) => account,
    );
  }

  async findUser(userId: string): Promise<User | null> {
    // By what was asked for: names that are the same without case are kept twice.
    const account = await this.#userIds.get(
      userId,
      async () => (await this.#read().findUser(userId))?.account ?? 'nobody',
    );
    return account === 'nobody' ? null : this.user(account);
  }

  resolve(localPart: LocalPartKey, domain: string): Promise<AddressTarget | null> {
    return this.#addresses.get(`${localPart}@${domain}`, () => this.#read().resolve(localPart, domain));
  }

  domain(id: DomainId): Promise<Domain | null> {
    return this.#domains.get(`#${id}`, () => this.#read().domain(id));
  }

  findDomain(name: string): Promise<Domain | null> {
    return this.#domains.get(name, () => this.#read().findDomain(name));
  }

  listDomains(): Promise<readonly Domain[]> {
    return this.#lists.get(EVERY_DOMAIN, () => this.#read().listDomains());
  }

  alias(id: AliasId): Promise<Alias | null> {
    return this.#aliases.get(id, () => this.#read().alias(id));
  }

  aliasesOf(account: AccountId): Promise<readonly Alias[]> {
    return this.#aliasesOf.get(account, () => this.#read().aliasesOf(account));
  }

  group(id: GroupId): Promise<Group | null> {
    return this.#groups.get(id, () => this.#read().group(id));
  }

  groupsOf(account: AccountId): Promise<readonly Group[]> {
    return this.#groupsOf.get(account, () => this.#read().groupsOf(account));
  }

  /** When each was last used is as it was when it was read. */
  credentials(account: AccountId): Promise<readonly Credential[]> {
    return this.#credentials.get(account, () => this.#read().credentials(account));
  }

  secondFactors(account: AccountId): Promise<readonly SecondFactor[]> {
    return this.#secondFactors.get(account, () => this.#read().secondFactors(account));
  }

  findUserByRemoteId(id: string) {
    return this.#read().findUserByRemoteId(id);
  }

  listUsers(domain: DomainId | null, page: PageRequest, filter?: UserFilter) {
    return this.#read().listUsers(domain, page, filter);
  }

  countUsers(domain: DomainId | null, filter?: UserFilter) {
    return this.#read().countUsers(domain, filter);
  }

  accountFacts(accounts: readonly AccountId[]) {
    return this.#read().accountFacts(accounts);
  }

  dependentsOf(account: AccountId) {
    return this.#read().dependentsOf(account);
  }

  findGroup(domain: DomainId, name: string) {
    return this.#read().findGroup(domain, name);
  }

  listGroups(domain: DomainId | null, page: PageRequest) {
    return this.#read().listGroups(domain, page);
  }

  groupMembers(group: GroupId, after: AccountId | null, limit: number) {
    return this.#read().groupMembers(group, after, limit);
  }

  groupSizes(among: MembersAmong) {
    return this.#read().groupSizes(among);
  }

  listAliases(domain: DomainId | null, page: PageRequest) {
    return this.#read().listAliases(domain, page);
  }

  sessions(account: AccountId) {
    return this.#read().sessions(account);
  }

  findSession(by: 'secret' | 'refresh', hash: string) {
    return this.#read().findSession(by, hash);
  }

  dkimKeys(domain: DomainId | null) {
    return this.#read().dkimKeys(domain);
  }

  mailRoutes() {
    return this.#read().mailRoutes();
  }

  settings() {
    return this.#read().settings();
  }

  #clear(): void {
    const all = [this.#users, this.#aliases, this.#groups, this.#domains, this.#lists, this.#userIds, this.#addresses];
    const signIn = [this.#credentials, this.#secondFactors];
    for (const kept of [...all, this.#aliasesOf, this.#groupsOf, ...signIn]) kept.clear();
  }
}
