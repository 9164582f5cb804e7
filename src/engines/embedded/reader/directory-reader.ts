import { foldName } from '../../../base/name.ts';
import { foldText } from '../../../base/text.ts';
import type {
  AccountFacts,
  AddressTarget,
  Alias,
  Credential,
  Dependent,
  DkimKey,
  Domain,
  Group,
  LocalPartKey,
  MailRoute,
  MembersAmong,
  PageRequest,
  User,
  UserFilter,
} from '../../../domain/ports/directory.ts';
import type { AccountId, AliasId, DomainId, GroupId } from '../../../domain/ports/ids.ts';
import type { DirectoryReader } from '../../../domain/ports/reader.ts';
import type { SecondFactor } from '../../../domain/ports/second-factors.ts';
import type { Session } from '../../../domain/ports/sessions.ts';
import { dependentsOfUser } from '../dependents.ts';
import { DOMAIN_BY_NAME } from '../domain-by-name.ts';
import { addressKeys, forwardersTo } from '../forwarders.ts';
import type { Database } from '../index/database.ts';
import { type AliasTuple, readAlias, SELECT_ALIAS } from './alias-row.ts';
import * as rows from './directory-rows.ts';
import * as groups from './group-rows.ts';
import * as signIn from './sign-in-rows.ts';

/** What `dependentsOf` names at most. */
const MAX_DEPENDENTS_READ = 100;

