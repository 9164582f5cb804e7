import { releaseContent } from '../holders.ts';
import type { Database } from '../index/database.ts';

/** An email's row number, and how many of its holders go. */
export type DroppedHolders = readonly [email: number, count: number];

/** Emails lose entries or tombstones; those without any are removed, and their contents lose a holder. */
export function dropEmails(
  database: Database,
  holder: 'entry' | 'tombstone',
  dropped: readonly DroppedHolders[],
  nowMs: number,
): void {
  const sql = holder === 'entry' ? LOSE_ENTRIES : LOSE_TOMBSTONES;
  for (const [email, count] of dropped) {
    const row = database.row<[left: number, content: number]>(sql, count, email);
    if (row === undefined || row[0] > 0) continue;
    database.run('DELETE FROM email WHERE id = ?', email);
    releaseContent(database, row[1], 'emails', nowMs);
  }
}

const LOSE_ENTRIES = 'UPDATE email SET entries = entries - ? WHERE id = ? RETURNING entries + tombstones, content';
const LOSE_TOMBSTONES = `
  UPDATE email SET tombstones = tombstones - ? WHERE id = ? RETURNING entries + tombstones, content`;
