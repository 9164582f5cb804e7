import type { Check } from './check.ts';

/** Compaction runs daily: what it has not removed after a week it does not see. */
const ORPHAN_AFTER_MS = 7 * 24 * 60 * 60 * 1000;

/** Contents without any holder are on their way out, and digests go with their contents. */
export const contentOrphaned: Check = {
  kind: 'content-orphaned',

  async *find({ database, nowMs }) {
    for (const [content, hash, sinceMs] of database.rows<ContentRow>(CONTENTS, nowMs - ORPHAN_AFTER_MS)) {
      const message = sinceMs === null ? 'nothing holds it, and nothing will remove it' : 'nothing holds it for a week';
      yield { subject: `content ${hash}`, message, key: ['content', content] };
    }
    for (const [content] of database.rows<[number]>(DIGESTS)) {
      yield { subject: `digest ${content}`, message: 'its content is not there', key: ['digest', content] };
    }
  },

  repair({ database, nowMs }, [kind, id = 0]) {
    if (kind === 'digest') database.run('DELETE FROM digest WHERE content = ?', id);
    else database.run(RELEASE, nowMs, id);
    return true;
  },
};

type ContentRow = [id: number, hash: string, sinceMs: number | null];

const CONTENTS = `
  SELECT id, lower(hex(hash)), unreferenced_since_ms FROM content
  WHERE emails = 0 AND queued = 0 AND (unreferenced_since_ms IS NULL OR unreferenced_since_ms < ?) LIMIT 2000`;
const DIGESTS = `
  SELECT content FROM digest WHERE NOT EXISTS (SELECT 1 FROM content WHERE content.id = digest.content) LIMIT 2000`;
const RELEASE = `
  UPDATE content SET unreferenced_since_ms = ? WHERE id = ? AND emails = 0 AND queued = 0`;
