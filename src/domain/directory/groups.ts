/** Groups: users who are treated alike. They are called by `name@domain`. REQUIREMENTS DI1, DI8 */
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import { foldName } from '../../base/name.ts';
import { type Caller, managesUser, reachesAll, reachesUser } from '../access/caller.ts';
import { changePolicy, type PolicyPatch } from '../access/policy/change-policy.ts';
import { OPEN_POLICY } from '../ports/account-policy.ts';
import type { Group, PageRequest, User } from '../ports/directory.ts';
import type { AccountId, DomainId, GroupId } from '../ports/ids.ts';
import { applyOne, type Store } from '../ports/store.ts';
import { audited, changesNothing } from './audit-entry.ts';
import { groupFields, told } from './audit-fields.ts';
import { sameValue } from './difference.ts';
import { listInReach } from './list-in-reach.ts';
import { createLookUp } from './look-up.ts';
import { mustBeVersion } from './must-be-version.ts';
import { checkDescription, checkGroupAddress, checkGroupName, invalid } from './names.ts';

/** Between those that are to decide before the others, and those that are to decide after them. */
const DEFAULT_RANK = 100;
const MAX_RANK = 1_000_000;
/** Read at once, of which the caller may see all or none. */
const MEMBERS_A_READ = 200;

export interface NewGroupRequest {
  /** `name@domain` */
  readonly name: string;
  readonly description?: string;
  /** Of several groups that say something of a user the one with the lowest decides. */
  readonly rank?: number;
  readonly policy?: PolicyPatch;
  /** User IDs, also of other domains that the caller reaches. */
  readonly members?: readonly string[];
}

/** What is absent stays. */
export interface GroupPatch {
  /** Without the domain, in which it stays. */
  readonly name?: string;
  readonly description?: string;
  readonly rank?: number;
  readonly policy?: PolicyPatch;
  /** Who is a member already, or is none, is passed over. */
  readonly addMembers?: readonly string[];
  readonly removeMembers?: readonly string[];
}

export interface Groups {
  /** Throws Failure `invalid`, `not-found`. */
  get(by: Caller, name: string): Promise<Group>;
  /** Sorted by name and domain; the page's `after` is `name@domain`. */
  list(by: Caller, domain: DomainId | null, page: PageRequest): Promise<readonly Group[]>;
  /**
   * Those members that the caller reaches, in the order in which they were made.
   *
   * @param page after: User ID of the last one of the page before. Throws Failure `not-found`.
   */
  members(by: Caller, name: string, page: Pick<PageRequest, 'after' | 'limit'>): Promise<readonly User[]>;
  /** Throws Failure `invalid`, `not-found` (domain, member), `already-exists`, `no-permission` (oneself). */
  create(by: Caller, request: NewGroupRequest): Promise<GroupId>;
  /**
   * Throws Failure as `create`, `conflict`, and `no-permission` (`detail.reason`: `members-of-others`) for rank and policy
   * of a group with members whom the caller does not manage. @param expectVersion as with `delete`.
   */
  update(by: Caller, name: string, patch: GroupPatch, expectVersion?: number): Promise<void>;
  /**
   * The members stay, and are treated as the other levels say. Throws Failure `not-found`, `conflict`, and
   * `no-permission` as `update`.
   *
   * @param expectVersion what was looked at before; absent: whatever it is now.
   */
  delete(by: Caller, name: string, expectVersion?: number): Promise<void>;
}

export interface GroupsDeps {
  readonly store: Store;
  readonly clock: Clock;
}

