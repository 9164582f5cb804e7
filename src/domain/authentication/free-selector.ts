/**
 * A selector that a domain does not have yet. RFC 6376 section 3.1
 *
 * @param base taken as it is where that is free; where not, letters go behind it: a to z, then aa, ab and so on.
 */
export function freeSelector(base: string, taken: ReadonlySet<string>): string {
  let selector = base;
  for (let count = 1; taken.has(selector); count += 1) selector = base + letters(count);
  return selector;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';

/** 1 is a, 26 is z, 27 is aa. */
function letters(count: number): string {
  const last = (count - 1) % ALPHABET.length;
  const before = (count - 1 - last) / ALPHABET.length;
  return `${before === 0 ? '' : letters(before)}${ALPHABET[last]}`;
}
