import type { EntryValues } from './entry.ts';
import { entryUuid } from './entry-uuid.ts';
import { formatTime } from './format-time.ts';

interface Kept {
  readonly createdAtMs: number;
  readonly changedAtMs: number;
}

/** What the server keeps of each entry of people, aliases and groups. RFC 4512 section 3.4, RFC 4530 */
export function keptValues(
  kind: 'user' | 'alias' | 'group',
  id: number,
  structuralObjectClass: string,
  { createdAtMs, changedAtMs }: Kept,
): EntryValues {
  return {
    structuralObjectClass,
    hasSubordinates: 'FALSE',
    entryUUID: () => entryUuid(kind, id, createdAtMs),
    createTimestamp: () => formatTime(createdAtMs),
    modifyTimestamp: () => formatTime(changedAtMs),
  };
}
