/** Flags as a list: system flags come as bits, keywords as names joined by spaces. RFC 9051 section 2.3.2 */

/** The nth name belongs to the bit 2^n. */
export const SYSTEM_FLAG_NAMES = ['\\Seen', '\\Answered', '\\Flagged', '\\Deleted', '\\Draft'] as const;
/** \Recent is nobody's to store, but IMAP4rev1 shows it among the flags. RFC 3501 section 2.3.2 */
export const RECENT_BIT = 32;

const LISTS: readonly string[] = buildLists();

function buildLists(): string[] {
  const names = [...SYSTEM_FLAG_NAMES, '\\Recent'];
  return Array.from({ length: 2 ** names.length }, (_, bits) =>
    names.filter((_name, bit) => (bits & (1 << bit)) !== 0).join(' '),
  );
}

/** `(\Seen $Forwarded)`. @param bits of SYSTEM_FLAG_NAMES and RECENT_BIT. */
export function renderFlags(bits: number, keywords: string): string {
  const system = LISTS[bits];
  if (keywords === '') return `(${system})`;
  return system === '' ? `(${keywords})` : `(${system} ${keywords})`;
}

export interface ParsedFlags {
  /** Bits of SYSTEM_FLAG_NAMES. */
  readonly bits: number;
  readonly keywords: readonly string[];
  /** Flags with a backslash that are not known, among them \Recent. */
  readonly unknown: readonly string[];
}

/** Sorts flags as a client wrote them. */
export function sortFlags(flags: readonly string[]): ParsedFlags {
  let bits = 0;
  const keywords: string[] = [];
  const unknown: string[] = [];
  for (const flag of flags) {
    if (!flag.startsWith('\\')) keywords.push(flag);
    else {
      const bit = SYSTEM_FLAG_NAMES.findIndex((name) => name.toLowerCase() === flag.toLowerCase());
      if (bit < 0) unknown.push(flag);
      else bits |= 1 << bit;
    }
  }
  return { bits, keywords, unknown };
}
