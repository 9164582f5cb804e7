/** A message that streams by, taken apart at the end of its header section. RFC 5322 section 2.1 */
import { Failure } from '../../base/failure.ts';
import type { ByteString } from './byte-string.ts';

export interface SplitMessage {
  /** The header section with its line ends. */
  readonly header: Buffer;
  /** The empty line behind it; no octets where the message ends with its header section. */
  readonly separator: Buffer;
  /** To be read to its end, or returned from. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** More than any message that was accepted has, with what was put on top of it. */
export const MAX_HEADER_SECTION_BYTES = 2 * 1024 * 1024;

const LF = 0x0a;
const CR = 0x0d;

/** CRLF and LF alone both end a line: no reader takes a part of the section for the body. Throws Failure `too-large`. */
export async function splitMessage(message: AsyncIterable<Uint8Array>): Promise<SplitMessage> {
  const chunks = message[Symbol.asyncIterator]();
  let bytes: Buffer = Buffer.alloc(0);
  let lineStart = 0;
  for (;;) {
    const { value: chunk, done } = await chunks.next();
    if (done === true) return { header: bytes, separator: Buffer.alloc(0), body: rest(chunks) };
    const searched = bytes.length;
    bytes = searched === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.concat([bytes, chunk]);
    for (let lf = bytes.indexOf(LF, searched); lf >= 0; lf = bytes.indexOf(LF, lineStart)) {
      if (lf === lineStart || (lf === lineStart + 1 && bytes[lineStart] === CR)) {
        return {
          header: bytes.subarray(0, lineStart),
          separator: bytes.subarray(lineStart, lf + 1),
          body: rest(chunks, bytes.subarray(lf + 1)),
        };
      }
      lineStart = lf + 1;
      if (lineStart > MAX_HEADER_SECTION_BYTES) break;
    }
    if (bytes.length > MAX_HEADER_SECTION_BYTES) {
      await chunks.return?.();
      throw new Failure('too-large', 'the header section of the message is too large');
    }
  }
}

async function* rest(chunks: AsyncIterator<Uint8Array>, first?: Uint8Array): AsyncGenerator<Uint8Array> {
  try {
    if (first !== undefined && first.length > 0) yield first;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
  } finally {
    await chunks.return?.();
  }
}

/** The fields of a header section, each with its continuation lines and line end; lines that are no field as well. */
export function splitFields(section: ByteString): ByteString[] {
  const fields: ByteString[] = [];
  for (let start = 0; start < section.length; ) {
    let end = start;
    do {
      const lf = section.indexOf('\n', end);
      end = lf < 0 ? section.length : lf + 1;
    } while (section[end] === ' ' || section[end] === '\t');
    fields.push(section.slice(start, end));
    start = end;
  }
  return fields;
}

/** In lower case; the empty string for a line that is no field. Blanks before the colon are passed over: RFC 5322 section 4.5.8 */
export function fieldNameOf(field: ByteString): string {
  return (/^([^\s:]+)[ \t]*:/.exec(field)?.[1] ?? '').toLowerCase();
}
