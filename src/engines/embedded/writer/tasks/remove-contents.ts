import { HOLDERS } from '../../holders.ts';
import type { Database } from '../../index/database.ts';
import type { CompactionStep } from '../../protocol.ts';
import type { SegmentNumber } from '../../segments/layout.ts';
import { recordBytes } from '../../segments/record.ts';

/** Contents one step removes. */
const SLICE = 500;

/** Removes contents that nothing has referred to for a while. Their bytes stay in the segment, counted as dead. */
export function removeContents(database: Database, unreferencedBeforeMs: number): CompactionStep {
  const rows = database.rows<[number, SegmentNumber, number]>(READ, unreferencedBeforeMs, SLICE);
  for (const [content, segment, sizeBytes] of rows) {
    database.run('DELETE FROM content WHERE id = ?', content);
    database.run('DELETE FROM digest WHERE content = ?', content);
    database.run('UPDATE segment SET dead_bytes = dead_bytes + ? WHERE number = ?', recordBytes(sizeBytes), segment);
  }
  return { removed: rows.length, freedBytes: 0, next: rows.length < SLICE ? null : [] };
}

const READ = `
  SELECT id, segment, size_bytes FROM content WHERE unreferenced_since_ms < ? AND ${HOLDERS} = 0 LIMIT ?`;
