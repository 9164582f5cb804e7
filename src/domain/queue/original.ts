/** What a notice gives back of the message that it is about. */
import type { ReturnedContent } from '../../formats/dsn/compose-dsn.ts';
import { asBuffer } from '../../formats/mime/byte-string.ts';
import { decodeHeaderText } from '../../formats/mime/encoded-words.ts';
import { firstValue, parseHeaders } from '../../formats/mime/headers.ts';
import type { ContentStore } from '../ports/contents.ts';
import type { ContentHash } from '../ports/ids.ts';

export interface Original {
  /** Decoded; empty where there is none. */
  readonly subject: string;
  /** Without angle brackets; null where it has none that can be repeated. */
  readonly messageId: string | null;
  readonly returned: ReturnedContent;
  /** What is returned in whole; empty where the header is enough. */
  readonly message: Buffer;
}

/** Of a longer header the beginning is given back. */
const MAX_HEADER_BYTES = 64 * 1024;
const MESSAGE_ID = /^<([\x21-\x3b\x3d\x3f-\x7e]{1,250})>$/;

/** @param maxBytes larger messages, and none where it is 0, are returned as their header. Throws Failure `not-found`, `unavailable`. */
export async function readOriginal(
  contents: Pick<ContentStore, 'read' | 'stream'>,
  hash: ContentHash,
  sizeBytes: number,
  maxBytes: number,
): Promise<Original> {
  const start = asBuffer(await contents.read(hash, 0, Math.min(sizeBytes, MAX_HEADER_BYTES)));
  const header = start.subarray(0, headerLength(start));
  const fields = parseHeaders(header);
  const message = sizeBytes > maxBytes ? Buffer.alloc(0) : await readAll(contents.stream(hash));
  return {
    subject: decodeHeaderText(firstValue(fields, 'subject') ?? '').trim(),
    messageId: MESSAGE_ID.exec(firstValue(fields, 'message-id') ?? '')?.[1] ?? null,
    returned:
      message.length === 0
        ? { kind: 'header', header }
        : { kind: 'message', is8bit: message.some((octet) => octet > 0x7f) },
    message,
  };
}

/** Up to the empty line; where none is in sight, up to the last whole line. */
function headerLength(bytes: Buffer): number {
  const end = bytes.indexOf('\r\n\r\n');
  if (end >= 0) return end + 2;
  const lastLine = bytes.lastIndexOf('\n');
  return lastLine < 0 ? bytes.length : lastLine + 1;
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
