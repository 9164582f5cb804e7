import type { Check } from './check.ts';
import { faultyContents, inspectBytes } from './stored-record.ts';

/** The bytes of a content have its hash, and it has a digest. */
export const contentDamaged: Check = {
  kind: 'content-damaged',

  async *find(context) {
    const { database, verifyContents } = context;
    for (const [content, hash] of database.rows<[number, string]>(WITHOUT_DIGEST)) {
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

const WITHOUT_DIGEST = `
  SELECT id, lower(hex(hash)) FROM content
  WHERE NOT EXISTS (SELECT 1 FROM digest WHERE digest.content = content.id) LIMIT 2000`;
const EMPTY_DIGEST = `
  INSERT OR IGNORE INTO digest (content, version, envelope, parts, preview, subject_key, from_key, to_key, cc_key,
    bcc_key, has_attachment, thread_keys)
  VALUES (?, 0, '', '', '', '', '', '', '', '', 0, '')`;
