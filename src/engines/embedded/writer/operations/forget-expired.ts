import { FORGET_SLICE } from '../../limits.ts';
import type { Handler } from '../context.ts';

/** The oldest first, a slice at a time. Nobody is told: what is forgotten was of no use any more. */
export const forgetExpired: Handler<'forget-expired'> = ({ database }, { sessionsBeforeMs, auditBeforeMs }) => {
  database.run(FORGET_SESSIONS, sessionsBeforeMs, FORGET_SLICE);
  database.run(FORGET_AUDIT, auditBeforeMs, FORGET_SLICE);
  return null;
};

/** As the index has it. */
const END = 'max(expires_at_ms, coalesce(refresh_expires_at_ms, 0))';
const FORGET_SESSIONS = `
  DELETE FROM session WHERE id IN (SELECT id FROM session WHERE ${END} < ? ORDER BY ${END} LIMIT ?)`;
const FORGET_AUDIT = `
  DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at_ms < ? ORDER BY at_ms LIMIT ?)`;
