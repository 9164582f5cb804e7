/** The tables of users and of quotas. REQUIREMENTS SM3, ST6 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../../base/clock.ts';
import { type Caller, reachesDomain } from '../../access/caller.ts';
import type { AccountPolicies } from '../../access/policy/account-policies.ts';
import { effectiveQuota } from '../../mailbox/quota.ts';
import type { AccountFacts, Role, User } from '../../ports/directory.ts';
import type { AccountId, DomainId, GroupId } from '../../ports/ids.ts';
import type { QuotaLimits } from '../../ports/mailboxes.ts';
import type { Store } from '../../ports/store.ts';
import { createAccountFacts, type FactsOf, noFacts } from './account-facts.ts';
import { byNumber, type Order } from './sorted-rows.ts';
import type { Tables } from './table-kinds.ts';
import { pageOf, type TablePage, type TableView } from './table-view.ts';
import { byUserId, type UserOrder, type UserRow } from './user-rows.ts';
import { hasAll, wordsOf } from './words.ts';

/** `in-use` is all but the archived. */
export type UserTableState = 'in-use' | 'enabled' | 'disabled' | 'archived' | 'all';
/** `share`: what is used of the limit; who has none counts as one who uses nothing of it. */
export type UserSort = UserOrder | 'storageBytes' | 'messageCount' | 'share' | 'lastSignInAt';

export interface UserTableFilter {
  /** Null: all that the caller reaches. */
  readonly domain: DomainId | null;
  readonly state: UserTableState;
  readonly role?: Role;
  /** Only its members. */
  readonly group?: GroupId;
}

export interface UserTableRow {
  readonly user: User;
  readonly mail: string;
  readonly facts: AccountFacts;
  readonly limits: QuotaLimits;
}

export interface UserTable {
  list(by: Caller, filter: UserTableFilter, view: TableView<UserSort>): Promise<TablePage<UserTableRow>>;
}

export interface UserTableDeps {
  readonly store: Pick<Store, 'reader'>;
  readonly policies: Pick<AccountPolicies, 'of'>;
  readonly clock: Clock;
  readonly tables: Tables;
}

const MEMBERS_AT_ONCE = 1000;
/** Policies that are worked out between two breaks that let others have their turn. */
const POLICIES_AT_ONCE = 100;

export function createUserTable({ store, policies, clock, tables }: UserTableDeps): UserTable {
  const facts = createAccountFacts(store, clock);

  const limitsOf = async (rows: Iterable<UserRow>): Promise<ReadonlyMap<AccountId, QuotaLimits>> => {
    const found = new Map<AccountId, QuotaLimits>();
    let waited = 0;
    for (const { user } of rows) {
      const limits = effectiveQuota(user, policies);
      if (limits instanceof Promise && (waited += 1) % POLICIES_AT_ONCE === 0) await nextTurn();
      found.set(user.account, await limits);
    }
    return found;
  };
  /** What a table is sorted by that the directory does not tell. */
  const measure = async (sort: UserSort): Promise<Order<UserRow> | null> => {
    if (!isMeasured(sort)) return null;
    const { users } = await tables.current();
    const all = [...users.index.all];
    const known = await facts.ofAll(() => all.map(({ user }) => user.account));
    const limits = sort === 'share' ? await limitsOf(all) : null;
    const valueOf = ({ user: { account } }: UserRow): number => {
      const { storageBytes, messageCount, lastSignInAtMs } = known.get(account) ?? noFacts(account);
      if (sort === 'storageBytes') return storageBytes;
      if (sort === 'messageCount') return messageCount;
      return sort === 'share' ? storageBytes / (limits?.get(account)?.storageBytes ?? Infinity) : (lastSignInAtMs ?? 0);
    };
    return byNumber(valueOf, byUserId);
  };

  const membersOf = async (group: GroupId): Promise<ReadonlySet<AccountId>> => {
    const { directory } = store.reader();
    const members = new Set<AccountId>();
    for (let after: AccountId | null = null; ; ) {
      const page: readonly AccountId[] = await directory.groupMembers(group, after, MEMBERS_AT_ONCE);
      for (const member of page) members.add(member);
      after = page.at(-1) ?? null;
      if (page.length < MEMBERS_AT_ONCE) return members;
    }
  };

  return {
    async list(by, filter, view) {
      const { sort } = view;
      const order = await measure(sort);
      const members = filter.group === undefined ? null : await membersOf(filter.group);
      const { users } = await tables.current();
      const sorted = order === null ? users.index.by(sort as UserOrder) : [...users.index.all].sort(order);
      const page = pageOf(sorted, view, wantedBy(by, filter, members, wordsOf(view.query)));
      const revision = tables.revision('users');
      const [shown, limits] = [await facts.of(page.rows.map(({ user }) => user.account)), await limitsOf(page.rows)];
      return { rows: page.rows.map((row) => complete(row, shown, limits)), total: page.total, revision };
    },
  };
}

function isMeasured(sort: UserSort): sort is Exclude<UserSort, UserOrder> {
  return sort === 'storageBytes' || sort === 'messageCount' || sort === 'share' || sort === 'lastSignInAt';
}

function wantedBy(
  by: Caller,
  { domain, state, role }: UserTableFilter,
  members: ReadonlySet<AccountId> | null,
  words: readonly string[],
) {
  return ({ user, text }: UserRow): boolean =>
    (members === null || members.has(user.account)) &&
    (domain === null || user.domain === domain) &&
    reachesDomain(by, user.domain) &&
    (!by.reach.isOfPlainUsers || user.role === 'user') &&
    (role === undefined || user.role === role) &&
    isInState(user, state) &&
    hasAll(text, words);
}

function isInState({ isEnabled, archivedAtMs }: User, state: UserTableState): boolean {
  switch (state) {
    case 'all':
      return true;
    case 'archived':
      return archivedAtMs !== null;
    case 'in-use':
      return archivedAtMs === null;
    case 'enabled':
      return archivedAtMs === null && isEnabled;
    case 'disabled':
      return archivedAtMs === null && !isEnabled;
  }
}

function complete({ user, mail }: UserRow, facts: FactsOf, limits: ReadonlyMap<AccountId, QuotaLimits>): UserTableRow {
  const { account } = user;
  return {
    ...{ user, mail },
    facts: facts.get(account) ?? noFacts(account),
    limits: limits.get(account) ?? { storageBytes: null, messageCount: null },
  };
}
