/**
 * The words with which Blowfish begins: the binary digits of pi behind the point, 32 at a time (B. Schneier, "Description
 * of a New Variable-Length Key, 64-Bit Block Cipher", 1993). Computing them takes some milliseconds, once.
 */

export const SUBKEYS = 18;
export const BOX_WORDS = 4 * 256;

export interface BlowfishTables {
  readonly subkeys: Int32Array;
  readonly boxes: Int32Array;
}

let initial: BlowfishTables | null = null;

/** A copy of its own for each that asks. */
export function initialTables(): BlowfishTables {
  initial ??= computeTables();
  return { subkeys: initial.subkeys.slice(), boxes: initial.boxes.slice() };
}

function computeTables(): BlowfishTables {
  const bits = 32 * (SUBKEYS + BOX_WORDS);
  const fraction = piDigits(bits) - (3n << BigInt(bits));
  const digits = fraction.toString(16).padStart(bits / 4, '0');
  const words = Int32Array.from({ length: SUBKEYS + BOX_WORDS }, (_, i) =>
    Number.parseInt(digits.slice(8 * i, 8 * i + 8), 16),
  );
  return { subkeys: words.slice(0, SUBKEYS), boxes: words.slice(SUBKEYS) };
}

/** Bits that the rounding of some ten thousand terms may spoil. */
const GUARD_BITS = 64;

/** pi times 2^bits, rounded down: J. Machin, 1706. */
function piDigits(bits: number): bigint {
  const unit = 1n << BigInt(bits + GUARD_BITS);
  return (16n * inverseArctangent(5n, unit) - 4n * inverseArctangent(239n, unit)) >> BigInt(GUARD_BITS);
}

/** arctan(1/x), in parts of the unit. */
function inverseArctangent(x: bigint, unit: bigint): bigint {
  let power = unit / x;
  let sum = power;
  for (let divisor = 3n; power !== 0n; divisor += 2n) {
    power /= -(x * x);
    sum += power / divisor;
  }
  return sum;
}
