/**
 * yescrypt's key derivation, in its one variant that crypt(3) of any system makes: read-write, one lane, no extra time,
 * no ROM. A. Peslyak, "yescrypt - modern KDF and password hashing scheme" (2015 to 2018); PBKDF2: RFC 8018.
 */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { BOXES_WORDS, PwxBoxes } from './pwxform.ts';
import { BLOCK_WORDS, salsa20 } from './salsa20.ts';

const KEY_BYTES = 32;
/** Of a block with r = 1. */
const UNIT_WORDS = 2 * BLOCK_WORDS;
/** Costs from which on a cheaper run is put before the costly one. */
const PREHASH_FROM = { blocks: 0x100, units: 0x20000 } as const;
const PREHASH_DIVISOR = 64;

export interface YescryptCost {
  /** N: a power of two, at least 4. */
  readonly blocks: number;
  /** r: at least 1. A block has 128 r octets. */
  readonly units: number;
}

/** Needs memory of 128 N r octets. */
export function yescryptKey(password: Uint8Array, salt: Uint8Array, cost: YescryptCost): Buffer {
  const { blocks, units } = cost;
  if (blocks < PREHASH_FROM.blocks || blocks * units < PREHASH_FROM.units) return derive(password, salt, cost, false);
  const prehashed = derive(password, salt, { blocks: blocks / PREHASH_DIVISOR, units }, true);
  return derive(prehashed, salt, cost, false);
}

function derive(password: Uint8Array, salt: Uint8Array, { blocks, units }: YescryptCost, isPrehash: boolean): Buffer {
  const start = hmac(isPrehash ? 'yescrypt-prehash' : 'yescrypt', password);
  const octets = pbkdf2Sync(start, salt, 1, 4 * UNIT_WORDS * units, 'sha256');
  const block = shuffled(octets);

  // The first 128 octets fill the boxes, by scrypt's own first loop, and come back changed.
  const boxes = new Uint32Array(BOXES_WORDS);
  const head = block.subarray(0, UNIT_WORDS);
  fillBoxes(head, boxes);
  const secret = hmac(unshuffled(block.subarray(block.length - BLOCK_WORDS)), octets.subarray(0, KEY_BYTES));
  mixMemory(block, blocks, new PwxBoxes(boxes));

  const key = pbkdf2Sync(secret, unshuffled(block), 1, KEY_BYTES, 'sha256');
  return isPrehash ? key : createHash('sha256').update(hmac(key, 'Client Key')).digest();
}

/** scrypt's SMix, first loop, with r = 1: RFC 7914. */
function fillBoxes(block: Uint32Array, boxes: Uint32Array): void {
  for (let at = 0; at < boxes.length; at += UNIT_WORDS) {
    boxes.set(block, at);
    for (let i = 0; i < BLOCK_WORDS; i += 1) block[i] ^= block[BLOCK_WORDS + i];
    salsa20(block, 0, 8);
    for (let i = 0; i < BLOCK_WORDS; i += 1) block[BLOCK_WORDS + i] ^= block[i];
    salsa20(block, BLOCK_WORDS, 8);
  }
}

/** Fills the memory, reading what is there already; then reads and rewrites a third as many places of it. */
function mixMemory(block: Uint32Array, blocks: number, boxes: PwxBoxes): void {
  const memory = new Uint32Array(block.length * blocks);
  const combineWith = (place: number) => {
    const at = place * block.length;
    for (let i = 0; i < block.length; i += 1) block[i] ^= memory[at + i];
  };
  for (let place = 0; place < blocks; place += 1) {
    memory.set(block, place * block.length);
    if (place > 1) combineWith(wrapped(pointer(block), place));
    boxes.mixBlock(block);
  }
  const rewritten = Math.ceil(blocks / 3);
  for (let time = rewritten + (rewritten % 2); time > 0; time -= 1) {
    const place = pointer(block) & (blocks - 1);
    combineWith(place);
    memory.set(block, place * block.length);
    boxes.mixBlock(block);
  }
}

/** Where a block points to: the first word of its last 64 octets. */
function pointer(block: Uint32Array): number {
  return block[block.length - BLOCK_WORDS];
}

/** A place below `end`, among the last ones that are a power of two in number. */
function wrapped(value: number, end: number): number {
  const size = 2 ** (31 - Math.clz32(end));
  return (value & (size - 1)) + (end - size);
}

/** Octets as words in the order of `salsa20`. */
function shuffled(octets: Uint8Array): Uint32Array {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  return Uint32Array.from({ length: octets.length / 4 }, (_, i) => view.getUint32(4 * shuffledPlace(i), true));
}

function unshuffled(words: Uint32Array): Buffer {
  const octets = Buffer.alloc(4 * words.length);
  for (const [i, word] of words.entries()) octets.writeUInt32LE(word, 4 * shuffledPlace(i));
  return octets;
}

function shuffledPlace(i: number): number {
  const within = i % BLOCK_WORDS;
  return i - within + ((5 * within) % BLOCK_WORDS);
}

function hmac(key: string | Uint8Array, data: string | Uint8Array): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
