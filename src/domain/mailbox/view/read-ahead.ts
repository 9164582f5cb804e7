/**
 * Rows of the messages that come next, for a session that reads messages one by one, each with a command of its own.
 *
 * They hold as long as the mailbox has the same entries: the view's map is another one after any that comes or goes, and
 * what is asked for here never changes.
 */
import type { Uid } from '../../ports/ids.ts';
import { CHANGING_FIELDS, type EntryField, type EntryRow } from '../../ports/mailboxes.ts';
import type { ScanSlice } from '../mailbox-session.ts';
import type { MessageSet } from '../message-set.ts';
import type { MailboxView } from './mailbox-view.ts';
import type { SequenceMap } from './sequence-map.ts';

/** Messages whose rows are read at once, at most. It begins with one, and doubles while nothing was read in vain. */
const MAX_AHEAD = 32;

type Fields = readonly ['uid', ...EntryField[]];

export class ReadAhead {
  readonly #view: MailboxView;
  #fields = '';
  #present: SequenceMap | null = null;
  #nextSeq = 0;
  #count = 1;
  #rows = new Map<Uid, unknown>();

  constructor(view: MailboxView) {
    this.#view = view;
  }

  /** Whether it is for such a scan. */
  suits(set: MessageSet, fields: Fields): boolean {
    return set.length === 1 && set[0]?.from === set[0]?.to && !fields.some((field) => CHANGING_FIELDS.has(field));
  }

  /** @param read reads the rows of so many messages, beginning with the one asked for. */
  async *scan<const F extends Fields>(
    seq: number,
    uid: Uid,
    fields: F,
    read: (count: number) => AsyncIterable<ScanSlice<F>>,
  ): AsyncGenerator<ScanSlice<F>> {
    const key = fields.join();
    const isCurrent = this.#present === this.#view.map && this.#fields === key && !this.#view.isGone;
    let row = isCurrent ? this.#rows.get(uid) : undefined;
    if (row === undefined) {
      // Of the moment before the rows are read: a change that comes in between makes them out of date.
      const present = this.#view.map;
      const count = isCurrent && seq === this.#nextSeq ? Math.min(this.#count * 2, MAX_AHEAD) : 1;
      const found = new Map<Uid, unknown>();
      for await (const { rows } of read(count)) {
        for (const next of rows) found.set(next[0], next);
        // Where rows are so long that one slice is not all, what follows is read when it is asked for.
        break;
      }
      row = found.get(uid);
      this.#present = present;
      this.#fields = key;
      this.#count = count;
      this.#rows = found;
    }
    // What is kept is only what is still to come.
    this.#rows.delete(uid);
    this.#nextSeq = seq + 1;
    // What was read for these fields is of their type.
    if (row !== undefined) yield { seqs: Uint32Array.of(seq), rows: [row as EntryRow<F>] };
  }
}
