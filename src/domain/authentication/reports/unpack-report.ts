/** The text of a report that is compressed or not: gzip, zip, or as it is. Bounded, whatever it unpacks to. */
import { promisify } from 'node:util';
import { gunzip, inflateRaw } from 'node:zlib';
import { Failure } from '../../../base/failure.ts';

export const MAX_UNPACKED_BYTES = 16 * 1024 * 1024;

const options = { maxOutputLength: MAX_UNPACKED_BYTES } as const;
const unzipGzip = promisify(gunzip);
const inflate = promisify(inflateRaw);

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_DIRECTORY = 0x06054b50;
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
/** Files of one archive that are looked at for one that is a report. */
const MAX_ENTRIES = 10;

/** Throws Failure `invalid` for what is damaged, `too-large` for what is larger than the bound. */
export async function unpackReport(packed: Buffer): Promise<string> {
  const octets = await unpack(packed);
  if (octets.length > MAX_UNPACKED_BYTES) throw new Failure('too-large', 'a report is too large');
  return octets.toString('utf8');
}

async function unpack(packed: Buffer): Promise<Buffer> {
  if (packed.length > 2 && packed.readUInt16BE(0) === 0x1f8b) return await bounded(() => unzipGzip(packed, options));
  if (packed.length > END_BYTES && packed.readUInt32LE(0) === LOCAL_HEADER) return await unpackZip(packed);
  return packed;
}

async function bounded(work: () => Promise<Buffer>): Promise<Buffer> {
  try {
    return await work();
  } catch (cause) {
    const isTooLarge = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new Failure(isTooLarge ? 'too-large' : 'invalid', 'a report does not unpack', { cause });
  }
}

/** The first file with a name as reports have. Sizes in the headers are not believed. PKWARE APPNOTE section 4.3 */
async function unpackZip(zip: Buffer): Promise<Buffer> {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + END_BYTES > zip.length || zip.readUInt32LE(end) !== END_OF_DIRECTORY) throw damaged();
  let at = zip.readUInt32LE(end + 16);
  for (let count = 0; count < MAX_ENTRIES; count++) {
    if (at + CENTRAL_BYTES > zip.length || zip.readUInt32LE(at) !== CENTRAL_HEADER) break;
    const nameEnd = at + CENTRAL_BYTES + zip.readUInt16LE(at + 28);
    const name = zip.toString('latin1', at + CENTRAL_BYTES, nameEnd);
    if (/\.(?:xml|json)$/i.test(name)) return await unpackEntry(zip, at);
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  throw damaged();
}

async function unpackEntry(zip: Buffer, entry: number): Promise<Buffer> {
  const method = zip.readUInt16LE(entry + 10);
  const length = zip.readUInt32LE(entry + 20);
  const header = zip.readUInt32LE(entry + 42);
  if (header + LOCAL_BYTES > zip.length || zip.readUInt32LE(header) !== LOCAL_HEADER) throw damaged();
  const start = header + LOCAL_BYTES + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
  const data = zip.subarray(start, start + length);
  if (method === 0) return data;
  if (method !== 8) throw damaged();
  return await bounded(() => inflate(data, options));
}

function damaged(): Failure {
  return new Failure('invalid', 'a report is in a damaged archive');
}
