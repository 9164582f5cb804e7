/**
 * A byte string: a string in which every character stands for one octet (U+0000 to U+00FF, "latin1").
 *
 * Header values are kept in this form: exact for whatever octets a message has, and as cheap as text.
 * Write it with the encoding 'latin1', never 'utf8'; `decodeHeaderText` makes readable text of it.
 */
export type ByteString = string;

export function toByteString(bytes: Uint8Array): ByteString {
  return asBuffer(bytes).toString('latin1');
}

export function fromByteString(text: ByteString): Buffer {
  return Buffer.from(text, 'latin1');
}

/** The UTF-8 octets of a text, as a byte string. */
export function utf8ByteString(text: string): ByteString {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** A view of the same memory as a Buffer. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Removes SP, HT, CR and LF at both ends. `trim` would also remove the octet A0, the end of many a UTF-8 sequence. */
export function trimBlank(text: ByteString): ByteString {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0a;
}
