/** `$5$` and `$6$`: Ulrich Drepper, "Unix crypt using SHA-256 and SHA-512" (2008), whose steps are numbered below. */
import { hash as digest } from 'node:crypto';
import { isEqualText } from '../../base/equal-octets.ts';
import { encodeCryptNumber } from './crypt-alphabet.ts';
import type { CryptScheme, ReadCryptHash } from './crypt-hash.ts';

const FORM = /^\$([56])\$(?:rounds=([1-9]\d{0,8})\$)?([^$:\n]{0,16})\$([./0-9A-Za-z]{43}|[./0-9A-Za-z]{86})$/;
const DEFAULT_ROUNDS = 5000;
const MIN_ROUNDS = 1000;
/** Some tools choose 656,000 by themselves; a million takes a second or two. */
const MAX_ROUNDS = 1_000_000;

interface Variant {
  readonly scheme: CryptScheme;
  readonly algorithm: 'sha256' | 'sha512';
  readonly characters: number;
  /** Triples of octets that are written, and by how many places each is turned further than the one before. */
  readonly triples: number;
  readonly turn: 1 | 2;
}

const VARIANTS: Readonly<Record<string, Variant>> = {
  5: { scheme: 'sha256-crypt', algorithm: 'sha256', characters: 43, triples: 10, turn: 2 },
  6: { scheme: 'sha512-crypt', algorithm: 'sha512', characters: 86, triples: 21, turn: 1 },
};

export const readShaCrypt: ReadCryptHash = (hash) => {
  const match = FORM.exec(hash);
  if (match === null) return null;
  const [, name = '', roundsText, salt = '', expected = ''] = match;
  const variant = VARIANTS[name];
  const rounds = roundsText === undefined ? DEFAULT_ROUNDS : Number(roundsText);
  if (variant === undefined || expected.length !== variant.characters) return null;
  if (rounds < MIN_ROUNDS || rounds > MAX_ROUNDS) return null;
  return {
    scheme: variant.scheme,
    strength: 'fair',
    matches: (password) =>
      isEqualText(encode(variant, compute(variant, password, Buffer.from(salt), rounds)), expected),
  };
};

function compute({ algorithm }: Variant, password: Uint8Array, salt: Uint8Array, rounds: number): Buffer {
  const hash = (parts: readonly Uint8Array[]) => digest(algorithm, Buffer.concat(parts), 'buffer');
  // Steps 4 to 8
  const inner = hash([password, salt, password]);
  // Steps 1 to 3 and 9 to 12
  const parts = [password, salt, repeat(inner, password.length)];
  for (let bits = password.length; bits > 0; bits >>>= 1) parts.push((bits & 1) === 1 ? inner : password);
  let result = hash(parts);
  // Steps 13 to 16
  const passwords = repeat(hash(times(password, password.length)), password.length);
  // Steps 17 to 20
  const salts = repeat(hash(times(salt, 16 + result.readUInt8(0))), salt.length);
  // Step 21
  for (let round = 0; round < rounds; round += 1) {
    const isOdd = (round & 1) === 1;
    const mixed: Uint8Array[] = [isOdd ? passwords : result];
    if (round % 3 !== 0) mixed.push(salts);
    if (round % 7 !== 0) mixed.push(passwords);
    mixed.push(isOdd ? result : passwords);
    result = hash(mixed);
  }
  return result;
}

function times(octets: Uint8Array, count: number): Uint8Array[] {
  return Array.from({ length: count }, () => octets);
}

/** So many octets, over and over. */
function repeat(octets: Uint8Array, length: number): Uint8Array {
  return Buffer.alloc(length, octets);
}

/** Step 22: triples of octets a third of the digest apart, each turned further than the last; then what is left over. */
function encode({ triples, turn }: Variant, octets: Buffer): string {
  let text = '';
  for (let i = 0; i < triples; i += 1) {
    const triple = [i, i + triples, i + 2 * triples];
    const [a, b, c] = [0, 1, 2].map((place) => octets.readUInt8(triple[(place + i * turn) % 3] ?? 0));
    text += encodeCryptNumber(((a ?? 0) << 16) | ((b ?? 0) << 8) | (c ?? 0), 4);
  }
  const rest = octets.subarray(3 * triples);
  return text + encodeCryptNumber(rest.length === 2 ? rest.readUInt16LE(0) : rest.readUInt8(0), rest.length + 1);
}
