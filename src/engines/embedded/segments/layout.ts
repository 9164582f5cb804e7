/** Where things lie in a shard's directory. */
import { join } from 'node:path';
import type { Brand } from '../../../base/brand.ts';

/** Rises with every segment, and is never used again: also not for one whose commit failed. */
export type SegmentNumber = Brand<number, 'SegmentNumber'>;

export interface ShardPaths {
  readonly shard: string;
  readonly index: string;
  readonly segments: string;
  /** Large contents that are still arriving, or waiting to be filed. */
  readonly incoming: string;
}

export function shardPaths(directory: string): ShardPaths {
  const shard = join(directory, 'shards', '0');
  return {
    shard,
    index: join(shard, 'index.sqlite'),
    segments: join(shard, 'segments'),
    incoming: join(shard, 'incoming'),
  };
}

const SUFFIX = '.segment';
const DIGITS = 10;

export function segmentFileName(segment: SegmentNumber): string {
  return `${String(segment).padStart(DIGITS, '0')}${SUFFIX}`;
}

/** The number in a segment's file name; null for any other name. */
export function parseSegmentFileName(name: string): SegmentNumber | null {
  const digits = name.slice(0, -SUFFIX.length);
  if (!name.endsWith(SUFFIX) || !/^\d{10,}$/.test(digits)) return null;
  return Number(digits) as SegmentNumber;
}
