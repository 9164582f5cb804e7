import { foldName } from '../../../base/name.ts';
import type { NewAuditEntry } from '../../../domain/ports/audit.ts';
import type { Database } from '../index/database.ts';

/** Writes down who made a change, in the savepoint of the change itself. */
export function writeAudit(database: Database, entry: NewAuditEntry): void {
  const { atMs, actor, action, target, before, after, undoes = null } = entry;
  const who = [actor.account, foldName(actor.name), actor.name, actor.service, actor.address];
  const what = [action, target.kind, foldName(target.name), target.name];
  const latestMs = Math.max(atMs, database.value<number>(LATEST) ?? 0);
  database.run(INSERT, atMs, latestMs, ...who, ...what, JSON.stringify(before), JSON.stringify(after), undoes);
}

const LATEST = 'SELECT latest_ms FROM audit ORDER BY id DESC LIMIT 1';
const INSERT = `
  INSERT INTO audit (at_ms, latest_ms, actor_account, actor_key, actor_name, service, address,
    action, target_kind, target_key, target_name, fields_before, fields_after, undoes)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
