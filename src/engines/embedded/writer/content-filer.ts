/** Gives contents their place and counts their holders. A content that is already kept is not written again. */
import { crc32 } from 'node:zlib';
import { Failure } from '../../../base/failure.ts';
import type { StoredDigest } from '../../../domain/ports/contents.ts';
import { HOLDER_KINDS, type Holders, holdContent, holderCounts } from '../holders.ts';
import type { Database } from '../index/database.ts';
import type { WireContent } from '../protocol.ts';
import type { RecordPlace, SegmentAppender } from '../segments/appender.ts';

/** What the contents of one batch are taken from. */
export interface ContentSource {
  readonly contents: readonly WireContent[];
  readonly bytes: Uint8Array;
}

export class ContentFiler {
  readonly #database: Database;
  readonly #appender: SegmentAppender;
  #source: ContentSource = { contents: [], bytes: new Uint8Array() };

  constructor(database: Database, appender: SegmentAppender) {
    this.#database = database;
    this.#appender = appender;
  }

  /** The numbers that operations call contents by refer to this from now on. */
  use(source: ContentSource): void {
    this.#source = source;
  }

  get(number: number): WireContent {
    const content = this.#source.contents[number];
    if (content === undefined) throw new RangeError(`no content ${number} in this batch`);
    return content;
  }

  /** Adds holders to a content, which is written when the store does not have it. Returns its row number. */
  file(number: number, holders: Holders): number {
    const content = this.get(number);
    const hash = Buffer.from(content.hash, 'hex');
    const known = this.#database.value<number>(FIND, hash);
    if (known !== undefined) {
      holdContent(this.#database, known, holders);
      this.#refreshDigest(known, content.digest);
      return known;
    }
    const { segment, offset } = this.#place(content);
    const id = this.#database.insert(INSERT, hash, content.sizeBytes, segment, offset, ...holderCounts(holders));
    this.#database.run(INSERT_DIGEST, id, ...digestValues(content.digest));
    return id;
  }

  #place(content: WireContent): RecordPlace {
    const { hash, sizeBytes, start, spillFile } = content;
    if (spillFile !== null) return this.#appender.adopt(spillFile, sizeBytes);
    if (start === null) {
      throw new Failure('conflict', 'the staged content was consumed, and is no longer kept', { detail: { hash } });
    }
    const bytes = this.#source.bytes.subarray(start, start + sizeBytes);
    return this.#appender.append({ hash, sizeBytes, crc: crc32(bytes) }, bytes);
  }

  #refreshDigest(content: number, digest: StoredDigest): void {
    this.#database.run(REPLACE_OLDER_DIGEST, ...digestValues(digest), content, digest.version);
  }
}

const KEY_SEPARATOR = '\n';

/** Keys are made of message ids and folded subjects: a line break cannot be part of one, and is not kept. */
export function joinThreadKeys(keys: readonly string[]): string {
  return keys.map((key) => key.replaceAll(KEY_SEPARATOR, ' ')).join(KEY_SEPARATOR);
}

export function splitThreadKeys(joined: string): string[] {
  return joined === '' ? [] : joined.split(KEY_SEPARATOR);
}

function digestValues(digest: StoredDigest) {
  return [
    ...[digest.version, digest.envelope, digest.parts, digest.preview, digest.sentDay, digest.sentAtMs],
    ...[digest.subjectKey, digest.fromKey, digest.toKey, digest.ccKey, digest.bccKey, digest.messageId],
    ...[digest.hasAttachment ? 1 : 0, joinThreadKeys(digest.threadKeys)],
  ];
}

const FIND = 'SELECT id FROM content WHERE hash = ?';
const INSERT = `
  INSERT INTO content (hash, size_bytes, segment, offset, ${HOLDER_KINDS.join(', ')}, unreferenced_since_ms)
  VALUES (?, ?, ?, ?, ${HOLDER_KINDS.map(() => '?').join(', ')}, NULL)`;
const INSERT_DIGEST = `
  INSERT INTO digest (content, version, envelope, parts, preview, sent_day, sent_at_ms,
    subject_key, from_key, to_key, cc_key, bcc_key, message_id, has_attachment, thread_keys)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const REPLACE_OLDER_DIGEST = `
  UPDATE digest SET version = ?, envelope = ?, parts = ?, preview = ?, sent_day = ?, sent_at_ms = ?,
    subject_key = ?, from_key = ?, to_key = ?, cc_key = ?, bcc_key = ?, message_id = ?, has_attachment = ?,
    thread_keys = ?
  WHERE content = ? AND version < ?`;
