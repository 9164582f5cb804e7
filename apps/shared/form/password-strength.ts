/** An estimate to guide whoever types; the server alone decides what is taken. */

export type Strength = 0 | 1 | 2 | 3;

/** Without letters and digits that look alike: it is read from paper and told over the telephone. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LENGTH = 5;

/** By length above all, as NIST 800-63B-4 has it; repeated and neighbouring characters count little. */
export function passwordStrength(password: string): Strength {
  const characters = [...password];
  const fresh = characters.filter((character, index) => {
    const before = characters[index - 1]?.codePointAt(0) ?? -10;
    return Math.abs((character.codePointAt(0) ?? 0) - before) > 1;
  });
  const weight = Math.min(fresh.length, 2 * new Set(characters).size);
  if (weight < 8) return 0;
  if (weight < 12) return 1;
  return weight < 16 ? 2 : 3;
}

/** 100 bits of chance. */
export function generatePassword(): string {
  const numbers = crypto.getRandomValues(new Uint8Array(GROUPS * GROUP_LENGTH));
  const letters = [...numbers].map((number) => ALPHABET[number % ALPHABET.length]);
  return Array.from({ length: GROUPS }, (_, group) =>
    letters.slice(group * GROUP_LENGTH, (group + 1) * GROUP_LENGTH).join(''),
  ).join('-');
}
