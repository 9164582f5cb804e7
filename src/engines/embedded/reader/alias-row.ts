import type { Alias, AliasMember, Membership } from '../../../domain/ports/directory.ts';
import type { AccountId, AliasId, DomainId } from '../../../domain/ports/ids.ts';
import type { Database } from '../index/database.ts';

export const SELECT_ALIAS = `
  SELECT alias.id, alias.domain, domain.name, alias.local_part, alias.description, alias.membership,
    alias.is_postmaster, alias.created_at_ms, alias.changed_at_ms, alias.version
  FROM alias JOIN domain ON domain.id = alias.domain`;

export type AliasTuple = [
  id: AliasId,
  domain: DomainId,
  domainName: string,
  localPart: string,
  description: string,
  membership: Membership,
  isPostmaster: 0 | 1,
  createdAtMs: number,
  changedAtMs: number,
  version: number,
];

/** Completes a row with its owners and members. */
export function readAlias(database: Database, row: AliasTuple): Alias {
  const [id, domain, domainName, localPart, description, membership, isPostmaster, ...last] = row;
  const [createdAtMs, changedAtMs, version] = last;
  return {
    ...{ id, domain, domainName, localPart, description, membership, createdAtMs, changedAtMs, version },
    isPostmaster: isPostmaster === 1,
    owners: database.rows<[AccountId]>(OWNERS, id).map(([account]) => account),
    members: database.rows<MemberTuple>(MEMBERS, id).map(toMember),
  };
}

/** One of them is given. */
type MemberTuple = [
  account: AccountId | null,
  alias: AliasId | null,
  address: string | null,
  file: string | null,
  program: string | null,
];

function toMember([account, alias, address, file, program]: MemberTuple): AliasMember {
  if (account !== null) return { kind: 'user', account };
  if (alias !== null) return { kind: 'alias', alias };
  if (file !== null) return { kind: 'file', name: file };
  return program === null ? { kind: 'remote', address: address ?? '' } : { kind: 'program', name: program };
}

const OWNERS = 'SELECT account FROM alias_owner WHERE alias = ? ORDER BY place';
const MEMBERS = `
  SELECT account, member_alias, address, file, program FROM alias_member WHERE alias = ? ORDER BY place`;
