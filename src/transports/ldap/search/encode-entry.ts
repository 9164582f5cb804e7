import { formatName } from '../../../wire/ldap/distinguished-name.ts';
import { encodeSearchEntry } from '../../../wire/ldap/encode-search-entry.ts';
import type { Entry } from '../entries/entry.ts';
import type { AttributeSelection } from './select-attributes.ts';

/** What of an entry was asked for, as octets; the same ones for who asks for the same again. */
export function encodeEntry(entry: Entry, selection: AttributeSelection): Uint8Array {
  if (entry.sent?.key === selection.key) return entry.sent.octets;
  const octets = encodeSearchEntry(formatName(entry.name), selection.texts(entry));
  entry.sent = { key: selection.key, octets };
  return octets;
}
