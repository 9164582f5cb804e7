import { HOLDERS } from '../holders.ts';
import { type Check, slices } from './check.ts';

/** Compaction runs daily: what it has not removed after a week it does not see. */
const ORPHAN_AFTER_MS = 7 * 24 * 60 * 60 * 1000;

/** Contents without any holder are on their way out, and digests go with their contents. */
export const contentOrphaned: Check = {
  kind: 'content-orphaned',

  async *find({ database, nowMs }) {
    const readContents = (last: ContentRow | null) => database.rows<ContentRow>(CONTENTS, last?.[0] ?? 0);
    for await (const [content, hash, isHeld, sinceMs] of slices<ContentRow>(readContents)) {
      if (isHeld === 1 || (sinceMs !== null && sinceMs >= nowMs - ORPHAN_AFTER_MS)) continue;
      const message = sinceMs === null ? 'nothing holds it, and nothing will remove it' : 'nothing holds it for a week';
      yield { subject: `content ${hash}`, message, key: ['content', content] };
    }
    const readDigests = (last: DigestRow | null) => database.rows<DigestRow>(DIGESTS, last?.[0] ?? 0);
    for await (const [content, hasContent] of slices<DigestRow>(readDigests)) {
      if (hasContent === 1) continue;
      yield { subject: `digest ${content}`, message: 'its content is not there', key: ['digest', content] };
    }
  },

  repair({ database, nowMs }, [kind, id = 0]) {
    if (kind === 'digest') database.run('DELETE FROM digest WHERE content = ?', id);
    else database.run(RELEASE, nowMs, id);
    return true;
  },
};

type ContentRow = [id: number, hash: string, isHeld: 0 | 1, sinceMs: number | null];
type DigestRow = [content: number, hasContent: 0 | 1];

const CONTENTS = `
  SELECT id, lower(hex(hash)), ${HOLDERS} <> 0, unreferenced_since_ms FROM content
  WHERE id > ? ORDER BY id LIMIT 2000`;
const DIGESTS = `
  SELECT content, EXISTS (SELECT 1 FROM content WHERE content.id = digest.content) FROM digest
  WHERE content > ? ORDER BY content LIMIT 2000`;
const RELEASE = `
  UPDATE content SET unreferenced_since_ms = ? WHERE id = ? AND ${HOLDERS} = 0`;
