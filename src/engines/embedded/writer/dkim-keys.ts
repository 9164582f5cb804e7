import { Failure } from '../../../base/failure.ts';
import type { DkimKeyId, DomainId } from '../../../domain/ports/ids.ts';
import type { WireDkimKey } from '../protocol.ts';
import type { OperationContext } from './context.ts';

/** Fails with `already-exists` when the domain has a key of that selector. RFC 6376 section 3.1 */
export function insertDkimKey({ database, nowMs }: OperationContext, domain: DomainId, key: WireDkimKey): DkimKeyId {
  const { selector, algorithm, sealedPrivateKey, publicKey, state } = key;
  if (database.value(FIND, domain, selector) !== undefined) {
    throw new Failure('already-exists', 'the domain has a key of that selector', { detail: { selector } });
  }
  const sealed = Buffer.from(sealedPrivateKey, 'base64');
  return database.insert(INSERT, domain, selector, algorithm, sealed, publicKey, state, nowMs, nowMs) as DkimKeyId;
}

const FIND = 'SELECT 1 FROM dkim_key WHERE domain = ? AND selector = ?';
const INSERT = `
  INSERT INTO dkim_key (domain, selector, algorithm, sealed_private_key, public_key, state, created_at_ms,
    state_since_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
