import { foldName } from '../../../base/name.ts';
import type { AuditEntry, AuditFields, AuditQuery, AuditTargetKind } from '../../../domain/ports/audit.ts';
import type { AccountId, AuditId } from '../../../domain/ports/ids.ts';
import type { AuditReader } from '../../../domain/ports/reader.ts';
import type { Database, SqlValue } from '../index/database.ts';

export class EmbeddedAuditReader implements AuditReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async get(id: AuditId): Promise<AuditEntry | null> {
    const row = this.#database.row<AuditTuple>(`${SELECT} WHERE id = ?`, id);
    return row === undefined ? null : toEntry(row);
  }

  async list(query: AuditQuery): Promise<readonly AuditEntry[]> {
    const conditions = conditionsOf(query).filter(([, value]) => value !== undefined);
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(([sql]) => sql).join(' AND ')}`;
    const values = conditions.map(([, value]) => value ?? null);
    const sql = `${SELECT} ${where} ORDER BY id DESC LIMIT ?`;
    return this.#database.rows<AuditTuple>(sql, ...values, query.limit).map(toEntry);
  }
}

type Condition = readonly [sql: string, value: SqlValue | undefined];

/** Each has an index that keeps the order of ids, so that a page costs what it shows. */
function conditionsOf({ before, actor, target, action, sinceMs, untilMs }: AuditQuery): Condition[] {
  return [
    ['id < ?', before],
    ['action = ?', action],
    ['actor_key = ?', actor === undefined ? undefined : foldName(actor)],
    ['target_kind = ?', target?.kind],
    ['target_key = ?', target?.name === undefined ? undefined : foldName(target.name)],
    ['at_ms >= ?', sinceMs],
    ['at_ms < ?', untilMs],
    // Nor what was written since, in which no such time can be found: only the index of times is read for that.
    ['id <= (SELECT max(id) FROM audit WHERE at_ms < ?)', untilMs],
    // What was written before the clock first showed that time is not looked at.
    [`id >= (SELECT id FROM audit WHERE latest_ms >= ? ORDER BY latest_ms, id LIMIT 1)`, sinceMs],
  ];
}

type AuditTuple = [
  id: AuditId,
  atMs: number,
  account: AccountId | null,
  actorName: string,
  service: string,
  address: string,
  action: string,
  targetKind: AuditTargetKind,
  targetName: string,
  before: string,
  after: string,
  undoes: AuditId | null,
  undoneBy: AuditId | null,
];

function toEntry(row: AuditTuple): AuditEntry {
  const [id, atMs, account, name, service, address, action, targetKind, targetName, ...rest] = row;
  const [before, after, undoes, undoneBy] = rest;
  return {
    ...{ id, atMs, action },
    actor: { account, name, service, address },
    target: { kind: targetKind, name: targetName },
    before: JSON.parse(before) as AuditFields,
    after: JSON.parse(after) as AuditFields,
    ...(undoes === null ? {} : { undoes }),
    ...(undoneBy === null ? {} : { undoneBy }),
  };
}

const SELECT = `
  SELECT id, at_ms, actor_account, actor_name, service, address, action, target_kind, target_name, fields_before,
    fields_after, undoes, (SELECT max(later.id) FROM audit AS later WHERE later.undoes = audit.id)
  FROM audit`;
