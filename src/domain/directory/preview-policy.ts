/** Whom a change of a level would touch, before it is made: so that nobody is surprised. ST6, DI8, K11 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Caller, mustReachAll, reachesUser } from '../access/caller.ts';
import { levelsOf, type PolicyParts, readPolicyParts, serverPolicy } from '../access/policy/account-policies.ts';
import { changePolicy, type PolicyPatch } from '../access/policy/change-policy.ts';
import { decidePolicy, type EffectivePolicy, type ServerPolicy } from '../access/policy/decide-policy.ts';
import { PRIVILEGES, type Privilege } from '../ports/account-policy.ts';
import type { Group, User } from '../ports/directory.ts';
import type { DomainId, GroupId } from '../ports/ids.ts';
import type { Store } from '../ports/store.ts';
import type { Settings } from '../settings/settings.ts';
import { difference } from './difference.ts';
import { createLookUp } from './look-up.ts';

export type PolicyChange =
  /** The defaults; absent ones stay, null is without limit. */
  | {
      readonly level: 'server';
      readonly storageBytes?: number | null;
      readonly messageCount?: number | null;
      readonly withheld?: readonly Privilege[];
    }
  /** By its name; a group by `name@domain`, a user by the User ID. */
  | { readonly level: 'domain' | 'group' | 'user'; readonly name: string; readonly policy: PolicyPatch };

export type PolicyValues = { readonly storageBytes: number | null; readonly messageCount: number | null } & {
  readonly [P in Privilege]: boolean;
};

export interface PolicyPreview {
  /** Users in use for whom something would be different. */
  readonly count: number;
  /** The first of them by User ID, at most 20, with what would be different. */
  readonly users: readonly {
    readonly userId: string;
    readonly before: Partial<PolicyValues>;
    readonly after: Partial<PolicyValues>;
  }[];
}

export interface PreviewPolicyDeps {
  readonly store: Pick<Store, 'reader'>;
  readonly settings: Pick<Settings, 'get'>;
}

const MAX_SHOWN = 20;
const USERS_A_READ = 200;
const FIELDS: readonly (keyof PolicyValues)[] = ['storageBytes', 'messageCount', ...PRIVILEGES];

/** Throws Failure `not-found`, `invalid`, `no-permission` (what the caller could not change). */
export async function previewPolicy(deps: PreviewPolicyDeps, by: Caller, change: PolicyChange): Promise<PolicyPreview> {
  const { directory } = deps.store.reader();
  const plan = await planChange(deps, by, change);
  const server = serverPolicy(deps.settings);
  const users: PolicyPreview['users'][number][] = [];
  let count = 0;
  for await (const user of plan.users) {
    const parts = await readPolicyParts(directory, user);
    const before = valuesOf(decidePolicy(levelsOf(parts), server));
    const after = valuesOf(decidePolicy(levelsOf(plan.changed(parts)), plan.server(server)));
    const different = difference(before, after, FIELDS);
    if (Object.keys(different).length === 0) continue;
    count += 1;
    if (users.length < MAX_SHOWN) {
      users.push({ userId: user.userId, before: difference(after, before, FIELDS), after: different });
    }
  }
  return { count, users };
}

interface Plan {
  /** Whom it may touch. */
  readonly users: AsyncIterable<User>;
  changed(parts: PolicyParts): PolicyParts;
  server(policy: ServerPolicy): ServerPolicy;
}

async function planChange({ store }: PreviewPolicyDeps, by: Caller, change: PolicyChange): Promise<Plan> {
  const lookUp = createLookUp(store);
  const same = { changed: (parts: PolicyParts) => parts, server: (policy: ServerPolicy) => policy };
  switch (change.level) {
    case 'server': {
      mustReachAll(by);
      const { level: _level, withheld, ...quotas } = change;
      const server = (policy: ServerPolicy) => ({
        ...policy,
        ...quotas,
        ...(withheld === undefined ? {} : { withheld: new Set(withheld) }),
      });
      return { ...same, users: usersOf(store, null), server };
    }
    case 'domain': {
      const domain = await lookUp.domain(by, change.name);
      mustReachAll(by);
      const next = { ...domain, accountPolicy: changePolicy(domain.accountPolicy, change.policy) };
      return { ...same, users: usersOf(store, domain.id), changed: (parts) => ({ ...parts, domain: next }) };
    }
    case 'group': {
      const group = await lookUp.group(by, change.name);
      const next = { ...group, accountPolicy: changePolicy(group.accountPolicy, change.policy) };
      const replace = (each: Group) => (each.id === group.id ? next : each);
      return {
        ...same,
        users: membersOf(store, by, group.id),
        changed: (parts) => ({ ...parts, groups: parts.groups.map(replace) }),
      };
    }
    case 'user': {
      const user = await lookUp.managedUser(by, change.name);
      const next = { ...user, ...changePolicy(user, change.policy) };
      return { ...same, users: only(user), changed: (parts) => ({ ...parts, user: next }) };
    }
  }
}

async function* usersOf(store: Pick<Store, 'reader'>, domain: DomainId | null): AsyncGenerator<User> {
  let after: string | undefined;
  for (;;) {
    const page = { limit: USERS_A_READ, ...(after === undefined ? {} : { after }) };
    const users = await store.reader().directory.listUsers(domain, page, { isArchived: false });
    yield* users;
    if (users.length < USERS_A_READ) return;
    after = users.at(-1)?.userId;
    await nextTurn();
  }
}

/** By User ID; of those beyond the caller's reach he is not told. */
async function* membersOf(store: Pick<Store, 'reader'>, by: Caller, group: GroupId): AsyncGenerator<User> {
  const { directory } = store.reader();
  const members: User[] = [];
  for (let after = null, isMore = true; isMore; await nextTurn()) {
    const accounts = await directory.groupMembers(group, after, USERS_A_READ);
    for (const account of accounts) {
      const user = await directory.user(account);
      if (user !== null && user.archivedAtMs === null && reachesUser(by, user)) members.push(user);
    }
    isMore = accounts.length === USERS_A_READ;
    after = accounts.at(-1) ?? null;
  }
  yield* members.sort((a, b) => (a.userId < b.userId ? -1 : 1));
}

async function* only(user: User): AsyncGenerator<User> {
  yield user;
}

function valuesOf({ storageBytes, messageCount, privileges }: EffectivePolicy): PolicyValues {
  const choices = PRIVILEGES.map((privilege) => [privilege, privileges[privilege].value]);
  return {
    storageBytes: storageBytes.value,
    messageCount: messageCount.value,
    ...(Object.fromEntries(choices) as Readonly<Record<Privilege, boolean>>),
  };
}
