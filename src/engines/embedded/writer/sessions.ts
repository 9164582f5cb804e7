/** Ending sessions. Whoever holds one learns it from the feed. */
import type { AccountId, CredentialId, SessionId } from '../../../domain/ports/ids.ts';
import type { SqlValue } from '../index/database.ts';
import type { OperationContext } from './context.ts';

/** What was proved by a credential that is gone is void. */
export function endSessionsOfCredential(context: OperationContext, account: AccountId, credential: CredentialId): void {
  endSessions(context, account, 'DELETE FROM session WHERE credential = ? RETURNING id', credential);
}

/** All of an account, or all but one. Returns those that ended, ascending. */
export function endSessionsOfAccount(
  context: OperationContext,
  account: AccountId,
  except: SessionId | null,
): SessionId[] {
  return endSessions(context, account, END_OTHERS, account, except);
}

/** Returns those that were there, ascending. */
export function endListedSessions(
  context: OperationContext,
  account: AccountId,
  sessions: readonly SessionId[],
): SessionId[] {
  return endSessions(context, account, END_LISTED, account, JSON.stringify(sessions));
}

function endSessions(context: OperationContext, account: AccountId, sql: string, ...values: SqlValue[]): SessionId[] {
  const sessions = context.database.rows<[SessionId]>(sql, ...values).flat();
  sessions.sort((one, other) => one - other);
  if (sessions.length > 0) context.changes.push({ kind: 'sessions-ended', account, sessions });
  return sessions;
}

const END_OTHERS = 'DELETE FROM session WHERE account = ? AND id IS NOT ? RETURNING id';
const END_LISTED = `
  DELETE FROM session WHERE account = ? AND id IN (SELECT value FROM json_each(?)) RETURNING id`;
