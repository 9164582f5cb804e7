/**
 * What can be changed has a version, which rises with each change, and a time of change, which does so too, also where two
 * changes fall into one millisecond or the clock was set back.
 */
import { Failure } from '../../../base/failure.ts';
import type { AccountId, AliasId, DomainId, GroupId } from '../../../domain/ports/ids.ts';
import type { OperationContext } from './context.ts';

/** Fails with `conflict` when it is no longer the version that was read. */
export function requireVersion(what: string, version: number, expected: number | null): void {
  if (expected !== null && expected !== version) throw new Failure('conflict', `the ${what} was changed`);
}

export function touchUser({ database, nowMs, changes }: OperationContext, account: AccountId): void {
  database.run(`UPDATE user SET ${TOUCH} WHERE account = ?`, nowMs, account);
  changes.push({ kind: 'user-changed', account });
}

export function touchAlias({ database, nowMs, changes }: OperationContext, alias: AliasId): void {
  database.run(`UPDATE alias SET ${TOUCH} WHERE id = ?`, nowMs, alias);
  changes.push({ kind: 'alias-changed', alias });
}

export function touchGroup({ database, nowMs, changes }: OperationContext, group: GroupId): void {
  database.run(`UPDATE user_group SET ${TOUCH} WHERE id = ?`, nowMs, group);
  changes.push({ kind: 'group-changed', group });
}

export function touchDomain({ database, nowMs, changes }: OperationContext, domain: DomainId): void {
  database.run(`UPDATE domain SET ${TOUCH} WHERE id = ?`, nowMs, domain);
  changes.push({ kind: 'domain-changed', domain });
}

const TOUCH = 'version = version + 1, changed_at_ms = max(changed_at_ms + 1, ?)';
