/** The one SELECT for entries: its columns and joins follow from the fields that are asked for. */
import type { EntryField } from '../../../domain/ports/mailboxes.ts';

type Table = 'entry' | 'email' | 'content' | 'digest';

const COLUMNS: Readonly<Record<EntryField, readonly [Table, string]>> = {
  uid: ['entry', 'entry.uid'],
  modSeq: ['entry', 'entry.mod_seq'],
  system: ['entry', 'entry.system'],
  keywords: ['entry', 'entry.keywords'],
  savedAtMs: ['entry', 'entry.saved_at_ms'],
  emailNumber: ['entry', 'entry.email % 4294967296'],
  sizeBytes: ['entry', 'entry.size_bytes'],
  threadNumber: ['email', 'email.thread'],
  receivedAtMs: ['email', 'email.received_at_ms'],
  receivedOffsetMinutes: ['email', 'email.received_offset_minutes'],
  hash: ['content', 'lower(hex(content.hash))'],
  digestVersion: ['digest', 'digest.version'],
  envelope: ['digest', 'digest.envelope'],
  parts: ['digest', 'digest.parts'],
  preview: ['digest', 'digest.preview'],
  sentDay: ['digest', 'digest.sent_day'],
  sentAtMs: ['digest', 'digest.sent_at_ms'],
  subjectKey: ['digest', 'digest.subject_key'],
  fromKey: ['digest', 'digest.from_key'],
  toKey: ['digest', 'digest.to_key'],
  ccKey: ['digest', 'digest.cc_key'],
  bccKey: ['digest', 'digest.bcc_key'],
  messageId: ['digest', 'digest.message_id'],
  hasAttachment: ['digest', 'digest.has_attachment'],
};

/** A CROSS JOIN keeps SQLite from beginning with another table than the entries. */
const JOINS: readonly (readonly [Table, string])[] = [
  ['email', ' CROSS JOIN email ON email.id = entry.email'],
  ['content', ' CROSS JOIN content ON content.id = email.content'],
  ['digest', ' CROSS JOIN digest ON digest.content = email.content'],
];

/** Where the content lies, and its length: columns that no field asks for. */
const PLACE = (['segment', 'offset', 'size_bytes'] as const).map((name) => ['content', `content.${name}`] as const);

/**
 * `SELECT … FROM …`, without conditions.
 *
 * @param withPlace adds three columns, behind those of the fields: segment, offset and length of the content.
 */
export function selectEntries(fields: readonly EntryField[], withPlace: boolean): string {
  const chosen = [...fields.map((field) => COLUMNS[field]), ...(withPlace ? PLACE : [])];
  const tables = new Set<Table>(chosen.map(([table]) => table));
  if (tables.has('content') || tables.has('digest')) tables.add('email');
  const columns = chosen.length === 0 ? 'NULL' : chosen.map(([, column]) => column).join(', ');
  const joins = JOINS.filter(([table]) => tables.has(table)).map(([, join]) => join);
  return `SELECT ${columns} FROM entry${joins.join('')}`;
}
