/**
 * The DES block cipher with the salt of crypt(3): FIPS 46-3, and for the salt R. Morris and K. Thompson, "Password
 * Security: A Case History" (1979). Each bit of the salt that is set exchanges two bits of the expanded half block.
 *
 * Bits are numbered as in the standard, from the left, beginning with 1.
 */

// biome-ignore format: as the standard prints them
const PERMUTED_CHOICE_1 = [
  57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
  63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
];
// biome-ignore format: as the standard prints them
const PERMUTED_CHOICE_2 = [
  14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2,
  41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
];
// biome-ignore format: as the standard prints them
const PERMUTATION = [
  16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25,
];
/** Rows of the initial permutation count down in steps of eight from these. */
const INITIAL_STARTS = [58, 60, 62, 64, 57, 59, 61, 63];
const INITIAL = INITIAL_STARTS.flatMap((start) => Array.from({ length: 8 }, (_, column) => start - 8 * column));
const FINAL = Array.from({ length: 64 }, (_, i) => INITIAL.indexOf(i + 1) + 1);
const ROTATIONS = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];

/** Four rows of sixteen hexadecimal digits each. */
const SUBSTITUTIONS = [
  'e4d12fb83a6c59070f74e2d1a6cb953841e8d62bfc973a50fc8249175b3ea06d',
  'f18e6b34972dc05a3d47f28ec01a69b50e7ba4d158c6932fd8a13f42b67c05e9',
  'a09e63f51dc7b428d709346a285ecbf1d6498f30b12c5ae71ad069874fe3b52c',
  '7de3069a1285bc4fd8b56f03472c1ae9a690cb7df13e52843f06a1d8945bc72e',
  '2c417ab6853fd0e9eb2c47d150fa3986421bad78f9c5630eb8c71e2d6f09a453',
  'c1af92680d34e75baf427c9561de0b389ef528c3704a1db6432c95fabe17608d',
  '4b2ef08d3c975a61d0b7491ae35c2f8614bdc37eaf6805926bd814a7950fe23c',
  'd2846fb1a93e50c71fd8a374c56b0e927b419ce206adf35821e74a8dfc90356b',
];

/** Substitution and permutation in one look-up: 64 words for each of the eight groups of six bits. */
const SUBSTITUTED = buildSubstituted();

/**
 * Encrypts a block so many times over.
 *
 * @param key eight octets, of which the lowest bits are not used.
 * @param salt 24 bits; 0 is plain DES.
 */
export function encryptDes(key: Uint8Array, block: Uint8Array, salt: number, times: number): Uint8Array {
  const schedule = keySchedule(key);
  const exchanged = reverse24(salt);
  const start = permute(toBits(block), INITIAL);
  let left = toNumber(start.slice(0, 32)) | 0;
  let right = toNumber(start.slice(32)) | 0;
  for (let time = 0; time < times; time += 1) {
    for (let round = 0; round < 32; round += 2) {
      // The expansion repeats the outer bits of each four: turned by one, the groups of six begin at every fourth bit.
      const turned = (right >>> 1) | (right << 31);
      let upper =
        ((turned >>> 8) & 0xfc0000) | ((turned >>> 10) & 0x3f000) | ((turned >>> 12) & 0xfc0) | ((turned >>> 14) & 63);
      let lower =
        ((turned << 8) & 0xfc0000) |
        ((turned << 6) & 0x3f000) |
        ((turned << 4) & 0xfc0) |
        (((turned << 2) | (turned >>> 30)) & 63);
      const differing = (upper ^ lower) & exchanged;
      upper ^= differing ^ schedule[round];
      lower ^= differing ^ schedule[round + 1];
      const mixed =
        SUBSTITUTED[upper >>> 18] ^
        SUBSTITUTED[64 + ((upper >>> 12) & 63)] ^
        SUBSTITUTED[128 + ((upper >>> 6) & 63)] ^
        SUBSTITUTED[192 + (upper & 63)] ^
        SUBSTITUTED[256 + (lower >>> 18)] ^
        SUBSTITUTED[320 + ((lower >>> 12) & 63)] ^
        SUBSTITUTED[384 + ((lower >>> 6) & 63)] ^
        SUBSTITUTED[448 + (lower & 63)];
      const next = left ^ mixed;
      left = right;
      right = next;
    }
    // The halves come out exchanged. Final and initial permutation cancel out between two encryptions.
    [left, right] = [right, left];
  }
  const halves = new Uint8Array(8);
  new DataView(halves.buffer).setInt32(0, left);
  new DataView(halves.buffer).setInt32(4, right);
  return toOctets(permute(toBits(halves), FINAL));
}

/** Sixteen keys of 48 bits, each as two numbers of 24. */
function keySchedule(key: Uint8Array): Int32Array {
  const schedule = new Int32Array(32);
  let bits = permute(toBits(key), PERMUTED_CHOICE_1);
  for (const [round, places] of ROTATIONS.entries()) {
    bits = [...rotate(bits.slice(0, 28), places), ...rotate(bits.slice(28), places)];
    const chosen = permute(bits, PERMUTED_CHOICE_2);
    schedule[2 * round] = toNumber(chosen.slice(0, 24));
    schedule[2 * round + 1] = toNumber(chosen.slice(24));
  }
  return schedule;
}

function buildSubstituted(): Int32Array {
  const table = new Int32Array(8 * 64);
  for (const [group, digits] of SUBSTITUTIONS.entries()) {
    for (let six = 0; six < 64; six += 1) {
      const row = ((six >>> 4) & 2) | (six & 1);
      const column = (six >>> 1) & 15;
      const bits = Array.from({ length: 32 }, () => 0);
      const four = Number.parseInt(digits.charAt(16 * row + column), 16);
      for (let bit = 0; bit < 4; bit += 1) bits[4 * group + bit] = (four >>> (3 - bit)) & 1;
      table[64 * group + six] = toNumber(permute(bits, PERMUTATION));
    }
  }
  return table;
}

function reverse24(value: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 24; bit += 1) reversed |= ((value >>> bit) & 1) << (23 - bit);
  return reversed;
}

function permute(bits: readonly number[], places: readonly number[]): number[] {
  return places.map((place) => bits[place - 1] ?? 0);
}

function rotate(bits: readonly number[], places: number): number[] {
  return [...bits.slice(places), ...bits.slice(0, places)];
}

function toBits(octets: Uint8Array): number[] {
  return Array.from(octets).flatMap((octet) => Array.from({ length: 8 }, (_, bit) => (octet >>> (7 - bit)) & 1));
}

function toOctets(bits: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: bits.length / 8 }, (_, i) => toNumber(bits.slice(8 * i, 8 * i + 8)));
}

function toNumber(bits: readonly number[]): number {
  return bits.reduce((value, bit) => value * 2 + bit, 0);
}
