/** What making and changing aliases have in common. */
import { Failure } from '../../../base/failure.ts';
import { foldName } from '../../../base/name.ts';
import { foldText } from '../../../base/text.ts';
import type { AliasMember } from '../../../domain/ports/directory.ts';
import type { CreateAlias } from '../../../domain/ports/directory-operations.ts';
import type { AccountId, AliasId } from '../../../domain/ports/ids.ts';
import { MAX_DEPENDENTS } from '../limits.ts';
import { setAddress } from './addresses.ts';
import type { OperationContext } from './context.ts';

export const POSTMASTER = 'postmaster';

export function insertAlias(
  context: OperationContext,
  alias: Omit<CreateAlias, 'kind'>,
  isPostmaster: boolean,
): AliasId {
  const { database, nowMs, changes } = context;
  const { domain, localPart, description, membership, owners, members } = alias;
  const text = aliasSearchText(localPart, description);
  const values = [domain, foldName(localPart), localPart, description, membership, isPostmaster ? 1 : 0, nowMs, nowMs];
  const id = database.insert(INSERT, ...values, text) as AliasId;
  setAddress(context, domain, localPart, { alias: id });
  setOwners(context, id, owners);
  setMembers(context, id, members);
  changes.push({ kind: 'alias-changed', alias: id });
  return id;
}

/** What a listing's `query` is looked for in. */
export function aliasSearchText(localPart: string, description: string): string {
  return foldText(`${localPart}\n${description}`);
}

/** Fails with `invalid` when there are none, `not-found`. */
export function setOwners({ database }: OperationContext, alias: AliasId, owners: readonly AccountId[]): void {
  if (owners.length === 0) throw new Failure('invalid', 'an alias needs an owner');
  database.run('DELETE FROM alias_owner WHERE alias = ?', alias);
  for (const [place, account] of [...new Set(owners)].entries()) {
    requireUser(database, account);
    database.run('INSERT INTO alias_owner (alias, place, account) VALUES (?, ?, ?)', alias, place, account);
  }
}

/** Fails with `invalid` when the alias is among its own members, `not-found`. */
export function setMembers({ database }: OperationContext, alias: AliasId, members: readonly AliasMember[]): void {
  database.run('DELETE FROM alias_member WHERE alias = ?', alias);
  for (const [place, member] of members.entries()) {
    if (member.kind === 'user') requireUser(database, member.account);
    if (member.kind === 'alias') requireAlias(database, member.alias);
    if (member.kind === 'alias' && member.alias === alias) {
      throw new Failure('invalid', 'an alias cannot be a member of itself');
    }
    const account = member.kind === 'user' ? member.account : null;
    const memberAlias = member.kind === 'alias' ? member.alias : null;
    const address = member.kind === 'remote' ? member.address : null;
    const file = member.kind === 'file' ? member.name : null;
    const program = member.kind === 'program' ? member.name : null;
    database.run(INSERT_MEMBER, alias, place, account, memberAlias, address, file, program);
  }
}

/** Aliases whose only member is this one, by address. */
export function dependentsOfAlias({ database }: OperationContext, alias: AliasId): string[] {
  return database.rows<[string]>(SOLE_MEMBER_ALIAS, alias).flat().slice(0, MAX_DEPENDENTS);
}

export function requireUser(database: OperationContext['database'], account: AccountId): void {
  if (database.value('SELECT 1 FROM user WHERE account = ?', account) === undefined) {
    throw new Failure('not-found', 'no such user', { detail: { account } });
  }
}

export function requireAlias(database: OperationContext['database'], alias: AliasId): void {
  if (database.value('SELECT 1 FROM alias WHERE id = ?', alias) === undefined) {
    throw new Failure('not-found', 'no such alias', { detail: { alias } });
  }
}

const INSERT = `
  INSERT INTO alias (domain, local_key, local_part, description, membership, is_postmaster, created_at_ms,
    changed_at_ms, version, search_text)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?)`;
const INSERT_MEMBER = `
  INSERT INTO alias_member (alias, place, account, member_alias, address, file, program)
  VALUES (?, ?, ?, ?, ?, ?, ?)`;
const ADDRESS = `
  SELECT alias.local_part || '@' || domain.name FROM alias JOIN domain ON domain.id = alias.domain
  WHERE alias.id IN`;
const SOLE_MEMBER_ALIAS = `${ADDRESS} (
    SELECT alias FROM alias_member WHERE member_alias = ?1
    AND NOT EXISTS (SELECT 1 FROM alias_member AS m WHERE m.alias = alias_member.alias AND m.member_alias IS NOT ?1))
  ORDER BY 1`;
