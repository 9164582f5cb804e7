import { formatName } from '../../../wire/ldap/distinguished-name.ts';
import { encodeSearchEntry } from '../../../wire/ldap/encode-search-entry.ts';
import type { Entry } from '../entries/entry.ts';
import type { AttributeSelection } from './select-attributes.ts';

interface Encoded {
  readonly key: string;
  readonly octets: Uint8Array;
}

const ENCODED = new WeakMap<Entry, Encoded>();

/**
 * What of an entry was asked for, as octets. They are kept as long as the entry, for one selection: programs with address
 * books ask for the same of everybody, over and over.
 */
export function encodeEntry(entry: Entry, selection: AttributeSelection): Uint8Array {
  const known = ENCODED.get(entry);
  if (known?.key === selection.key) return known.octets;
  const octets = encodeSearchEntry(formatName(entry.name), selection.texts(entry));
  ENCODED.set(entry, { key: selection.key, octets });
  return octets;
}
