/**
 * Content-Transfer-Encodings, decoded as a stream: RFC 2045 sections 6.7 and 6.8.
 *
 * Tolerant in one documented way, and with the same result however the input is cut into chunks:
 * - base64: octets outside of the alphabet are skipped; "=" ends a group, and what follows is decoded as well
 *   (joined attachments); a group without its padding gives the octets that it has.
 * - quoted-printable: white space at the end of a line is removed, "=" before a line end joins lines, any other "="
 *   that is not followed by two hexadecimal digits stays as it is.
 */
import { Failure } from '../../base/failure.ts';
import { createBase64Decoder } from './base64-decoder.ts';
import { createQuotedPrintableDecoder } from './quoted-printable-decoder.ts';

export interface TransferDecoder {
  /** True once there were octets that the encoding does not allow: a scanner may want to know. Final after `finish`. */
  readonly isDamaged: boolean;
  /** Decodes a chunk; the result may be a view of it. */
  write(chunk: Uint8Array): Uint8Array;
  /** What was held back. The decoder cannot be used any more. */
  finish(): Uint8Array;
}

/** Encodings whose content can be decoded; of any other, BINARY answers UNKNOWN-CTE (RFC 9051 section 6.4.5). */
export function isKnownEncoding(encoding: string): boolean {
  return Object.hasOwn(DECODERS, encoding.toLowerCase());
}

/** @throws Failure `unsupported` for an encoding that is not known */
export function createTransferDecoder(encoding: string): TransferDecoder {
  const name = encoding.toLowerCase();
  if (!isKnownEncoding(name)) throw new Failure('unsupported', 'unknown content transfer encoding');
  return DECODERS[name as keyof typeof DECODERS]();
}

/** Decodes content that is in memory. @throws Failure `unsupported` */
export function decodeTransfer(encoding: string, bytes: Uint8Array): Uint8Array {
  const decoder = createTransferDecoder(encoding);
  const head = decoder.write(bytes);
  const tail = decoder.finish();
  return tail.length === 0 ? head : Buffer.concat([head, tail]);
}

/** The size in octets after decoding: BINARY.SIZE. @throws Failure `unsupported` */
export function decodedSize(encoding: string, chunks: Iterable<Uint8Array>): number {
  const decoder = createTransferDecoder(encoding);
  let size = 0;
  for (const chunk of chunks) size += decoder.write(chunk).length;
  return size + decoder.finish().length;
}

const NOTHING = new Uint8Array(0);

function createIdentityDecoder(): TransferDecoder {
  return { isDamaged: false, write: (chunk) => chunk, finish: () => NOTHING };
}

const DECODERS = {
  '7bit': createIdentityDecoder,
  '8bit': createIdentityDecoder,
  binary: createIdentityDecoder,
  base64: createBase64Decoder,
  'quoted-printable': createQuotedPrintableDecoder,
} as const satisfies Record<string, () => TransferDecoder>;
