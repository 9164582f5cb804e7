import { Failure } from '../../../../base/failure.ts';
import type { SessionId } from '../../../../domain/ports/ids.ts';
import type { NewSession } from '../../../../domain/ports/sessions.ts';
import type { SqlValue } from '../../index/database.ts';
import type { Handler, OperationContext } from '../context.ts';
import { requireAccount } from '../entries.ts';

export const createSession: Handler<'create-session'> = (context, { session }) => {
  requireAccount(context, session.account);
  requireCredential(context, session);
  return { session: context.database.insert(INSERT, ...columnsOf(session)) as SessionId };
};

function requireCredential({ database }: OperationContext, { account, credential }: NewSession): void {
  if (credential === null || database.value(FIND_CREDENTIAL, credential, account) !== undefined) return;
  throw new Failure('not-found', 'no such credential', { detail: { account, credential } });
}

function columnsOf(session: NewSession): SqlValue[] {
  const { account, kind, secretHash, refreshHash, credential, client, address } = session;
  const { createdAtMs, expiresAtMs, refreshExpiresAtMs } = session;
  const services = session.services === null ? null : JSON.stringify(session.services);
  const about = [account, kind, secretHash, refreshHash, services, credential, client, address];
  return [...about, createdAtMs, expiresAtMs, refreshExpiresAtMs, createdAtMs];
}

const FIND_CREDENTIAL = 'SELECT 1 FROM credential WHERE id = ? AND account = ?';
const INSERT = `
  INSERT INTO session (account, kind, secret_hash, refresh_hash, services, credential, client, address,
    created_at_ms, expires_at_ms, refresh_expires_at_ms, last_used_at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
