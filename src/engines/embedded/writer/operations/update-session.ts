import { Failure } from '../../../../base/failure.ts';
import type { Handler } from '../context.ts';

/** A refresh token is good once: of two who show it the second is refused. RFC 6749 section 10.4 */
export const updateSession: Handler<'update-session'> = ({ database }, operation) => {
  const { session, expectRefreshHash, usedAtMs, address, secretHash, refreshHash, expiresAtMs } = operation;
  const row = database.row<[string | null]>('SELECT refresh_hash FROM session WHERE id = ?', session);
  if (row === undefined) throw new Failure('not-found', 'no such session', { detail: { session } });
  if (expectRefreshHash !== undefined && row[0] !== expectRefreshHash) {
    throw new Failure('conflict', 'the session has another refresh token');
  }
  database.run(SAVE, usedAtMs, address, secretHash ?? null, refreshHash ?? null, expiresAtMs ?? null, session);
  return null;
};

const SAVE = `
  UPDATE session SET last_used_at_ms = ?, address = ?, secret_hash = coalesce(?, secret_hash),
    refresh_hash = coalesce(?, refresh_hash), expires_at_ms = coalesce(?, expires_at_ms)
  WHERE id = ?`;
