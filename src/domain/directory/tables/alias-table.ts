/** The table of aliases. They are also found by whom they lead to. REQUIREMENTS SM4 */
import { foldText } from '../../../base/text.ts';
import { type Caller, reachesDomain } from '../../access/caller.ts';
import type { Alias } from '../../ports/directory.ts';
import type { AccountId, AliasId, DomainId } from '../../ports/ids.ts';
import type { AliasOrder, AliasRow } from './alias-rows.ts';
import { byAliasMail } from './alias-rows.ts';
import { byTexts, type Order } from './sorted-rows.ts';
import type { TableKinds, Tables } from './table-kinds.ts';
import { pageOf, type TablePage, type TableView } from './table-view.ts';
import { wordsOf } from './words.ts';

/** `owner`: by User ID of the first of them. */
export type AliasSort = AliasOrder | 'owner';

export interface AliasTableFilter {
  /** Null: all that the caller reaches. */
  readonly domain: DomainId | null;
  /** Null: whoever owns it. */
  readonly owner: AccountId | null;
  /** Null: whoever is in it. */
  readonly member: AccountId | null;
}

export interface AliasTable {
  list(by: Caller, filter: AliasTableFilter, view: TableView<AliasSort>): Promise<TablePage<Alias>>;
}

export function createAliasTable(tables: Tables): AliasTable {
  return {
    async list(by, { domain, owner, member }, view) {
      const kinds = await tables.current();
      const { aliases } = kinds;
      const { sort } = view;
      const sorted = sort === 'owner' ? [...aliases.index.all].sort(byOwner(kinds)) : aliases.index.by(sort);
      const isFound = aliasSearch(kinds, wordsOf(view.query));
      const { rows, total } = pageOf(
        sorted,
        view,
        (row) =>
          (domain === null || row.alias.domain === domain) &&
          reachesDomain(by, row.alias.domain) &&
          (owner === null || row.alias.owners.includes(owner)) &&
          (member === null || hasMember(row.alias, member)) &&
          isFound(row),
      );
      // Owners and members are shown by the names that users have now.
      return { rows: rows.map(({ alias }) => alias), total, revision: tables.revision('aliases', 'users') };
    },
  };
}

/** Whether each word stands in an alias itself, in the User ID or address of an owner or member, or in that of an alias in it. */
export function aliasSearch(
  { users, aliases }: TableKinds,
  words: readonly string[],
): (row: Pick<AliasRow, 'alias' | 'text'>) => boolean {
  const searches = words.map((word) => {
    // The same people are members of many aliases.
    const known = new Map<AccountId, boolean>();
    const isOfUser = (account: AccountId): boolean => {
      let isFound = known.get(account);
      if (isFound === undefined) {
        const row = users.index.get(account);
        isFound = row !== undefined && foldText(`${row.user.userId}\n${row.mail}`).includes(word);
        known.set(account, isFound);
      }
      return isFound;
    };
    const isOfAlias = (id: AliasId): boolean => foldText(aliases.index.get(id)?.mail ?? '').includes(word);
    return ({ alias, text }: Pick<AliasRow, 'alias' | 'text'>): boolean =>
      text.includes(word) ||
      alias.owners.some(isOfUser) ||
      alias.members.some((member) => {
        if (member.kind === 'user') return isOfUser(member.account);
        return member.kind === 'alias' && isOfAlias(member.alias);
      });
  });
  return (row) => searches.every((search) => search(row));
}

function hasMember({ members }: Alias, account: AccountId): boolean {
  return members.some((member) => member.kind === 'user' && member.account === account);
}

function byOwner({ users }: TableKinds): Order<AliasRow> {
  const keys = new Map<AliasRow, string>();
  const keyOf = (row: AliasRow): string => {
    let key = keys.get(row);
    if (key === undefined) {
      const [owner] = row.alias.owners;
      keys.set(row, (key = owner === undefined ? '' : (users.index.get(owner)?.idKey ?? '')));
    }
    return key;
  };
  const byKey = byTexts(keyOf);
  return (a, b) => byKey(a, b) || byAliasMail(a, b);
}
