/** Many names at once, as people copy them: from a spreadsheet, an address line of a mail, or a file. */

const BETWEEN_ENTRIES = /[,;\t\r\n]+/;
/** `"Archer, Alice" <alice@example.org>`: the comma parts nothing. */
const QUOTED_NAME = /"[^"]*"\s*(?=<)/g;
/** `Alice Archer <alice@example.org>` */
const WITH_DISPLAY_NAME = /<([^<>]+)>\s*$/;

/** User IDs and addresses, each once, in the order in which they came. Names beside addresses are left away. */
export function parseNames(text: string): string[] {
  const entries = text.replace(QUOTED_NAME, '').split(BETWEEN_ENTRIES);
  const names = entries.flatMap((entry) => {
    const address = WITH_DISPLAY_NAME.exec(entry)?.[1];
    return address === undefined ? entry.split(/\s+/) : [address];
  });
  return unique(names.map((name) => name.trim().replace(/^mailto:/i, '')).filter((name) => name !== ''));
}

/** Upper and lower case mean the same one. */
export function unique(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.filter((name) => {
    const folded = name.toLowerCase();
    return !seen.has(folded) && seen.add(folded);
  });
}
