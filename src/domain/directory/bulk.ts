/** The same done to many, each by itself: one that is refused does not keep the others from being done. REQUIREMENTS SM3, DI5 */
import { Failure } from '../../base/failure.ts';
import type { Caller } from '../access/caller.ts';
import type { Language, QuotaChoice } from '../ports/directory.ts';
import type { Aliases } from './aliases.ts';
import type { Groups } from './groups.ts';
import type { Users } from './users.ts';

export type UserAction =
  | { readonly kind: 'enable' | 'disable' | 'archive' | 'restore' | 'require-password-change' }
  /** `handOverTo`: User ID of who takes their places. */
  | { readonly kind: 'delete'; readonly handOverTo?: string }
  | { readonly kind: 'quota'; readonly storageQuota?: QuotaChoice; readonly messageQuota?: QuotaChoice }
  /** `group`: `name@domain` */
  | { readonly kind: 'add-to-group' | 'remove-from-group'; readonly group: string }
  | { readonly kind: 'language'; readonly language: Language | null };

export type AliasAction =
  | { readonly kind: 'delete' }
  | { readonly kind: 'add-members' | 'remove-members'; readonly members: readonly string[] };

export interface Outcome {
  readonly name: string;
  /** Null: it was done, or was so already. */
  readonly failure: Failure | null;
}

/** Changes that share a commit: other writes wait no longer than for that many. */
const AT_ONCE = 20;

/**
 * In the order in which they are named. Who cannot be deleted is told with all that depends on him: `detail.dependents`
 * as `Users.dependents` tells them.
 */
export function changeUsers(
  { users, groups }: { readonly users: Users; readonly groups: Pick<Groups, 'update'> },
  by: Caller,
  userIds: readonly string[],
  action: UserAction,
): Promise<Outcome[]> {
  switch (action.kind) {
    case 'enable':
    case 'disable':
      return each(userIds, (userId) => users.update(by, userId, { isEnabled: action.kind === 'enable' }));
    case 'archive':
      return each(userIds, (userId) => users.archive(by, userId));
    case 'restore':
      return each(userIds, (userId) => users.restore(by, userId));
    case 'require-password-change':
      return each(userIds, (userId) => users.requirePasswordChange(by, userId));
    case 'quota': {
      const { kind: _kind, ...quotas } = action;
      return each(userIds, (userId) => users.update(by, userId, quotas));
    }
    case 'language':
      return each(userIds, (userId) => users.update(by, userId, { language: action.language }));
    // The group is the same for all: each change is made of what the one before has left.
    case 'add-to-group':
      return each(userIds, (userId) => groups.update(by, action.group, { addMembers: [userId] }), 1);
    case 'remove-from-group':
      return each(userIds, (userId) => groups.update(by, action.group, { removeMembers: [userId] }), 1);
    case 'delete': {
      const { kind: _kind, ...options } = action;
      // Some may stand against the deletion of others.
      return each(userIds, (userId) => deleteUser(users, by, userId, options), 1);
    }
  }
}

/** In the order in which they are named. */
export function changeAliases(
  aliases: Pick<Aliases, 'update' | 'delete'>,
  by: Caller,
  mails: readonly string[],
  action: AliasAction,
): Promise<Outcome[]> {
  switch (action.kind) {
    // Some may be members of others.
    case 'delete':
      return each(mails, (mail) => aliases.delete(by, mail), 1);
    case 'add-members':
      return each(mails, (mail) => aliases.update(by, mail, { addMembers: action.members }));
    case 'remove-members':
      return each(mails, (mail) => aliases.update(by, mail, { removeMembers: action.members }));
  }
}

async function each(
  names: readonly string[],
  change: (name: string) => Promise<void>,
  atOnce: number = AT_ONCE,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let start = 0; start < names.length; start += atOnce) {
    const some = names.slice(start, start + atOnce).map(async (name): Promise<Outcome> => {
      try {
        await change(name);
        return { name, failure: null };
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return { name, failure: error };
      }
    });
    outcomes.push(...(await Promise.all(some)));
  }
  return outcomes;
}

async function deleteUser(
  users: Pick<Users, 'delete' | 'dependents'>,
  by: Caller,
  userId: string,
  options: { readonly handOverTo?: string },
): Promise<void> {
  try {
    await users.delete(by, userId, options);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'in-use') throw error;
    const { dependents } = await users.dependents(by, userId);
    if (dependents.length === 0) throw error;
    throw new Failure('in-use', error.message, { detail: { reason: 'user', name: userId, dependents } });
  }
}
