/** The text of a file that a spreadsheet wrote: mostly UTF-8, of older programs Windows-1252, of some UTF-16. */

export type TableEncoding = 'utf-8' | 'utf-16' | 'windows-1252';

/** Octets that are no UTF-8 are Windows-1252: what else they may be cannot be told from them. WHATWG Encoding, section 4.2 */
export function decodeTable(octets: Uint8Array): { readonly text: string; readonly encoding: TableEncoding } {
  const [first, second] = octets;
  if (first === 0xff && second === 0xfe) return { text: decode('utf-16le', octets), encoding: 'utf-16' };
  if (first === 0xfe && second === 0xff) return { text: decode('utf-16be', octets), encoding: 'utf-16' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(octets), encoding: 'utf-8' };
  } catch {
    return { text: decode('windows-1252', octets), encoding: 'windows-1252' };
  }
}

function decode(label: string, octets: Uint8Array): string {
  return new TextDecoder(label).decode(octets);
}
