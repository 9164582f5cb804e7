/** FETCH items that are rendered from columns alone. RFC 9051 section 7.5.2 */
import type { Uid } from '../../../domain/ports/ids.ts';
import type { FetchItem } from '../../../wire/imap/command.ts';
import { formatDateTime } from '../../../wire/imap/date.ts';
import { renderFlags } from '../../../wire/imap/flag-list.ts';
import { toOctets } from '../../../wire/imap/octets.ts';
import { renderString } from '../../../wire/imap/strings.ts';
import { emailObjectId, threadObjectId } from '../object-ids.ts';
import type { Columns, Row } from './columns.ts';

export type RowRenderer = (row: Row) => string;

export interface RowContext {
  readonly isUtf8: boolean;
  /** The bit of \Recent, where it is to be shown. */
  readonly recentBit: (uid: Uid) => number;
}

export type RowItemKind = Exclude<
  FetchItem['kind'],
  'body' | 'bodystructure' | 'section' | 'binary' | 'binary.size' | `rfc822${'' | '.header' | '.text'}`
>;

/** Asks for the columns that the item needs. */
export function rowRenderer(kind: RowItemKind, columns: Columns, context: RowContext): RowRenderer {
  switch (kind) {
    case 'uid': {
      const uid = columns.use('uid');
      return (row) => `UID ${uid(row)}`;
    }
    case 'flags': {
      const uid = columns.use('uid');
      const system = columns.use('system');
      const keywords = columns.use('keywords');
      return (row) => `FLAGS ${renderFlags(system(row) | context.recentBit(uid(row)), keywords(row))}`;
    }
    case 'internaldate': {
      const ms = columns.use('receivedAtMs');
      const offset = columns.use('receivedOffsetMinutes');
      return (row) => `INTERNALDATE ${formatDateTime(ms(row), offset(row))}`;
    }
    case 'rfc822.size': {
      const size = columns.use('sizeBytes');
      return (row) => `RFC822.SIZE ${size(row)}`;
    }
    case 'envelope': {
      const envelope = columns.use('envelope');
      return (row) => `ENVELOPE ${envelope(row)}`;
    }
    case 'modseq': {
      const modSeq = columns.use('modSeq');
      return (row) => `MODSEQ (${modSeq(row)})`;
    }
    case 'emailid': {
      const email = columns.use('emailNumber');
      return (row) => `EMAILID (${emailObjectId(email(row))})`;
    }
    case 'threadid': {
      const thread = columns.use('threadNumber');
      return (row) => `THREADID (${threadObjectId(thread(row))})`;
    }
    case 'savedate': {
      const savedAtMs = columns.use('savedAtMs');
      return (row) => `SAVEDATE ${formatDateTime(savedAtMs(row), 0)}`;
    }
    case 'preview': {
      // Made at arrival, so that LAZY is as good as without. RFC 8970 section 3.1
      const preview = columns.use('preview');
      return (row) => `PREVIEW ${renderString(toOctets(preview(row)), context.isUtf8)}`;
    }
  }
}
