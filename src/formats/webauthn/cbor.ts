/**
 * CBOR (RFC 8949), as far as authenticators write it: the CTAP2 canonical form, which has no indefinite lengths, no tags
 * and no floating point numbers. What has is refused, as are map keys that come twice, and whatever is too deep.
 */
import { Failure } from '../../base/failure.ts';

export type CborValue = number | string | boolean | null | Uint8Array | readonly CborValue[] | CborMap;
export type CborMap = ReadonlyMap<number | string, CborValue>;

export const CBOR_LIMITS = {
  /** CTAP2 allows four, and the attestation statement is one level below its object. */
  depth: 8,
  /** Of one array or map. */
  items: 64,
  bytes: 64 * 1024,
} as const;

/** Major types: RFC 8949, table 1. */
const UNSIGNED = 0;
const NEGATIVE = 1;
const OCTETS = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const SIMPLE = 7;

const SIMPLE_VALUES: ReadonlyMap<number, boolean | null> = new Map([
  [20, false],
  [21, true],
  [22, null],
]);

/** One value, and nothing behind it. Throws Failure `invalid`. */
export function decodeCbor(octets: Uint8Array): CborValue {
  const { value, end } = decodeCborAt(octets, 0);
  if (end !== octets.length) throw malformed('something follows');
  return value;
}

/** The value that begins at an offset, and where it ends. Throws Failure `invalid`. */
export function decodeCborAt(octets: Uint8Array, offset: number): { readonly value: CborValue; readonly end: number } {
  if (octets.length > CBOR_LIMITS.bytes) throw malformed('too large');
  const reader = new CborReader(octets, offset);
  return { value: reader.read(0), end: reader.offset };
}

export function isCborMap(value: CborValue | undefined): value is CborMap {
  return value instanceof Map;
}

class CborReader {
  readonly #octets: Uint8Array;
  readonly #view: DataView;
  offset: number;

  constructor(octets: Uint8Array, offset: number) {
    this.#octets = octets;
    this.#view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
    this.offset = offset;
  }

  read(depth: number): CborValue {
    if (depth > CBOR_LIMITS.depth) throw malformed('too deep');
    const first = this.#octets[this.#advance(1)] ?? 0;
    const major = first >>> 5;
    const argument = this.#argument(first & 31);
    switch (major) {
      case UNSIGNED:
        return argument;
      case NEGATIVE:
        return -1 - argument;
      case OCTETS:
        return this.#take(argument);
      case TEXT:
        return this.#text(argument);
      case ARRAY:
        return this.#array(argument, depth);
      case MAP:
        return this.#map(argument, depth);
      case SIMPLE:
        return simple(first & 31);
      default:
        throw malformed('a tag');
    }
  }

  /** RFC 8949: in the first octet, or in the next one, two, four or eight; as short as it can be. */
  #argument(info: number): number {
    if (info < 24) return info;
    switch (info) {
      case 24:
        return shortest(this.#view.getUint8(this.#advance(1)), 24);
      case 25:
        return shortest(this.#view.getUint16(this.#advance(2)), 0x100);
      case 26:
        return shortest(this.#view.getUint32(this.#advance(4)), 0x1_0000);
      case 27:
        return shortest(safe(this.#view.getBigUint64(this.#advance(8))), 0x1_0000_0000);
      default:
        throw malformed('an indefinite length');
    }
  }

  #array(length: number, depth: number): CborValue[] {
    if (length > CBOR_LIMITS.items) throw malformed('too many items');
    return Array.from({ length }, () => this.read(depth + 1));
  }

  #map(length: number, depth: number): CborMap {
    if (length > CBOR_LIMITS.items) throw malformed('too many items');
    const map = new Map<number | string, CborValue>();
    for (let i = 0; i < length; i += 1) {
      const key = this.read(depth + 1);
      if (typeof key !== 'number' && typeof key !== 'string') throw malformed('a key that is neither number nor text');
      if (map.has(key)) throw malformed('a key twice');
      map.set(key, this.read(depth + 1));
    }
    return map;
  }

  #text(length: number): string {
    const octets = this.#take(length);
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
    } catch (error) {
      throw malformed('a text that is no UTF-8', error);
    }
  }

  #take(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#octets.subarray(start, start + length);
  }

  /** Where the next octets begin, which are then behind us. */
  #advance(length: number): number {
    const start = this.offset;
    if (length > this.#octets.length - start) throw malformed('it ends too early');
    this.offset += length;
    return start;
  }
}

function simple(info: number): boolean | null {
  const value = SIMPLE_VALUES.get(info);
  if (value === undefined) throw malformed('a value of another kind');
  return value;
}

function shortest(argument: number, least: number): number {
  if (argument < least) throw malformed('a number longer than it need be');
  return argument;
}

function safe(argument: bigint): number {
  if (argument > BigInt(Number.MAX_SAFE_INTEGER)) throw malformed('a number too large');
  return Number(argument);
}

function malformed(what: string, cause?: unknown): Failure {
  return new Failure('invalid', `CBOR: ${what}`, { detail: { reason: 'webauthn-malformed' }, cause });
}
