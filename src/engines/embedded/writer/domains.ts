import { Failure } from '../../../base/failure.ts';
import type { AccountId, DomainId } from '../../../domain/ports/ids.ts';
import { insertAlias, POSTMASTER } from './aliases.ts';
import type { OperationContext } from './context.ts';

/** Fails with `already-exists`. */
export function insertDomain(context: OperationContext, name: string, description: string, isPrimary: boolean) {
  requireFreeDomainName(context, name, null);
  const id = context.database.insert(INSERT, name, description, isPrimary ? 1 : 0, context.nowMs) as DomainId;
  context.changes.push({ kind: 'domain-changed', domain: id });
  return id;
}

/** Every domain has one, owned and received by an administrator. DI4; RFC 5321 section 4.5.1 */
export function insertPostmaster(context: OperationContext, domain: DomainId, account: AccountId): void {
  const people = { owners: [account], members: [{ kind: 'user', account } as const] };
  const alias = { domain, localPart: POSTMASTER, description: '', membership: 'closed', ...people } as const;
  insertAlias(context, alias, true);
}

/** Fails with `already-exists`. */
export function requireFreeDomainName({ database }: OperationContext, name: string, except: DomainId | null): void {
  const holder = database.value<DomainId>('SELECT id FROM domain WHERE name = ?', name);
  if (holder !== undefined && holder !== except) {
    throw new Failure('already-exists', 'there is a domain of that name', { detail: { name } });
  }
}

const INSERT = 'INSERT INTO domain (name, description, is_primary, created_at_ms) VALUES (?, ?, ?, ?)';
