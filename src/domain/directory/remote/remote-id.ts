/** The identifier of an entry that stays when it is renamed or moved: as text, and as the octets by which it is found. */
import type { RemoteKind } from '../../settings/remote-directory-schema.ts';

const GUID_BYTES = 16;
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MAX_ID_LENGTH = 128;
const PRINTABLE = /^[\x21-\x7e]+$/;

/** Null for what is none. */
export function readRemoteId(kind: RemoteKind, value: Uint8Array): string | null {
  if (kind === 'active-directory' && value.length === GUID_BYTES) return guidText(value);
  const text = Buffer.from(value).toString('latin1');
  return text.length <= MAX_ID_LENGTH && PRINTABLE.test(text) ? text.toLowerCase() : null;
}

export function remoteIdValue(kind: RemoteKind, id: string): string | Uint8Array {
  return kind === 'active-directory' && GUID.test(id) ? guidOctets(id) : id;
}

/** Microsoft's order: the first three groups have their lowest octet first. [MS-DTYP] section 2.3.4.2 */
function guidText(octets: Uint8Array): string {
  const hex = Buffer.from(swapped(octets)).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function guidOctets(text: string): Uint8Array {
  return swapped(Buffer.from(text.replaceAll('-', ''), 'hex'));
}

function swapped(octets: Uint8Array): Uint8Array {
  const copy = Buffer.from(octets);
  copy.subarray(0, 4).swap32();
  copy.subarray(4, 8).swap16();
  return copy;
}
