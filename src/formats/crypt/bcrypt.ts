/**
 * `$2a$`, `$2b$`, `$2y$`: N. Provos and D. Mazières, "A Future-Adaptable Password Scheme" (1999). The three names mean the
 * same for text in UTF-8. `$2x$`, the hash of a library that took some characters wrongly, is not taken.
 */

import { isEqualText } from '../../base/equal-octets.ts';
import { type BlowfishTables, initialTables } from './blowfish-tables.ts';
import type { ReadCryptHash } from './crypt-hash.ts';

const FORM = /^\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{21}[.Oeu])([./A-Za-z0-9]{31})$/;
const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const MIN_COST = 4;
/** Each step doubles the time: this takes two seconds. Systems use 5 to 12. */
const MAX_COST = 15;
/** What comes after it does not count. */
const KEY_BYTES = 72;
const MAGIC = 'OrpheanBeholderScryDoubt';
const MAGIC_TIMES = 64;
const TAG_BYTES = 23;

export const readBcrypt: ReadCryptHash = (hash) => {
  const match = FORM.exec(hash);
  if (match === null) return null;
  const [, costText, salt = '', expected = ''] = match;
  const cost = Number(costText);
  if (cost < MIN_COST || cost > MAX_COST) return null;
  return {
    scheme: 'bcrypt',
    strength: 'strong',
    matches: (password) => isEqualText(encode(compute(password, decode(salt), cost)), expected),
  };
};

function compute(password: Uint8Array, salt: Uint8Array, cost: number): Buffer {
  // The zero that ends a text in C belongs to the key.
  const key = cycledWords(Buffer.concat([password, Uint8Array.of(0)]).subarray(0, KEY_BYTES));
  const salted = cycledWords(salt);
  const none = new Int32Array(salted.length);
  const tables = initialTables();
  expandKey(tables, key, salted);
  for (let time = 2 ** cost; time > 0; time -= 1) {
    expandKey(tables, key, none);
    expandKey(tables, salted, none);
  }
  const text = cycledWords(Buffer.from(MAGIC)).subarray(0, MAGIC.length / 4);
  for (let at = 0; at < text.length; at += 2) {
    for (let time = 0; time < MAGIC_TIMES; time += 1) encrypt(tables, text, at);
  }
  const octets = Buffer.alloc(MAGIC.length);
  for (const [i, word] of text.entries()) octets.writeInt32BE(word, 4 * i);
  return octets.subarray(0, TAG_BYTES);
}

/** The octets over and over, as eighteen words. */
function cycledWords(octets: Uint8Array): Int32Array {
  const cycled = Buffer.alloc(4 * 18, octets);
  return Int32Array.from({ length: 18 }, (_, i) => cycled.readInt32BE(4 * i));
}

/** Mixes a key into all tables; the salt is its first four words over and over. */
function expandKey(tables: BlowfishTables, key: Int32Array, salt: Int32Array): void {
  const { subkeys, boxes } = tables;
  for (let i = 0; i < subkeys.length; i += 1) subkeys[i] ^= key[i];
  const block = new Int32Array(2);
  let at = 0;
  for (const table of [subkeys, boxes]) {
    for (let i = 0; i < table.length; i += 2) {
      block[0] ^= salt[at];
      block[1] ^= salt[at + 1];
      at ^= 2;
      encrypt(tables, block, 0);
      table[i] = block[0];
      table[i + 1] = block[1];
    }
  }
}

/** Encrypts two words in place: nearly all of the time is spent here. */
function encrypt({ subkeys, boxes }: BlowfishTables, words: Int32Array, at: number): void {
  let left = words[at] ^ subkeys[0];
  let right = words[at + 1];
  for (let round = 1; round < 17; round += 2) {
    right ^=
      subkeys[round] ^
      (((boxes[left >>> 24] + boxes[256 + ((left >>> 16) & 255)]) ^ boxes[512 + ((left >>> 8) & 255)]) +
        boxes[768 + (left & 255)]);
    left ^=
      subkeys[round + 1] ^
      (((boxes[right >>> 24] + boxes[256 + ((right >>> 16) & 255)]) ^ boxes[512 + ((right >>> 8) & 255)]) +
        boxes[768 + (right & 255)]);
  }
  words[at] = right ^ subkeys[17];
  words[at + 1] = left;
}

/** bcrypt has the characters of base64 in another order, and no padding. */
function encode(octets: Buffer): string {
  const text = octets.toString('base64').replace(/=+$/, '');
  return Array.from(text, (character) => ALPHABET[BASE64.indexOf(character)]).join('');
}

function decode(text: string): Buffer {
  return Buffer.from(Array.from(text, (character) => BASE64[ALPHABET.indexOf(character)]).join(''), 'base64');
}
