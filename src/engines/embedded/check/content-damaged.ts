import { type Check, slices } from './check.ts';
import { faultyContents, inspectBytes } from './stored-record.ts';

/** The bytes of a content have its hash, and it has a digest. */
export const contentDamaged: Check = {
  kind: 'content-damaged',

  async *find(context) {
    const { database, verifyContents } = context;
    const read = (last: Row | null) => database.rows<Row>(DIGESTS, last?.[0] ?? 0);
    for await (const [content, hash, hasDigest] of slices<Row>(read)) {
      if (hasDigest === 1) continue;
      yield { subject: `content ${hash}`, message: 'its digest is not there', key: ['digest', content] };
    }
    if (!verifyContents) return;
    for await (const { content, fault } of faultyContents(context, inspectBytes)) {
      yield { subject: `content ${content.hash}`, message: fault.message, key: ['bytes', content.id] };
    }
  },

  /** A digest of version 0 is older than any: it is made again from the bytes when it is next needed. */
  repair({ database }, [kind, content = 0]) {
    if (kind !== 'digest') return false;
    database.run(EMPTY_DIGEST, content);
    return true;
  },
};

type Row = [content: number, hash: string, hasDigest: 0 | 1];

const DIGESTS = `
  SELECT id, lower(hex(hash)), EXISTS (SELECT 1 FROM digest WHERE digest.content = content.id) FROM content
  WHERE id > ? ORDER BY id LIMIT 2000`;
const EMPTY_DIGEST = `
  INSERT OR IGNORE INTO digest (content, version, envelope, parts, preview, subject_key, from_key, to_key, cc_key,
    bcc_key, has_attachment, thread_keys)
  VALUES (?, 0, '', '', '', '', '', '', '', '', 0, '')`;
