/** User ID and address as they are mostly made of a name: `alice.archer`. */

/** Letters that are written with two in addresses; all other marks are left away. */
const SPELLED: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  å: 'a',
  ł: 'l',
  đ: 'd',
  þ: 'th',
  ð: 'd',
};

/** Empty where nothing of the name can stand in an address. */
export function proposeUserId(firstName: string, lastName: string): string {
  return [firstName, lastName].map(spell).filter(Boolean).join('.');
}

function spell(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, (letter) => SPELLED[letter] ?? letter)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}
