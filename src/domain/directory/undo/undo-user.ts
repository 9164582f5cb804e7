import type { Caller } from '../../access/caller.ts';
import type { PrivilegePatch } from '../../access/policy/change-policy.ts';
import type { AuditEntry, AuditFields } from '../../ports/audit.ts';
import type { Store } from '../../ports/store.ts';
import { userFields } from '../audit-fields.ts';
import { EMPTY_PROFILE } from '../names.ts';
import type { UserPatch } from '../user-requests.ts';
import type { Users } from '../users.ts';
import { changedFields, listBefore, mustStillHold } from './must-still-hold.ts';

type Change = Pick<AuditEntry, 'target' | 'before' | 'after'>;

export interface UserUndoDeps {
  readonly store: Pick<Store, 'reader'>;
  readonly users: Pick<Users, 'get' | 'update' | 'archive' | 'restore'>;
}

const LISTS: readonly string[] = ['roleDomains', 'welcomeSenders'];

export function createUserUndo({ store, users }: UserUndoDeps) {
  /** By the name that the change left him with. */
  const find = async (by: Caller, entry: Change) => {
    const change = withoutClients(entry);
    const { userId } = change.after;
    const user = await users.get(by, typeof userId === 'string' ? userId : change.target.name);
    const present = await userFields(store.reader().directory, user);
    mustStillHold(present, change);
    return { user, present, change };
  };
  return {
    async update(by: Caller, entry: Change): Promise<void> {
      const { user, present, change } = await find(by, entry);
      await users.update(by, user.userId, patchOf(change, present), user.version);
    },
    async archive(by: Caller, change: Change): Promise<void> {
      await users.restore(by, (await find(by, change)).user.userId);
    },
    /** Archived again, as of now. */
    async restore(by: Caller, change: Change): Promise<void> {
      await users.archive(by, (await find(by, change)).user.userId);
    },
  };
}

/** Sessions that ended with a change stay ended: those who had them sign in again. */
function withoutClients(change: Change): Change {
  const { clients: _, ...before } = change.before;
  return { ...change, before };
}

function patchOf(change: Change, present: AuditFields): UserPatch {
  const patch: Record<string, unknown> = {};
  const profile: Record<string, unknown> = {};
  for (const field of changedFields(change)) {
    const value = change.before[field] ?? null;
    if (field in EMPTY_PROFILE) profile[field] = value;
    else if (field === 'privileges') patch.privileges = privilegesBefore(present.privileges, value);
    else patch[field] = LISTS.includes(field) ? listBefore(present[field], change, field) : value;
  }
  // The fields are those that `userFields` tells, with the values that users had.
  return { ...patch, ...(Object.keys(profile).length === 0 ? {} : { profile }) };
}

/** What is said now and was not said then is left to the wider levels again. */
export function privilegesBefore(present: unknown, before: unknown): PrivilegePatch {
  const unsaid = Object.keys(present ?? {}).map((name) => [name, null]);
  return { ...Object.fromEntries(unsaid), ...(before as object) };
}
