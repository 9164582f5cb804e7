/** What led to a user leads to another one: aliases, catch-alls, and the mail that others send on. REQUIREMENTS K2 */
import { Failure } from '../../../base/failure.ts';
import { foldName } from '../../../base/name.ts';
import type { Forwarding } from '../../../domain/ports/directory.ts';
import type { AccountId, DomainId } from '../../../domain/ports/ids.ts';
import { addressKeys, addressOf, forwardersTo } from '../forwarders.ts';
import type { OperationContext } from './context.ts';
import { touchDomain, touchUser } from './versions.ts';

/**
 * Puts the heir in the place of a user who is about to go; where it is already, the user's place is left to be removed.
 * Fails with `not-found`, `invalid` (the heir is the user itself, or archived).
 */
export function handOver(context: OperationContext, account: AccountId, heir: AccountId): void {
  requireHeir(context, account, heir);
  const { database } = context;
  for (const sql of REPLACE_IN_ALIASES) database.run(sql, account, heir);
  for (const [domain] of database.rows<[DomainId]>(REPLACE_CATCH_ALL, account, heir)) {
    touchDomain(context, domain);
  }
  handOverForwarding(context, account, heir);
}

function requireHeir({ database }: OperationContext, account: AccountId, heir: AccountId): void {
  const detail = { field: 'handOverTo', account: heir };
  const row = database.row<[number | null]>('SELECT archived_at_ms FROM user WHERE account = ?', heir);
  if (row === undefined) throw new Failure('not-found', 'no such user to hand over to', { detail });
  if (heir === account) throw new Failure('invalid', 'a user cannot be handed over to itself', { detail });
  if (row[0] !== null) throw new Failure('invalid', 'the user to hand over to is archived', { detail });
}

function handOverForwarding(context: OperationContext, account: AccountId, heir: AccountId): void {
  const { database } = context;
  const keys = addressKeys(database, account);
  const address = addressOf(database, heir);
  if (address === null) return;
  for (const forwarder of forwardersTo(database, keys)) {
    if (forwarder.account === account) continue;
    const forwarding = replaceAddress(forwarder.forwarding, keys, forwarder.account === heir ? null : address);
    database.run(SET_FORWARDING, forwarding === null ? null : JSON.stringify(forwarding), forwarder.account);
    touchUser(context, forwarder.account);
  }
}

/**
 * Each address stays once, in the place of its first.
 *
 * @param by null where the heir itself forwards: to its own address would be a circle, so that its mail stays with it.
 */
function replaceAddress(
  { addresses, keepsCopy }: Forwarding,
  keys: ReadonlySet<string>,
  by: string | null,
): Forwarding | null {
  const kept = new Map<string, string>();
  for (const old of addresses) {
    const address = keys.has(foldName(old)) ? by : old;
    if (address !== null && !kept.has(foldName(address))) kept.set(foldName(address), address);
  }
  return kept.size === 0 ? null : { addresses: [...kept.values()], keepsCopy: keepsCopy || by === null };
}

const REPLACE_IN_ALIASES = ['alias_owner', 'alias_member'].map(
  (table) => `
    UPDATE ${table} SET account = ?2
    WHERE account = ?1 AND alias NOT IN (SELECT alias FROM ${table} WHERE account = ?2)`,
);
const REPLACE_CATCH_ALL = 'UPDATE domain SET catch_all_account = ?2 WHERE catch_all_account = ?1 RETURNING id';
const SET_FORWARDING = 'UPDATE user SET forwarding = ? WHERE account = ?';
