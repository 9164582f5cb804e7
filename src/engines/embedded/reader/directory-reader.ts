import { foldName } from '../../../base/name.ts';
import { foldText } from '../../../base/text.ts';
import type {
  AddressTarget,
  Alias,
  Credential,
  DkimKey,
  Domain,
  LocalPartKey,
  MailRoute,
  PageRequest,
  User,
} from '../../../domain/ports/directory.ts';
import type { AccountId, AliasId, DomainId } from '../../../domain/ports/ids.ts';
import type { DirectoryReader } from '../../../domain/ports/reader.ts';
import type { Database } from '../index/database.ts';
import { type AliasTuple, readAlias, SELECT_ALIAS } from './alias-row.ts';
import * as rows from './directory-rows.ts';

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
    const row = this.#database.row<rows.DomainTuple>(`${rows.SELECT_DOMAIN} WHERE name = ?`, name);
    return row === undefined ? null : rows.toDomain(row);
  }

  async listDomains(): Promise<readonly Domain[]> {
    return this.#database.rows<rows.DomainTuple>(`${rows.SELECT_DOMAIN} ORDER BY name`).map(rows.toDomain);
  }

  async user(account: AccountId): Promise<User | null> {
    const row = this.#database.row<rows.UserTuple>(`${rows.SELECT_USER} WHERE account = ?`, account);
    return row === undefined ? null : rows.toUser(row);
  }

  async findUser(userId: string): Promise<User | null> {
    const row = this.#database.row<rows.UserTuple>(`${rows.SELECT_USER} WHERE user_key = ?`, foldName(userId));
    return row === undefined ? null : rows.toUser(row);
  }

  async listUsers(domain: DomainId | null, page: PageRequest): Promise<readonly User[]> {
    const query = foldText(page.query ?? '');
    const after = foldName(page.after ?? '');
    const sql = domain === null ? LIST_USERS : LIST_USERS_OF_DOMAIN;
    const values = domain === null ? [] : [domain];
    return this.#database.rows<rows.UserTuple>(sql, ...values, after, query, query, page.limit).map(rows.toUser);
  }

  async countUsers(domain: DomainId | null): Promise<number> {
    const count =
      domain === null
        ? this.#database.value<number>('SELECT count(*) FROM user')
        : this.#database.value<number>('SELECT count(*) FROM user WHERE domain = ?', domain);
    return count ?? 0;
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
    return this.#database.rows<rows.CredentialTuple>(rows.SELECT_CREDENTIALS, account).map(rows.toCredential);
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

const USER_PAGE = `user_key > ? AND (? = '' OR instr(search_text, ?) > 0) ORDER BY user_key LIMIT ?`;
const LIST_USERS = `${rows.SELECT_USER} WHERE ${USER_PAGE}`;
const LIST_USERS_OF_DOMAIN = `${rows.SELECT_USER} WHERE user.domain = ? AND ${USER_PAGE}`;
const ADDRESS_KEY = `alias.local_key || '@' || domain.name`;
const LIST_ALIASES = `
  ${SELECT_ALIAS} WHERE (?1 IS NULL OR alias.domain = ?2) AND ${ADDRESS_KEY} > ?3
    AND (?4 = '' OR instr(alias.search_text, ?4) > 0)
  ORDER BY ${ADDRESS_KEY} LIMIT ?5`;
const ALIASES_OF = `
  ${SELECT_ALIAS} WHERE alias.id IN (
    SELECT alias FROM alias_owner WHERE account = ? UNION SELECT alias FROM alias_member WHERE account = ?)
  ORDER BY ${ADDRESS_KEY}`;
const RESOLVE = `
  SELECT account, alias FROM address JOIN domain ON domain.id = address.domain
  WHERE domain.name = ? AND local_key = ?`;
