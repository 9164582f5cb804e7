/**
 * Reads BER as LDAP restricts it: definite lengths, octet strings in one piece (RFC 4511 section 5.1).
 *
 * A reader stands on the contents of one constructed element and moves on from element to element. Every length is
 * checked against what is there, so that nothing is ever read beyond the element, and nothing is copied. All methods
 * throw Failure `invalid` for an element that is not what was asked for.
 */
import { Failure } from '../../base/failure.ts';
import { decodeUtf8 } from '../line/decode-utf8.ts';
import { BOOLEAN, ENUMERATED, INTEGER, NULL, OCTET_STRING, SEQUENCE } from './ber-tag.ts';

/** Up to 2^31 - 1 with its sign: `maxInt` of RFC 4511 section 4.1.1. */
const MAX_INTEGER_BYTES = 4;
/** A length of more octets is longer than any message. */
const MAX_LENGTH_BYTES = 4;

export class BerReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;

  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#end;
  }

  /** The tag of the next element; null at the end. */
  get nextTag(): number | null {
    return this.#at < this.#end ? (this.#bytes[this.#at] ?? null) : null;
  }

  /** Enters a constructed element and passes over it. */
  constructed(tag: number = SEQUENCE): BerReader {
    const { start, end } = this.#take(tag);
    return new BerReader(this.#bytes, start, end);
  }

  /** Passes over the next element, whatever it is. */
  skip(): void {
    const tag = this.nextTag;
    if (tag === null) throw broken('an element is missing');
    this.#take(tag);
  }

  /** The contents of a primitive element; a view. */
  octets(tag: number = OCTET_STRING): Uint8Array {
    const { start, end } = this.#take(tag);
    return this.#bytes.subarray(start, end);
  }

  /** UTF-8 text. */
  text(tag: number = OCTET_STRING): string {
    return decodeUtf8(this.octets(tag));
  }

  integer(tag: number = INTEGER): number {
    const octets = this.octets(tag);
    if (octets.length === 0 || octets.length > MAX_INTEGER_BYTES) throw broken('an integer of a wrong size');
    let value = (octets[0] ?? 0) & 0x80 ? -1 : 0;
    for (const octet of octets) value = (value << 8) | octet;
    return value;
  }

  enumerated(): number {
    return this.integer(ENUMERATED);
  }

  /** Any octet but 0 is taken for true: the encoding rules allow it, and some clients send 01. */
  boolean(tag: number = BOOLEAN): boolean {
    const octets = this.octets(tag);
    if (octets.length !== 1) throw broken('a boolean of a wrong size');
    return octets[0] !== 0;
  }

  null(tag: number = NULL): void {
    if (this.octets(tag).length !== 0) throw broken('a null with contents');
  }

  /** The element of this tag if it comes next, read by `read`; otherwise nothing is read. */
  optional<T>(tag: number, read: (reader: this) => T): T | undefined {
    return this.nextTag === tag ? read(this) : undefined;
  }

  /** Reads elements until the end. */
  *each<T>(read: (reader: this) => T): Generator<T, void, undefined> {
    while (!this.isAtEnd) yield read(this);
  }

  /** Nothing may follow. Extensible types are not asked: what follows in them is passed over (RFC 4511 section 4). */
  mustEnd(): void {
    if (!this.isAtEnd) throw broken('octets after the last element');
  }

  #take(tag: number): { readonly start: number; readonly end: number } {
    const found = this.nextTag;
    if (found !== tag) throw broken(`${found === null ? 'nothing' : `tag ${found}`} where tag ${tag} was expected`);
    const { length, start } = readLength(this.#bytes, this.#at + 1, this.#end) ?? missing();
    const end = start + length;
    if (end > this.#end) throw broken('an element is longer than what holds it');
    this.#at = end;
    return { start, end };
  }
}

/**
 * A length and where the contents begin; null where it is not all there. Throws Failure `invalid` for the indefinite
 * form and for one that no message may have.
 */
export function readLength(
  bytes: Uint8Array,
  at: number,
  end: number,
): { readonly length: number; readonly start: number } | null {
  if (at >= end) return null;
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { length: first, start: at + 1 };
  const count = first & 0x7f;
  if (count === 0 || count > MAX_LENGTH_BYTES) throw broken('a length of an unusable form');
  if (at + 1 + count > end) return null;
  let length = 0;
  for (let i = 1; i <= count; i += 1) length = length * 256 + (bytes[at + i] ?? 0);
  return { length, start: at + 1 + count };
}

function missing(): never {
  throw broken('an element is cut off');
}

function broken(what: string): Failure {
  return new Failure('invalid', `not BER: ${what}`);
}
