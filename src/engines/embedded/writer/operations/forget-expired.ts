import type { AccountId, SessionId } from '../../../../domain/ports/ids.ts';
import { FORGET_SLICE } from '../../limits.ts';
import type { Handler } from '../context.ts';

/** The oldest first, a slice at a time. */
export const forgetExpired: Handler<'forget-expired'> = (context, { sessionsBeforeMs, auditBeforeMs }) => {
  const { database, changes } = context;
  const forgotten = database.rows<[AccountId, SessionId]>(FORGET_SESSIONS, sessionsBeforeMs, FORGET_SLICE);
  for (const [account, of] of Map.groupBy(forgotten, ([each]) => each)) {
    const sessions = of.map(([, session]) => session).sort((one, other) => one - other);
    changes.push({ kind: 'sessions-ended', account, sessions });
  }
  const entries = database.run(FORGET_AUDIT, auditBeforeMs, FORGET_SLICE);
  return { isDone: forgotten.length < FORGET_SLICE && entries < FORGET_SLICE };
};

/** As the index has it. */
const END = 'max(expires_at_ms, coalesce(refresh_expires_at_ms, 0))';
const FORGET_SESSIONS = `
  DELETE FROM session WHERE id IN (SELECT id FROM session WHERE ${END} < ? ORDER BY ${END} LIMIT ?)
  RETURNING account, id`;
const FORGET_AUDIT = `
  DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at_ms < ? ORDER BY at_ms LIMIT ?)`;
