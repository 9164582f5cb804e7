/** base64 as a stream: RFC 2045 section 6.8. */
import type { TransferDecoder } from './transfer-decoder.ts';

export function createBase64Decoder(): TransferDecoder {
  /** Up to 18 bits of a group that is not complete, and how many characters they are from. */
  let bits = 0;
  let count = 0;
  let isDamaged = false;
  /** True after a group with padding: the encoding ends there. */
  let isPadded = false;

  function write(chunk: Uint8Array): Uint8Array {
    const output = Buffer.allocUnsafe(((chunk.length + count) >> 2) * 3 + 3);
    let length = 0;
    for (let at = 0; at < chunk.length; ) {
      if (count === 0 && !isPadded) {
        const behind = decodeGroups(chunk, at, output, length);
        length += ((behind - at) >> 2) * 3;
        at = behind;
        if (at >= chunk.length) break;
      }
      length = take(VALUES[chunk[at]], output, length);
      at++;
    }
    return output.subarray(0, length);
  }

  function take(value: number, output: Uint8Array, start: number): number {
    let length = start;
    if (value < 64) {
      if (isPadded) isDamaged = true;
      bits = (bits << 6) | value;
      if (++count === 4) {
        output[length++] = bits >> 16;
        output[length++] = (bits >> 8) & 0xff;
        output[length++] = bits & 0xff;
        bits = 0;
        count = 0;
      }
    } else if (value === PADDING) {
      // The second "=" of a pair finds the group ended.
      if (count === 1 || (count === 0 && !isPadded)) isDamaged = true;
      isPadded = true;
      length = endGroup(output, length);
    } else if (value === SKIPPED) {
      isDamaged = true;
    }
    return length;
  }

  function endGroup(output: Uint8Array, start: number): number {
    let length = start;
    if (count === 2) {
      output[length++] = bits >> 4;
    } else if (count === 3) {
      output[length++] = bits >> 10;
      output[length++] = (bits >> 2) & 0xff;
    }
    bits = 0;
    count = 0;
    return length;
  }

  return {
    get isDamaged() {
      return isDamaged;
    },
    write,
    finish: () => {
      if (count > 0) isDamaged = true;
      const output = Buffer.allocUnsafe(2);
      return output.subarray(0, endGroup(output, 0));
    },
  };
}

/** Decodes whole groups of four characters, up to the first that has anything else; returns where that begins. */
function decodeGroups(chunk: Uint8Array, from: number, output: Uint8Array, start: number): number {
  let at = from;
  let length = start;
  for (; at + 4 <= chunk.length; at += 4) {
    const first = VALUES[chunk[at]];
    const second = VALUES[chunk[at + 1]];
    const third = VALUES[chunk[at + 2]];
    const fourth = VALUES[chunk[at + 3]];
    if ((first | second | third | fourth) >= 64) break;
    output[length++] = (first << 2) | (second >> 4);
    output[length++] = ((second << 4) | (third >> 2)) & 0xff;
    output[length++] = ((third << 6) | fourth) & 0xff;
  }
  return at;
}

const SKIPPED = 0xff;
const PADDING = 0x40;
const WHITE_SPACE = 0x41;
const VALUES = new Uint8Array(256).fill(SKIPPED);
for (const [value, character] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) {
  VALUES[character.charCodeAt(0)] = value;
}
VALUES['='.charCodeAt(0)] = PADDING;
for (const blank of ' \t\r\n') VALUES[blank.charCodeAt(0)] = WHITE_SPACE;
