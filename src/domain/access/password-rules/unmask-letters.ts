/** Digits and signs that people write in the place of letters. */

const ONE_READING: Readonly<Record<string, string>> = {
  '4': 'a',
  '@': 'a',
  '3': 'e',
  '€': 'e',
  '0': 'o',
  '5': 's',
  $: 's',
  '7': 't',
  '+': 't',
  '8': 'b',
  '9': 'g',
  '2': 'z',
};
/** These stand for either of two letters. */
const TWO_READINGS = '1!|';
/** The letters that they stand for: there is one reading of a text for each. */
export const READINGS = ['i', 'l'] as const;

/** Small letters without accents. */
export function foldLetters(text: string): string {
  return text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss');
}

/** The text with letters in the place of what masks them. @param folded as `foldLetters` returns it. */
export function unmask(folded: string, reading: (typeof READINGS)[number]): string {
  return Array.from(folded, (character) =>
    TWO_READINGS.includes(character) ? reading : (ONE_READING[character] ?? character),
  ).join('');
}
