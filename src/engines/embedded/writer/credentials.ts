import { Failure } from '../../../base/failure.ts';
import type { AccountId, CredentialId } from '../../../domain/ports/ids.ts';
import type { WireCredential } from '../protocol.ts';
import type { OperationContext } from './context.ts';
import { endSessionsOfCredential } from './sessions.ts';

/** Adds a credential in place of the one of the same kind and label. It gets a new id: what was proved by it is void. */
export function putCredential(context: OperationContext, account: AccountId, credential: WireCredential): CredentialId {
  const { database } = context;
  const { kind, label, verifier, mustChange, services, createdAtMs, expiresAtMs } = credential;
  const scram = credential.scram === null ? null : Buffer.from(credential.scram, 'base64');
  const replaced = database.value<CredentialId>(REPLACE, account, kind, label);
  if (replaced !== undefined) endSessionsOfCredential(context, account, replaced);
  const values = [account, kind, label, verifier, scram, mustChange ? 1 : 0];
  const scope = services === null ? null : JSON.stringify(services);
  return database.insert(INSERT, ...values, scope, createdAtMs, expiresAtMs) as CredentialId;
}

/** New verifiers for the same secret. Throws Failure `conflict` when there is no such credential. */
export function rehashCredential(
  { database }: OperationContext,
  account: AccountId,
  id: CredentialId,
  { verifier, scram }: WireCredential,
): CredentialId {
  const sealed = scram === null ? null : Buffer.from(scram, 'base64');
  if (database.run(REHASH, verifier, sealed, id, account) === 0) {
    throw new Failure('conflict', 'the credential is there no longer', { detail: { account, credential: id } });
  }
  return id;
}

/** Sessions that were opened with them are the caller's to end. */
export function deleteAppPasswords({ database }: OperationContext, account: AccountId): void {
  database.run("DELETE FROM credential WHERE account = ? AND kind = 'app-password'", account);
}

const REHASH = 'UPDATE credential SET verifier = ?, scram = ? WHERE id = ? AND account = ?';
const REPLACE = 'DELETE FROM credential WHERE account = ? AND kind = ? AND label = ? RETURNING id';
const INSERT = `
  INSERT INTO credential (account, kind, label, verifier, scram, must_change, services, created_at_ms, expires_at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
