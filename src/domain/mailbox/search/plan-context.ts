/** What compiling a query needs, and gathers. */
import type { EntryField, EntryFields } from '../../ports/mailboxes.ts';
import type { MailboxSession } from '../mailbox-session.ts';
import type { TextNeed } from './text-need.ts';

/** What the conditions of one search share. */
export interface PlanContext {
  readonly session: MailboxSession;
  readonly nowMs: number;
  /** Names a column that is needed, and gives the way to read it from a row. */
  column<F extends EntryField>(field: F): (row: readonly unknown[]) => EntryFields[F];
  /** Names a text that is needed, and gives its number among a candidate's answers. */
  need(need: TextNeed): number;
}
