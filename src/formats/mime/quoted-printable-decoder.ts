/** quoted-printable as a stream: RFC 2045 section 6.7. */
import type { TransferDecoder } from './transfer-decoder.ts';

/** A run of white space longer than any line may be (RFC 5322 section 2.1.1) is not held back for its line end. */
const MAX_HELD = 1_000;

export function createQuotedPrintableDecoder(): TransferDecoder {
  /**
   * Octets whose meaning is open: white space that may be the end of a line, perhaps with the CR of its line end;
   * or "=" with what may be a digit, or white space and a line end.
   */
  let held: number[] = [];
  let isDamaged = false;

  function write(chunk: Uint8Array): Uint8Array {
    const output = Buffer.allocUnsafe(held.length + chunk.length);
    let length = 0;
    for (let at = 0; at < chunk.length; at++) {
      if (held.length === 0) {
        // Most octets stand for themselves.
        while (at < chunk.length && OPENS[chunk[at]] === 0) output[length++] = chunk[at++];
        if (at === chunk.length) break;
      }
      const code = chunk[at];
      length = take(code, output, length);
    }
    return output.subarray(0, length);
  }

  function take(code: number, output: Uint8Array, start: number): number {
    let length = start;
    const first = held[0];
    if (first === EQUALS) {
      const second = held[1];
      if (code === LF && isBlankAfterEquals()) {
        held = [];
        return length;
      }
      if (held.length === 1 && (isHex(code) || isBlank(code) || code === CR)) return hold(code, length);
      if (held.length === 2 && second !== undefined && isHex(second) && isHex(code)) {
        output[length++] = (hexValue(second) << 4) | hexValue(code);
        held = [];
        return length;
      }
      const endsLine = second !== undefined && isBlank(second) && held[held.length - 1] !== CR;
      if (endsLine && (isBlank(code) || code === CR) && held.length < MAX_HELD) return hold(code, length);
    } else if (first !== undefined) {
      if (code === LF) {
        // Only the line end remains of white space before a line end.
        if (held[held.length - 1] === CR) output[length++] = CR;
        output[length++] = LF;
        held = [];
        return length;
      }
      if ((isBlank(code) || code === CR) && held[held.length - 1] !== CR && held.length < MAX_HELD) {
        return hold(code, length);
      }
    }
    length = release(output, length);
    if (OPENS[code]) return hold(code, length);
    output[length++] = code;
    return length;
  }

  function hold(code: number, length: number): number {
    held.push(code);
    return length;
  }

  /** What was held back is no more than it looks like. */
  function release(output: Uint8Array, start: number): number {
    let length = start;
    if (held[0] === EQUALS) isDamaged = true;
    for (const code of held) output[length++] = code;
    held = [];
    return length;
  }

  /** True for "=" followed by nothing but white space and at most a CR at its end. */
  function isBlankAfterEquals(): boolean {
    return held.length === 1 || isBlank(held[1]) || held[1] === CR;
  }

  return {
    get isDamaged() {
      return isDamaged;
    },
    write,
    finish: () => {
      // Text ends like a line: its white space goes, as does a soft line break.
      const isSoftBreak = held[0] === EQUALS && isBlankAfterEquals();
      const isWhiteSpace = held.length > 0 && held[0] !== EQUALS && held[held.length - 1] !== CR;
      if (isSoftBreak || isWhiteSpace) held = [];
      const output = Buffer.allocUnsafe(held.length);
      return output.subarray(0, release(output, 0));
    },
  };
}

const LF = 0x0a;
const CR = 0x0d;
const EQUALS = 0x3d;

/** Octets that cannot be decoded without what follows them. */
const OPENS = new Uint8Array(256);
for (const code of [0x20, 0x09, EQUALS]) OPENS[code] = 1;

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function isHex(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66);
}

function hexValue(code: number): number {
  return code <= 0x39 ? code - 0x30 : (code | 0x20) - 0x57;
}
