/** What the store keeps of a message's digest. */
import { foldText } from '../../base/text.ts';
import { type Digest, digestMessage } from '../../formats/mime/digest.ts';
import { createMimeIndexer } from '../../formats/mime/mime-indexer.ts';
import type { ContentStore, StoredDigest } from '../ports/contents.ts';
import type { ContentHash } from '../ports/ids.ts';

/** Keys that one message brings to its thread: the last of a long References field say where it belongs. */
const MAX_THREAD_KEYS = 50;

export function toStoredDigest(digest: Digest): StoredDigest {
  return {
    version: digest.version,
    envelope: digest.envelope,
    parts: digest.parts,
    preview: digest.preview,
    sentDay: digest.sentDate?.localDay ?? null,
    sentAtMs: digest.sentDate?.ms ?? null,
    subjectKey: foldText(digest.subject),
    fromKey: foldText(digest.from),
    toKey: foldText(digest.to),
    ccKey: foldText(digest.cc),
    bccKey: foldText(digest.bcc),
    messageId: digest.messageId,
    hasAttachment: digest.hasAttachment,
    threadKeys: threadKeys(digest),
  };
}

/** Reads the bytes again, where the stored digest is of an older version. Throws Failure `not-found`, `unavailable`. */
export async function digestStored(contents: ContentStore, hash: ContentHash): Promise<StoredDigest> {
  const indexer = createMimeIndexer();
  for await (const chunk of contents.stream(hash)) indexer.write(chunk);
  return toStoredDigest(digestMessage(indexer.finish()));
}

/** Messages that name each other by Message-ID, References and In-Reply-To. RFC 8474 section 5.2 leaves the rule open. */
function threadKeys({ messageId, references, inReplyTo }: Digest): string[] {
  const others = [...new Set([...inReplyTo, ...references.toReversed()])].filter((id) => id !== messageId);
  const own = messageId === null ? [] : [messageId];
  return [...own, ...others.slice(0, MAX_THREAD_KEYS - own.length)];
}
