/** Looks at the record of a content where the index says that it lies. */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { ContentHash } from '../../../domain/ports/ids.ts';
import type { SegmentNumber } from '../segments/layout.ts';
import { HEADER_BYTES, readHeader } from '../segments/record.ts';
import { type CheckContext, slices } from './check.ts';

export interface IndexedContent {
  readonly id: number;
  readonly hash: ContentHash;
  readonly sizeBytes: number;
  readonly segment: SegmentNumber;
  readonly offset: number;
}

/** What is wrong with it: null when nothing is. */
export type RecordFault = { readonly kind: 'missing' | 'damaged'; readonly message: string } | null;

type Row = [id: number, hash: ContentHash, sizeBytes: number, segment: SegmentNumber, offset: number];

/** Contents looked at together: reading is mostly waiting. */
const AT_ONCE = 16;

export interface FaultyContent {
  readonly content: IndexedContent;
  readonly fault: NonNullable<RecordFault>;
}

type Inspection = (context: CheckContext, content: IndexedContent) => Promise<RecordFault>;

/** Contents with a fault. */
export async function* faultyContents(context: CheckContext, inspect: Inspection): AsyncGenerator<FaultyContent> {
  let batch: IndexedContent[] = [];
  for await (const row of slices<Row>((last) => context.database.rows(READ, last?.[0] ?? 0))) {
    batch.push(toContent(row));
    if (batch.length < AT_ONCE) continue;
    yield* await inspectAll(context, inspect, batch);
    batch = [];
  }
  yield* await inspectAll(context, inspect, batch);
}

async function inspectAll(context: CheckContext, inspect: Inspection, contents: readonly IndexedContent[]) {
  const faults = await Promise.all(contents.map((content) => inspectStable(context, inspect, content)));
  return faults.filter((fault) => fault !== null);
}

/** What compaction moved meanwhile is looked up again. */
async function inspectStable(
  context: CheckContext,
  inspect: Inspection,
  first: IndexedContent,
): Promise<FaultyContent | null> {
  for (let content = first; ; ) {
    const fault = await inspect(context, content);
    if (fault === null) return null;
    const now = lookUp(context, content.id);
    if (now === null) return null;
    if (now.segment === content.segment && now.offset === content.offset) return { content, fault };
    content = now;
  }
}

/** Whether there is a header for this content. */
export async function inspectHeader({ segments }: CheckContext, content: IndexedContent): Promise<RecordFault> {
  const header = Buffer.alloc(HEADER_BYTES);
  try {
    const length = await segments.use(content.segment, (file) => readFull(file, header, content.offset));
    const found = length === HEADER_BYTES ? readHeader(header) : null;
    if (found?.hash === content.hash && found.sizeBytes === content.sizeBytes) return null;
    const message = `no record of it at ${content.offset} of segment ${content.segment}`;
    return { kind: 'missing', message };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { kind: 'missing', message: `segment ${content.segment} cannot be read: ${code}` };
  }
}

const CHUNK_BYTES = 1024 * 1024;

/** Whether the bytes are those that the hash was made of. A record that is missing is another check's. */
export async function inspectBytes(context: CheckContext, content: IndexedContent): Promise<RecordFault> {
  if ((await inspectHeader(context, content)) !== null) return null;
  const { hash, sizeBytes, segment, offset } = content;
  return context.segments.use(segment, async (file) => {
    const header = Buffer.alloc(HEADER_BYTES);
    await readFull(file, header, offset);
    const digest = createHash('sha256');
    let crc = 0;
    for (let at = 0; at < sizeBytes; at += CHUNK_BYTES) {
      const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, sizeBytes - at));
      const length = await readFull(file, chunk, offset + HEADER_BYTES + at);
      if (length < chunk.length)
        return { kind: 'damaged', message: `the segment ends after ${at + length} bytes of it` };
      digest.update(chunk);
      crc = crc32(chunk, crc);
    }
    if (digest.digest('hex') !== hash) return { kind: 'damaged', message: 'its bytes have another hash' };
    const isRight = readHeader(header)?.crc === crc;
    return isRight ? null : { kind: 'damaged', message: 'its checksum is another' };
  });
}

async function readFull(file: FileHandle, target: Buffer, position: number): Promise<number> {
  let filled = 0;
  while (filled < target.length) {
    const { bytesRead } = await file.read(target, filled, target.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

function lookUp({ database }: CheckContext, id: number): IndexedContent | null {
  const row = database.row<Row>(FIND, id);
  return row === undefined ? null : toContent(row);
}

function toContent([id, hash, sizeBytes, segment, offset]: Row): IndexedContent {
  return { id, hash, sizeBytes, segment, offset };
}

const COLUMNS = 'SELECT id, lower(hex(hash)), size_bytes, segment, offset FROM content';
const READ = `${COLUMNS} WHERE id > ? ORDER BY id LIMIT 2000`;
const FIND = `${COLUMNS} WHERE id = ?`;
