/** A name for an entry that stays when it is renamed, made from what never changes: RFC 4530, a UUID of version 5. */
import { hash } from 'node:crypto';

/** Of our names; itself made at random once. */
const NAMESPACE = Buffer.from('f36cd08198894692b4b6c7680832ffa8', 'hex');

/** Octets between the hyphens. */
const GROUPS = [
  [0, 4],
  [4, 6],
  [6, 8],
  [8, 10],
  [10, 16],
] as const;

/** @param createdAtMs tells entries of the same id in two installations apart. */
export function entryUuid(kind: string, id: number, createdAtMs: number): string {
  const digest = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from(`${kind}/${id}/${createdAtMs}`)]), 'buffer');
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  return GROUPS.map(([start, end]) => digest.toString('hex', start, end)).join('-');
}
