/** What a FETCH has to read and write for each message, worked out once for the command. */
import type { MailboxSession, StoredMessageRow, WholeMessageRow } from '../../../domain/mailbox/index.ts';
import type { FetchItem } from '../../../wire/imap/command.ts';
import { recentBit } from '../announce-changes.ts';
import type { ImapSession } from '../session.ts';
import { Columns, type Row } from './columns.ts';
import { type MessageItem, messageItem } from './message-items.ts';
import { type RowContext, type RowItemKind, type RowRenderer, rowRenderer } from './row-items.ts';

export interface FetchPlan {
  readonly columns: Columns;
  /** In the order of the response. */
  readonly items: readonly PlannedItem[];
  /** The items where they are FLAGS and UID alone, which the session knows without reading; else null. */
  readonly ofView: readonly ViewItem[] | null;
  /** Null when no item needs the message itself. */
  readonly storedMessage: ((row: Row) => StoredMessageRow | WholeMessageRow) | null;
  /** Reading the bodies marks the messages as seen. RFC 9051 section 6.4.5 */
  readonly marksSeen: boolean;
  /** What is told of a message that was marked, as far as it was not asked for anyway. */
  readonly tellMarked: readonly RowRenderer[];
}

export type ViewItem = 'flags' | 'uid';

export type PlannedItem =
  | { readonly kind: 'row'; readonly render: RowRenderer }
  | { readonly kind: 'message'; readonly look: MessageItem };

export function planFetch(session: ImapSession, view: MailboxSession, items: readonly FetchItem[]): FetchPlan {
  const columns = new Columns();
  const context = { isUtf8: session.isUtf8, recentBit: recentBitReader(session, view) };
  const planned = items.map((item): PlannedItem => {
    const look = messageItem(item, { isRev2: session.isRev2Enabled });
    if (look !== null) return { kind: 'message', look };
    // What is no item of the message is one of the row, by the types of both functions.
    return { kind: 'row', render: rowRenderer(item.kind as RowItemKind, columns, context) };
  });
  const marksSeen = !view.isReadOnly && items.some(isReadingBody);
  const ofView = items.flatMap(({ kind }) => (kind === 'flags' || kind === 'uid' ? [kind] : []));
  const needsMessage = planned.some(({ kind }) => kind === 'message');
  return {
    columns,
    items: planned,
    ofView: ofView.length === items.length ? ofView : null,
    storedMessage: needsMessage ? storedMessageOf(columns, items.some(needsParts)) : null,
    marksSeen,
    tellMarked: marksSeen ? untold(session, items).map((kind) => rowRenderer(kind, columns, context)) : [],
  };
}

/** A function only where some message is recent: otherwise ten thousand questions are spared. */
function recentBitReader(session: ImapSession, view: MailboxSession): RowContext['recentBit'] {
  if (session.isRev2Enabled || view.recentCount === 0) return () => 0;
  return (uid) => recentBit(session, view, uid);
}

/** With a change of flags come the UID and the ModSeq, once the client knows of those. RFC 7162 section 3.2.4 */
function untold({ isCondstoreEnabled }: ImapSession, items: readonly FetchItem[]): RowItemKind[] {
  const kinds = isCondstoreEnabled ? (['uid', 'flags', 'modseq'] as const) : (['flags'] as const);
  return kinds.filter((wanted) => !items.some(({ kind }) => kind === wanted));
}

function storedMessageOf(columns: Columns, hasParts: boolean): (row: Row) => StoredMessageRow | WholeMessageRow {
  const hash = columns.use('hash');
  const sizeBytes = columns.use('sizeBytes');
  if (!hasParts) return (row) => ({ hash: hash(row), sizeBytes: sizeBytes(row) });
  const digestVersion = columns.use('digestVersion');
  const parts = columns.use('parts');
  return (row) => ({
    hash: hash(row),
    sizeBytes: sizeBytes(row),
    digestVersion: digestVersion(row),
    parts: parts(row),
  });
}

/** All but a message that is asked for as it is: most clients download that way, and then the digest is not read. */
function needsParts(item: FetchItem): boolean {
  switch (item.kind) {
    case 'section':
      return item.section.path.length > 0 || item.section.text.kind !== 'all';
    case 'binary':
    case 'binary.size':
      return item.path.length > 0;
    case 'body':
    case 'bodystructure':
    case 'rfc822.header':
    case 'rfc822.text':
      return true;
    default:
      return false;
  }
}

function isReadingBody(item: FetchItem): boolean {
  switch (item.kind) {
    case 'section':
    case 'binary':
      return !item.isPeek;
    case 'rfc822':
    case 'rfc822.text':
      return true;
    default:
      return false;
  }
}
