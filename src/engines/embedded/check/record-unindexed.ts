import { readdir } from 'node:fs/promises';
import { parseSegmentFileName, type SegmentNumber } from '../segments/layout.ts';
import { HEADER_BYTES } from '../segments/record.ts';
import { type Check, type CheckContext, inSnapshot, slices } from './check.ts';

/** Every byte of a segment belongs to a content or is known to be dead, and every segment is in the index. */
export const recordUnindexed: Check = {
  kind: 'record-unindexed',

  async *find(context) {
    const { database, paths } = context;
    // A file comes before its commit, and goes before its row: only what the index has long passed is unknown.
    const counted = database.value<number>(LAST_NUMBER) ?? 0;
    const files = (await readdir(paths.segments)).map(parseSegmentFileName).filter((number) => number !== null);
    const known = new Set(database.rows<[SegmentNumber]>('SELECT number FROM segment').flat());
    for (const number of files) {
      if (number > counted || known.has(number)) continue;
      yield { subject: `segment ${number}`, message: 'the index does not know it', key: ['file', number] };
    }
    for (const [segment, unknownBytes] of await countBytes(context)) {
      const message = `${unknownBytes} bytes belong to no content and are not known to be dead`;
      yield { subject: `segment ${segment}`, message, key: ['bytes', segment] };
    }
  },

  /** The bytes are given to compaction; an unknown file becomes a segment that is all dead. */
  repair({ database }, [kind, segment = 0]) {
    if (kind === 'file') database.run(ADOPT_AS_DEAD, segment);
    else database.run(RECOUNT_DEAD, segment);
    return true;
  },
};

function countBytes({ database }: CheckContext): Promise<[SegmentNumber, number][]> {
  return inSnapshot(database, async () => {
    const live = new Map<SegmentNumber, number>();
    const read = (last: ContentRow | null) => database.rows<ContentRow>(CONTENTS, last?.[0] ?? 0);
    for await (const [, segment, bytes] of slices<ContentRow>(read)) {
      live.set(segment, (live.get(segment) ?? 0) + bytes + HEADER_BYTES);
    }
    return database
      .rows<[SegmentNumber, number, number]>('SELECT number, used_bytes, dead_bytes FROM segment')
      .map(([number, used, dead]): [SegmentNumber, number] => [number, used - dead - (live.get(number) ?? 0)])
      .filter(([, unknown]) => unknown !== 0);
  });
}

type ContentRow = [id: number, segment: SegmentNumber, sizeBytes: number];

const LAST_NUMBER = `SELECT value FROM counter WHERE name = 'segment'`;
const CONTENTS = 'SELECT id, segment, size_bytes FROM content WHERE id > ? ORDER BY id LIMIT 2000';
const RECOUNT_DEAD = `
  UPDATE segment SET dead_bytes = used_bytes
    - (SELECT coalesce(sum(size_bytes + ${HEADER_BYTES}), 0) FROM content WHERE content.segment = segment.number)
  WHERE number = ?`;
const ADOPT_AS_DEAD = `
  INSERT OR IGNORE INTO segment (number, used_bytes, dead_bytes, is_shared, is_retired) VALUES (?, 1, 1, 0, 1)`;
