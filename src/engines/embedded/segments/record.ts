/**
 * One record of a segment: a header of 64 bytes, then the content.
 *
 * | bytes | value |
 * |---|---|
 * | 0–3 | "MRS1" |
 * | 4 | format version: 1 |
 * | 5 | type: 1 = content |
 * | 6–7 | 0 |
 * | 8–15 | length of the content, little endian |
 * | 16–47 | SHA-256 of the content |
 * | 48–51 | CRC-32 of the content |
 * | 52–59 | 0 |
 * | 60–63 | CRC-32 of bytes 0 to 59 |
 */
import { crc32 } from 'node:zlib';
import type { ContentHash } from '../../../domain/ports/ids.ts';

export const HEADER_BYTES = 64;

const MAGIC = 0x3153524d;
const VERSION = 1;
const TYPE_CONTENT = 1;

export interface RecordHeader {
  readonly hash: ContentHash;
  readonly sizeBytes: number;
  readonly crc: number;
}

export function writeHeader(target: Buffer, at: number, header: RecordHeader): void {
  target.fill(0, at, at + HEADER_BYTES);
  target.writeUInt32LE(MAGIC, at);
  target[at + 4] = VERSION;
  target[at + 5] = TYPE_CONTENT;
  target.writeBigUInt64LE(BigInt(header.sizeBytes), at + 8);
  target.write(header.hash, at + 16, 'hex');
  target.writeUInt32LE(header.crc, at + 48);
  target.writeUInt32LE(crc32(target.subarray(at, at + 60)), at + 60);
}

/** Null when there is no whole, undamaged header of a known version at that place. */
export function readHeader(source: Buffer, at = 0): RecordHeader | null {
  if (source.length < at + HEADER_BYTES || source.readUInt32LE(at) !== MAGIC) return null;
  if (source[at + 4] !== VERSION || source[at + 5] !== TYPE_CONTENT) return null;
  if (source.readUInt32LE(at + 60) !== crc32(source.subarray(at, at + 60))) return null;
  return {
    sizeBytes: Number(source.readBigUInt64LE(at + 8)),
    hash: source.toString('hex', at + 16, at + 48) as ContentHash,
    crc: source.readUInt32LE(at + 48),
  };
}

export function recordBytes(sizeBytes: number): number {
  return HEADER_BYTES + sizeBytes;
}
