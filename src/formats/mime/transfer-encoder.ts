/** Content-Transfer-Encodings, encoded as a stream: RFC 2045 sections 6.7 and 6.8. Lines end with CRLF. */

export interface TransferEncoder {
  write(chunk: Uint8Array): Uint8Array;
  /** The rest; it ends with a line end only where the content did, or for base64 where it is not empty. */
  finish(): Uint8Array;
}

export function createTransferEncoder(encoding: 'base64' | 'quoted-printable'): TransferEncoder {
  return encoding === 'base64' ? new Base64Encoder() : new QuotedPrintableEncoder();
}

/** Octets of content, and characters, of a line of base64. */
const LINE_OCTETS = 57;
const NOTHING = new Uint8Array(0);

class Base64Encoder implements TransferEncoder {
  /** Less than a line. */
  #rest: Uint8Array = NOTHING;

  write(chunk: Uint8Array): Uint8Array {
    const bytes = Buffer.concat([this.#rest, chunk]);
    const whole = bytes.length - (bytes.length % LINE_OCTETS);
    this.#rest = bytes.subarray(whole);
    return encodeLines(bytes.subarray(0, whole));
  }

  finish(): Uint8Array {
    return encodeLines(Buffer.from(this.#rest));
  }
}

function encodeLines(bytes: Buffer): Uint8Array {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += LINE_OCTETS) {
    lines.push(bytes.toString('base64', at, Math.min(at + LINE_OCTETS, bytes.length)), '\r\n');
  }
  return Buffer.from(lines.join(''), 'latin1');
}

/** Characters of a line before the `=` of a soft line break. */
const LINE_CHARACTERS = 75;
const LF = 10;
const CR = 13;
const TAB = 9;
const SPACE = 32;
const EQUALS = 61;
const LAST_PRINTABLE = 126;
const HEX = Array.from({ length: 256 }, (_, octet) => `=${octet.toString(16).toUpperCase().padStart(2, '0')}`);

/**
 * CRLF stays a line end; a CR or LF alone is content, and encoded. White space before a line end is encoded, so that
 * nobody on the way can take it off.
 */
class QuotedPrintableEncoder implements TransferEncoder {
  /** A CR or white space at the end of the last chunk: what follows decides what becomes of it. */
  #held: number | null = null;
  /** Characters in the line so far. */
  #column = 0;

  write(chunk: Uint8Array): Uint8Array {
    let text = '';
    for (const octet of chunk) {
      text += this.#release(octet);
      if (this.#wasLineEnd) continue;
      if (octet === CR || octet === SPACE || octet === TAB) this.#held = octet;
      else text += this.#put(isPlain(octet) ? String.fromCharCode(octet) : HEX[octet]);
    }
    return Buffer.from(text, 'latin1');
  }

  finish(): Uint8Array {
    return this.#held === null ? NOTHING : Buffer.from(this.#put(HEX[this.#held]), 'latin1');
  }

  /** The octet was the LF of a CRLF, and is done with. */
  #wasLineEnd = false;

  #release(next: number): string {
    this.#wasLineEnd = false;
    const held = this.#held;
    if (held === null) return '';
    this.#held = null;
    if (held === CR && next === LF) {
      this.#wasLineEnd = true;
      this.#column = 0;
      return '\r\n';
    }
    // Before a CR white space may be at the end of the line.
    return this.#put(held === CR || next === CR ? HEX[held] : String.fromCharCode(held));
  }

  #put(characters: string): string {
    const isFull = this.#column + characters.length > LINE_CHARACTERS;
    this.#column = (isFull ? 0 : this.#column) + characters.length;
    return isFull ? `=\r\n${characters}` : characters;
  }
}

function isPlain(octet: number): boolean {
  return octet > SPACE && octet <= LAST_PRINTABLE && octet !== EQUALS;
}
