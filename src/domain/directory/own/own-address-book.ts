/** Colleagues and aliases, as everybody may look for them. REQUIREMENTS PM3 */

import { foldName } from '../../../base/name.ts';
import type { Caller } from '../../access/caller.ts';
import { isActive } from '../../access/is-active.ts';
import type { AccountPolicies } from '../../access/policy/account-policies.ts';
import type { Alias, User } from '../../ports/directory.ts';
import type { Store } from '../../ports/store.ts';
import { checkAddress } from '../names.ts';
import { noSuch } from '../no-such.ts';
import { aliasSearch } from '../tables/alias-table.ts';
import type { Tables } from '../tables/table-kinds.ts';
import { pageOf, type TablePage, type TableView } from '../tables/table-view.ts';
import { hasAll, wordsOf } from '../tables/words.ts';
import { type AliasActor, judgeAliasChange } from './alias-rules.ts';
import { ownUser } from './own-user.ts';

export interface Colleague {
  readonly user: User;
  /** Those that he owns or is a member of, without patterns. */
  readonly aliases: readonly Alias[];
}

/** An alias, and what the caller may do with it for himself. */
export interface KnownAlias {
  readonly alias: Alias;
  readonly isOwner: boolean;
  readonly isMember: boolean;
  readonly mayJoin: boolean;
  readonly mayLeave: boolean;
}

/** Of the whole organisation, all its domains. */
export interface OwnAddressBook {
  /** Who is listed and in use. Throws Failure `no-permission` for the server itself, as `findAliases` does. */
  findUsers(by: Caller, view: TableView<'name' | 'mail'>): Promise<TablePage<Colleague>>;
  /** All but patterns, which nobody writes to. */
  findAliases(by: Caller, view: TableView<'mail' | 'description'>): Promise<TablePage<KnownAlias>>;
  /** Also a pattern, for its owners. Throws Failure `invalid`, `not-found`. */
  showAlias(by: Caller, mail: string): Promise<KnownAlias>;
}

export interface OwnAddressBookDeps {
  readonly store: Store;
  readonly policies: Pick<AccountPolicies, 'of'>;
  readonly tables: Tables;
}

export function createOwnAddressBook({ store, policies, tables }: OwnAddressBookDeps): OwnAddressBook {
  const actorOf = async (user: User): Promise<AliasActor> => {
    const { privileges } = await policies.of(user);
    return { account: user.account, has: (name) => privileges[name].value };
  };

  return {
    async findUsers(by, view) {
      await ownUser(store, by);
      const words = wordsOf(view.query);
      const { users } = await tables.current();
      const page = pageOf(
        users.index.by(view.sort),
        view,
        ({ user, text }) => user.isListed && isActive(user) && hasAll(text, words),
      );
      const revision = tables.revision('users', 'aliases');
      const rows: Colleague[] = [];
      for (const { user } of page.rows) {
        const aliases = await store.reader().directory.aliasesOf(user.account);
        rows.push({ user, aliases: aliases.filter(isAddress) });
      }
      return { rows, total: page.total, revision };
    },

    async findAliases(by, view) {
      const user = await ownUser(store, by);
      const actor = await actorOf(user);
      const kinds = await tables.current();
      const isFound = aliasSearch(kinds, wordsOf(view.query));
      const sorted = kinds.aliases.index.by(view.sort);
      const { rows, total } = pageOf(sorted, view, (row) => isAddress(row.alias) && isFound(row));
      const known = rows.map(({ alias }) => describeAlias(actor, alias));
      return { rows: known, total, revision: tables.revision('aliases', 'users') };
    },

    async showAlias(by, mail) {
      const user = await ownUser(store, by);
      const address = checkAddress(mail, 'mail');
      const { directory } = store.reader();
      const target = await directory.resolve(foldName(address.localPart), address.domain);
      const alias = target?.kind === 'alias' ? await directory.alias(target.alias) : null;
      const isKnown = alias !== null && (isAddress(alias) || alias.owners.includes(user.account));
      if (!isKnown) throw noSuch('alias', mail);
      return describeAlias(await actorOf(user), alias);
    },
  };
}

function describeAlias(actor: AliasActor, alias: Alias): KnownAlias {
  const { account } = actor;
  const others = alias.members.filter((member) => member.kind !== 'user' || member.account !== account);
  const isMember = others.length < alias.members.length;
  const self = { kind: 'user', account } as const;
  const mayHave = (members: Alias['members']) => judgeAliasChange(actor, alias, { ...alias, members }) === null;
  return {
    alias,
    isOwner: alias.owners.includes(account),
    isMember,
    mayJoin: !isMember && mayHave([...alias.members, self]),
    // Somebody has to be left.
    mayLeave: isMember && others.length > 0 && mayHave(others),
  };
}

function isAddress({ localPart }: Alias): boolean {
  return !localPart.includes('*');
}
