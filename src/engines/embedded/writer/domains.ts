import { Failure } from '../../../base/failure.ts';
import type { AccountId, DomainId } from '../../../domain/ports/ids.ts';
import { DOMAIN_BY_NAME } from '../domain-by-name.ts';
import type { WireNewDomain } from '../protocol.ts';
import { insertAlias, POSTMASTER } from './aliases.ts';
import type { OperationContext } from './context.ts';
import { insertDkimKey } from './dkim-keys.ts';

/** With its keys. Fails with `already-exists`. */
export function insertDomain(context: OperationContext, domain: WireNewDomain, isPrimary: boolean): DomainId {
  const { database, changes, nowMs } = context;
  const { name, description, dkimKeys } = domain;
  requireFreeDomainName(context, name, null);
  const id = database.insert(INSERT, name, description, isPrimary ? 1 : 0, nowMs, nowMs) as DomainId;
  changes.push({ kind: 'domain-changed', domain: id });
  for (const key of dkimKeys) insertDkimKey(context, id, key);
  if (dkimKeys.length > 0) changes.push({ kind: 'dkim-keys-changed', domain: id });
  return id;
}

/** Every domain has one, owned and received by an administrator. DI4; RFC 5321 section 4.5.1 */
export function insertPostmaster(context: OperationContext, domain: DomainId, account: AccountId): void {
  const people = { owners: [account], members: [{ kind: 'user', account } as const] };
  const alias = { domain, localPart: POSTMASTER, description: '', membership: 'closed', ...people } as const;
  insertAlias(context, alias, true);
}

/** Neither the name nor a synonym of another domain. Fails with `already-exists`. */
export function requireFreeDomainName({ database }: OperationContext, name: string, except: DomainId | null): void {
  const holder = database.value<DomainId | null>(`SELECT ${DOMAIN_BY_NAME}`, name) ?? null;
  if (holder !== null && holder !== except) {
    throw new Failure('already-exists', 'there is a domain of that name', { detail: { name } });
  }
}

const INSERT = `
  INSERT INTO domain (name, description, is_primary, created_at_ms, changed_at_ms, version) VALUES (?, ?, ?, ?, ?, 1)`;