export class EmbeddedDirectoryReader implements DirectoryReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async domain(id: DomainId): Promise<Domain | null> {
    const row = this.#database.row<rows.DomainTuple>(`${rows.SELECT_DOMAIN} WHERE id = ?`, id);
    return row === undefined ? null : rows.toDomain(row);
  }

  async findDomain(name: string): Promise<Domain | null> {
    const row = this.#database.row<rows.DomainTuple>(FIND_DOMAIN, name);
    return row === undefined ? null : rows.toDomain(row);
  }

  async listDomains(): Promise<readonly Domain[]> {
    return this.#database.rows<rows.DomainTuple>(`${rows.SELECT_DOMAIN} ORDER BY name`).map(rows.toDomain);
  }

  async user(account: AccountId): Promise<User | null> {
    const row = this.#database.row<rows.UserTuple>(`${rows.SELECT_USER} WHERE account = ?`, account);
    return row === undefined ? null : rows.toUser(row);
  }

  async users(accounts: readonly AccountId[]): Promise<readonly User[]> {
    const sql = `${rows.SELECT_USER} WHERE account IN (SELECT value FROM json_each(?))`;
    return this.#database.rows<rows.UserTuple>(sql, JSON.stringify(accounts)).map(rows.toUser);
  }

  async findUser(userId: string): Promise<User | null> {
    const row = this.#database.row<rows.UserTuple>(`${rows.SELECT_USER} WHERE user_key = ?`, foldName(userId));
    return row === undefined ? null : rows.toUser(row);
  }

  async findUserByRemoteId(id: string): Promise<User | null> {
    const row = this.#database.row<rows.UserTuple>(`${rows.SELECT_USER} WHERE remote_id = ?`, id);
    return row === undefined ? null : rows.toUser(row);
  }

  async listUsers(domain: DomainId | null, page: PageRequest, filter: UserFilter = {}): Promise<readonly User[]> {
    const query = foldText(page.query ?? '');
    const after = foldName(page.after ?? '');
    const sql = domain === null ? LIST_USERS : LIST_USERS_OF_DOMAIN;
    const values = [...filterValues(filter), ...(domain === null ? [] : [domain]), after, query, query, page.limit];
    return this.#database.rows<rows.UserTuple>(sql, ...values).map(rows.toUser);
  }

  async countUsers(domain: DomainId | null, filter: UserFilter = {}): Promise<number> {
    const values = filterValues(filter);
    const count =
      domain === null
        ? this.#database.value<number>(COUNT_USERS, ...values)
        : this.#database.value<number>(COUNT_USERS_OF_DOMAIN, ...values, domain);
    return count ?? 0;
  }

  async accountFacts(accounts: readonly AccountId[]): Promise<readonly AccountFacts[]> {
    return this.#database.rows<rows.FactsTuple>(rows.SELECT_FACTS, JSON.stringify(accounts)).map(rows.toFacts);
  }

  async dependentsOf(account: AccountId): Promise<readonly Dependent[]> {
    const database = this.#database;
    return database.snapshot(() => {
      const found = dependentsOfUser(database, account, MAX_DEPENDENTS_READ);
      for (const forwarder of forwardersTo(database, addressKeys(database, account))) {
        if (forwarder.account === account) continue;
        found.push({ kind: 'forwarding', account: forwarder.account, userId: forwarder.userId });
      }
      return found.slice(0, MAX_DEPENDENTS_READ);
    });
  }

  async group(id: GroupId): Promise<Group | null> {
    const row = this.#database.row<groups.GroupTuple>(`${groups.SELECT_GROUP} WHERE user_group.id = ?`, id);
    return row === undefined ? null : groups.toGroup(row);
  }

  async findGroup(domain: DomainId, name: string): Promise<Group | null> {
    const row = this.#database.row<groups.GroupTuple>(FIND_GROUP, domain, foldName(name));
    return row === undefined ? null : groups.toGroup(row);
  }

  async listGroups(domain: DomainId | null, page: PageRequest): Promise<readonly Group[]> {
    const values = [domain, foldName(page.after ?? ''), foldText(page.query ?? ''), page.limit];
    return this.#database.rows<groups.GroupTuple>(groups.LIST_GROUPS, ...values).map(groups.toGroup);
  }

  async groupsOf(account: AccountId): Promise<readonly Group[]> {
    return this.#database.rows<groups.GroupTuple>(groups.GROUPS_OF, account).map(groups.toGroup);
  }

  async groupMembers(group: GroupId, after: AccountId | null, limit: number): Promise<readonly AccountId[]> {
    return this.#database.rows<[AccountId]>(groups.GROUP_MEMBERS, group, after ?? 0, limit).flat();
  }

  async groupSizes({ domains, role, and }: MembersAmong): Promise<ReadonlyMap<GroupId, number>> {
    if (domains === 'all' && role === undefined) {
      return new Map(this.#database.rows<[GroupId, number]>(groups.GROUP_SIZES));
    }
    const among = [domains === 'all' ? null : JSON.stringify(domains), role ?? null, and ?? null];
    return new Map(this.#database.rows<[GroupId, number]>(groups.GROUP_SIZES_AMONG, ...among));
  }

  async alias(id: AliasId): Promise<Alias | null> {
    const [alias] = this.#aliases(`${SELECT_ALIAS} WHERE alias.id = ?`, id);
    return alias ?? null;
  }

  async listAliases(domain: DomainId | null, page: PageRequest): Promise<readonly Alias[]> {
    const query = foldText(page.query ?? '');
    const after = foldName(page.after ?? '');
    return this.#aliases(LIST_ALIASES, domain, domain, after, query, page.limit);
  }

  async aliasesOf(account: AccountId): Promise<readonly Alias[]> {
    return this.#aliases(ALIASES_OF, account, account);
  }

  async resolve(localPart: LocalPartKey, domain: string): Promise<AddressTarget | null> {
    const row = this.#database.row<[AccountId | null, AliasId | null]>(RESOLVE, domain, localPart);
    return row === undefined ? null : rows.toAddressTarget(...row);
  }

  async credentials(account: AccountId): Promise<readonly Credential[]> {
    return this.#database.rows<signIn.CredentialTuple>(signIn.SELECT_CREDENTIALS, account).map(signIn.toCredential);
  }

  async secondFactors(account: AccountId): Promise<readonly SecondFactor[]> {
    const found = this.#database.rows<signIn.SecondFactorTuple>(signIn.SELECT_SECOND_FACTORS, account);
    return found.map(signIn.toSecondFactor);
  }

  async sessions(account: AccountId): Promise<readonly Session[]> {
    return this.#database.rows<signIn.SessionTuple>(signIn.SELECT_SESSIONS, account).map(signIn.toSession);
  }

  async findSession(by: 'secret' | 'refresh', hash: string): Promise<Session | null> {
    const row = this.#database.row<signIn.SessionTuple>(signIn.FIND_SESSION[by], hash);
    return row === undefined ? null : signIn.toSession(row);
  }

  async dkimKeys(domain: DomainId | null): Promise<readonly DkimKey[]> {
    return this.#database.rows<rows.DkimKeyTuple>(rows.SELECT_DKIM_KEYS, domain).map(rows.toDkimKey);
  }

  async mailRoutes(): Promise<readonly MailRoute[]> {
    return this.#database.rows<rows.MailRouteTuple>(rows.SELECT_MAIL_ROUTES).map(rows.toMailRoute);
  }

  async settings(): Promise<ReadonlyMap<string, string>> {
    return new Map(this.#database.rows<[string, string]>('SELECT name, value FROM setting'));
  }

  #aliases(sql: string, ...values: (number | string | null)[]): Alias[] {
    const database = this.#database;
    return database.snapshot(() => database.rows<AliasTuple>(sql, ...values).map((row) => readAlias(database, row)));
  }
}

const FIND_DOMAIN = `${rows.SELECT_DOMAIN} WHERE id = ${DOMAIN_BY_NAME}`;
const FIND_GROUP = `${groups.SELECT_GROUP} WHERE user_group.domain = ? AND user_group.name_key = ?`;
const USER_PAGE = `user_key > ? AND (? = '' OR instr(search_text, ?) > 0) ORDER BY user_key LIMIT ?`;
const USER_FILTER = `
  (? IS NULL OR role = ?) AND (? IS NULL OR (archived_at_ms IS NOT NULL) = ?) AND (? IS NULL OR (remote_id IS NOT NULL) = ?)`;
const LIST_USERS = `${rows.SELECT_USER} WHERE ${USER_FILTER} AND ${USER_PAGE}`;
const LIST_USERS_OF_DOMAIN = `${rows.SELECT_USER} WHERE ${USER_FILTER} AND user.domain = ? AND ${USER_PAGE}`;
const COUNT_USERS = `SELECT count(*) FROM user WHERE ${USER_FILTER}`;
const COUNT_USERS_OF_DOMAIN = `${COUNT_USERS} AND domain = ?`;

/** As USER_FILTER has them. */
function filterValues({ role, isArchived, isRemote }: UserFilter): (string | number | null)[] {
  const archived = isArchived === undefined ? null : Number(isArchived);
  const remote = isRemote === undefined ? null : Number(isRemote);
  return [role ?? null, role ?? null, archived, archived, remote, remote];
}
const ADDRESS_KEY = `alias.local_key || '@' || domain.name`;
const LIST_ALIASES = `
  ${SELECT_ALIAS} WHERE (?1 IS NULL OR alias.domain = ?2) AND ${ADDRESS_KEY} > ?3
    AND (?4 = '' OR instr(alias.search_text, ?4) > 0)
  ORDER BY ${ADDRESS_KEY} LIMIT ?5`;
const ALIASES_OF = `
  ${SELECT_ALIAS} WHERE alias.id IN (
    SELECT alias FROM alias_owner WHERE account = ? UNION SELECT alias FROM alias_member WHERE account = ?)
  ORDER BY ${ADDRESS_KEY}`;
const RESOLVE = `SELECT account, alias FROM address WHERE domain = ${DOMAIN_BY_NAME} AND local_key = ?2`;