export function createGroups({ store, clock }: GroupsDeps): Groups {
  const directory = () => store.reader().directory;
  const lookUp = createLookUp(store);
  const audit = (by: Caller, action: string, name: string, before: object, after: object | null) =>
    audited(by, clock.nowMs(), action, { kind: 'group', name }, { ...before }, after && { ...after });
  // What a group says changes what its members may have: only who may change them may put them into it.
  const findUsers = async (by: Caller, userIds: readonly string[] = []) => {
    const found = new Map<AccountId, string>();
    for (const userId of userIds) {
      const user = await lookUp.managedUser(by, userId);
      found.set(user.account, user.userId);
    }
    return found;
  };
  async function* membersOf({ id }: Group): AsyncGenerator<User> {
    for (let last: AccountId | null = null; ; ) {
      const accounts: readonly AccountId[] = await directory().groupMembers(id, last, MEMBERS_A_READ);
      yield* await directory().users(accounts);
      last = accounts.at(-1) ?? null;
      if (accounts.length < MEMBERS_A_READ) return;
    }
  }
  /** For what changes at once what all members may have. Throws Failure `no-permission`. */
  const mustManageMembers = async (by: Caller, group: Group) => {
    if (reachesAll(by)) return;
    for await (const member of membersOf(group)) if (!managesUser(by, member)) throw hasMembersOfOthers(by);
  };
  const findThose = async (by: Caller, { id }: Group, areMembers: boolean, userIds: readonly string[] = []) => {
    const found = await findUsers(by, userIds);
    for (const account of found.keys()) {
      const isMember = (await directory().groupsOf(account)).some((group) => group.id === id);
      if (isMember !== areMembers) found.delete(account);
    }
    return found;
  };

  return {
    get: lookUp.group,

    list: (by, domain, page) =>
      listInReach(
        by,
        domain,
        page,
        (each) => directory().listGroups(each, page),
        (group) => foldName(nameOf(group)),
      ),

    async members(by, name, { after, limit }) {
      const group = await lookUp.group(by, name);
      const members: User[] = [];
      let last = after === undefined ? null : (await lookUp.user(by, after)).account;
      for (;;) {
        const accounts = await directory().groupMembers(group.id, last, MEMBERS_A_READ);
        for (const account of accounts) {
          const user = await directory().user(account);
          if (user !== null && reachesUser(by, user)) members.push(user);
          if (members.length === limit) return members;
        }
        if (accounts.length < MEMBERS_A_READ) return members;
        last = accounts.at(-1) ?? null;
      }
    },

    async create(by, request) {
      const { name, domain: domainName } = checkGroupAddress(request.name);
      const domain = await lookUp.domain(by, domainName);
      const group = {
        name,
        description: checkDescription(request.description ?? ''),
        rank: checkRank(request.rank ?? DEFAULT_RANK),
        accountPolicy: changePolicy(OPEN_POLICY, request.policy ?? {}),
      };
      const members = await findUsers(by, request.members);
      const fields = told({ ...groupFields(group), members: [...members.values()] });
      const created = await applyOne(store, {
        kind: 'create-group',
        domain: domain.id,
        ...group,
        members: [...members.keys()],
        ...audit(by, 'group.create', `${name}@${domain.name}`, {}, fields),
      });
      return created.group;
    },

    async update(by, text, patch, expectVersion) {
      const group = await lookUp.group(by, text);
      mustBeVersion(group, expectVersion);
      const next = {
        name: patch.name === undefined ? group.name : checkGroupName(patch.name),
        description: patch.description === undefined ? group.description : checkDescription(patch.description),
        rank: checkRank(patch.rank ?? group.rank),
        accountPolicy: changePolicy(group.accountPolicy, patch.policy ?? {}),
      };
      if (next.rank !== group.rank || !sameValue(next.accountPolicy, group.accountPolicy)) {
        await mustManageMembers(by, group);
      }
      const added = await findThose(by, group, false, patch.addMembers);
      const removed = await findThose(by, group, true, patch.removeMembers);
      const entry = audit(
        by,
        'group.update',
        nameOf(group),
        { ...groupFields(group), members: [...removed.values()] },
        { ...groupFields(next), members: [...added.values()] },
      );
      if (changesNothing(entry)) return;
      await applyOne(store, {
        kind: 'update-group',
        group: group.id,
        expectVersion: group.version,
        ...next,
        addMembers: [...added.keys()],
        removeMembers: [...removed.keys()],
        ...entry,
      });
    },

    async delete(by, text, expectVersion) {
      const group = await lookUp.group(by, text);
      await mustManageMembers(by, group);
      // With its members, so that it can be brought back.
      const members: string[] = [];
      for await (const { userId } of membersOf(group)) members.push(userId);
      const fields = told({ ...groupFields(group), members });
      const entry = audit(by, 'group.delete', nameOf(group), fields, null);
      await applyOne(store, {
        kind: 'delete-group',
        group: group.id,
        // Who joins meanwhile may be somebody else's.
        expectVersion: expectVersion ?? (reachesAll(by) ? null : group.version),
        ...entry,
      });
    },
  };
}

function hasMembersOfOthers({ actor }: Caller): Failure {
  return new Failure('no-permission', `${actor.name} does not manage all members of the group`, {
    detail: { reason: 'members-of-others' },
  });
}

function nameOf({ name, domainName }: Group): string {
  return `${name}@${domainName}`;
}

function checkRank(rank: number): number {
  if (Number.isInteger(rank) && rank >= 0 && rank <= MAX_RANK) return rank;
  throw invalid('rank', String(rank));
}
