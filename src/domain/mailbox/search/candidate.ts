/** A message that may match, with as much of it as has been read so far. */
import type { Keywords, SystemFlags } from '../../ports/flags.ts';
import type { Uid } from '../../ports/ids.ts';
import type { EntryField, EntryFields } from '../../ports/mailboxes.ts';
import type { MessageText } from './message-text.ts';

export interface Candidate {
  seq: number;
  uid: Uid;
  system: SystemFlags;
  keywords: Keywords;
  /** Columns in the order of the plan's fields; null before they are read. */
  row: readonly unknown[] | null;
  /** Null before the bytes are read. */
  text: MessageText | null;
}

/** Reads one column of a candidate. */
export type ColumnOf<F extends EntryField> = (row: readonly unknown[]) => EntryFields[F];
