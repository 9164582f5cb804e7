/** A name for an entry that stays when it is renamed, made from what never changes: RFC 4530, a UUID of version 5. */
import { createHash } from 'node:crypto';

/** Of our names; itself made at random once. */
const NAMESPACE = Buffer.from('f36cd08198894692b4b6c7680832ffa8', 'hex');

/** @param createdAtMs tells entries of the same id in two installations apart. */
export function entryUuid(kind: string, id: number, createdAtMs: number): string {
  const hash = createHash('sha1').update(NAMESPACE).update(`${kind}/${id}/${createdAtMs}`).digest().subarray(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
