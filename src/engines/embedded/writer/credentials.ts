import { Failure } from '../../../base/failure.ts';
import type { AccountId, CredentialId } from '../../../domain/ports/ids.ts';
import type { WireCredential } from '../protocol.ts';
import type { OperationContext } from './context.ts';

/** Adds a credential in place of the one of the same kind and label. It gets a new id: what was proved by it is void. */
export function putCredential(
  { database }: OperationContext,
  account: AccountId,
  credential: WireCredential,
): CredentialId {
  const { kind, label, verifier, mustChange, createdAtMs, expiresAtMs } = credential;
  const scram = credential.scram === null ? null : Buffer.from(credential.scram, 'base64');
  database.run(REMOVE, account, kind, label);
  const values = [account, kind, label, verifier, scram, mustChange ? 1 : 0, createdAtMs, expiresAtMs];
  return database.insert(INSERT, ...values) as CredentialId;
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

const REHASH = 'UPDATE credential SET verifier = ?, scram = ? WHERE id = ? AND account = ?';
const REMOVE = 'DELETE FROM credential WHERE account = ? AND kind = ? AND label = ?';
const INSERT = `
  INSERT INTO credential (account, kind, label, verifier, scram, must_change, created_at_ms, expires_at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
