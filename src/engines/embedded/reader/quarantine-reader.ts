import { setImmediate as nextTurn } from 'node:timers/promises';
import { foldText } from '../../../base/text.ts';
import type { ContentHash, QuarantineId } from '../../../domain/ports/ids.ts';
import type { KeptRecipient } from '../../../domain/ports/kept-envelope.ts';
import type { Quarantined, QuarantineQuery, QuarantineReason } from '../../../domain/ports/quarantine.ts';
import type { ReturnPath } from '../../../domain/ports/queue.ts';
import type { QuarantineReader } from '../../../domain/ports/reader.ts';
import type { Database } from '../index/database.ts';
import { longRead } from './long-read.ts';

const SLICE = 500;

type QuarantineTuple = [
  id: QuarantineId,
  queueId: string,
  content: ContentHash,
  sizeBytes: number,
  returnPath: string,
  recipients: string,
  clientAddress: string,
  reasons: string,
  receivedAtMs: number,
  intent: string,
];

/** What nobody looks for: JSON in one column. */
type Intent = Pick<Quarantined, 'submitter' | 'wishes' | 'authentication' | 'heldBecause'>;

export class EmbeddedQuarantineReader implements QuarantineReader {
  readonly #database: Database;
  readonly #index: string;

  /** @param index path of the index file. */
  constructor(database: Database, index: string) {
    this.#database = database;
    this.#index = index;
  }

  async count(): Promise<number> {
    return this.#database.value<number>('SELECT count(*) FROM quarantine') ?? 0;
  }

  async get(id: QuarantineId): Promise<Quarantined | null> {
    const row = this.#database.row<QuarantineTuple>(`${SELECT} WHERE quarantine.id = ?`, id);
    return row === undefined ? null : toQuarantined(row);
  }

  list(query: QuarantineQuery): Promise<readonly Quarantined[]> {
    return longRead(this.#index, (database) => readList(database, query));
  }

  async expired(beforeMs: number, limit: number): Promise<readonly QuarantineId[]> {
    return this.#database.rows<[QuarantineId]>(EXPIRED, beforeMs, limit).flat();
  }
}

/** Texts are compared here: the database knows case only for ASCII. */
async function readList(database: Database, { text, before, limit }: QuarantineQuery): Promise<Quarantined[]> {
  const wanted = text === undefined ? '' : foldText(text);
  const has = (value: string) => foldText(value).includes(wanted);
  const found: Quarantined[] = [];
  for (let below: number = before ?? Number.MAX_SAFE_INTEGER; ; await nextTurn()) {
    const rows = database.rows<QuarantineTuple>(LIST, below, SLICE);
    for (const message of rows.map(toQuarantined)) {
      if ([message.queueId, message.returnPath.address, ...addressesOf(message)].some(has)) found.push(message);
      if (found.length >= limit) return found;
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < SLICE) return found;
    below = last[0];
  }
}

function addressesOf({ recipients }: Quarantined): readonly string[] {
  return recipients.map(({ address }) => address);
}

function toQuarantined(row: QuarantineTuple): Quarantined {
  const [id, queueId, content, sizeBytes, returnPath, recipients, clientAddress, reasons, receivedAtMs, intent] = row;
  return {
    ...{ id, queueId, content, sizeBytes, clientAddress, receivedAtMs },
    returnPath: JSON.parse(returnPath) as ReturnPath,
    recipients: JSON.parse(recipients) as KeptRecipient[],
    reasons: JSON.parse(reasons) as QuarantineReason[],
    ...(JSON.parse(intent) as Intent),
  };
}

const SELECT = `
  SELECT quarantine.id, queue_id, lower(hex(content.hash)), content.size_bytes, return_path, recipients,
    client_address, reasons, received_at_ms, intent
  FROM quarantine JOIN content ON content.id = quarantine.content`;
const LIST = `${SELECT} WHERE quarantine.id < ? ORDER BY quarantine.id DESC LIMIT ?`;
const EXPIRED = 'SELECT id FROM quarantine WHERE received_at_ms < ? ORDER BY received_at_ms, id LIMIT ?';
