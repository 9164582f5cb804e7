/** Mail addresses: users and aliases share one name space, and the database's key is its judge. */

import { Failure } from '../../../base/failure.ts';
import { foldName } from '../../../base/name.ts';
import type { AccountId, AliasId, DomainId } from '../../../domain/ports/ids.ts';
import type { OperationContext } from './context.ts';

export type AddressHolder = { readonly account: AccountId } | { readonly alias: AliasId };

/** Gives an address to a user or alias, in place of the one it had. Fails with `already-exists`. */
export function setAddress(
  { database }: OperationContext,
  domain: DomainId,
  localPart: string,
  holder: AddressHolder,
): void {
  if ('account' in holder) database.run(FREE_ACCOUNT, holder.account);
  else database.run(FREE_ALIAS, holder.alias);
  const key = foldName(localPart);
  if (database.value(FIND, domain, key) !== undefined) {
    throw new Failure('already-exists', 'the address belongs to somebody else', { detail: { field: 'mail' } });
  }
  const account = 'account' in holder ? holder.account : null;
  const alias = 'alias' in holder ? holder.alias : null;
  database.run(INSERT, domain, key, account, alias);
}

export function removeAddress({ database }: OperationContext, holder: AddressHolder): void {
  if ('account' in holder) database.run(FREE_ACCOUNT, holder.account);
  else database.run(FREE_ALIAS, holder.alias);
}

const FREE_ACCOUNT = 'DELETE FROM address WHERE account = ?';
const FREE_ALIAS = 'DELETE FROM address WHERE alias = ?';
const FIND = 'SELECT 1 FROM address WHERE domain = ? AND local_key = ?';
const INSERT = 'INSERT INTO address (domain, local_key, account, alias) VALUES (?, ?, ?, ?)';
