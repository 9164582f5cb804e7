/** What making and changing groups have in common. */
import { Failure } from '../../../base/failure.ts';
import { foldName } from '../../../base/name.ts';
import { foldText } from '../../../base/text.ts';
import type { AccountId, DomainId, GroupId } from '../../../domain/ports/ids.ts';
import { requireUser } from './aliases.ts';
import type { OperationContext } from './context.ts';

/** Fails with `already-exists`. */
export function requireFreeGroupName(
  { database }: OperationContext,
  domain: DomainId,
  name: string,
  except: GroupId | null,
): void {
  const holder = database.value<GroupId>(FIND, domain, foldName(name));
  if (holder !== undefined && holder !== except) {
    throw new Failure('already-exists', 'there is a group of that name', { detail: { field: 'name', name } });
  }
}

/** Who is one already is passed over. Fails with `not-found`. */
export function addMembers({ database }: OperationContext, group: GroupId, accounts: readonly AccountId[]): void {
  for (const account of accounts) {
    requireUser(database, account);
    database.run('INSERT OR IGNORE INTO group_member (user_group, account) VALUES (?, ?)', group, account);
  }
}

/** What a listing's `query` is looked for in. */
export function groupSearchText(name: string, description: string): string {
  return foldText(`${name}\n${description}`);
}

/** With its members, who stay. */
export function removeGroup({ database, changes }: OperationContext, group: GroupId): void {
  database.run('DELETE FROM group_member WHERE user_group = ?', group);
  database.run('DELETE FROM user_group WHERE id = ?', group);
  changes.push({ kind: 'group-changed', group });
}

const FIND = 'SELECT id FROM user_group WHERE domain = ? AND name_key = ?';
