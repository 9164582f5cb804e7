/** FETCH of what columns tell: thousands of messages a slice, in one string. */
import type { MailboxSession, MessageSet } from '../../../domain/mailbox/index.ts';
import { renderFlags } from '../../../wire/imap/flag-list.ts';
import { recentBit } from '../announce-changes.ts';
import { piecesOf } from '../message-sets.ts';
import type { ImapSession } from '../session.ts';
import type { FetchPlan, ViewItem } from './plan.ts';
import type { RowRenderer } from './row-items.ts';

/** Messages rendered between two writes: about 60 KB of envelopes. */
const SLICE = 128;
/** Octets gathered before they leave, and before more is rendered for a client that is slow. */
const FLUSH_BYTES = 256 * 1024;
/** The same of flags, which are short. */
const VIEW_SLICE = 2000;

/** FLAGS and UID from the session's own map, without the store. */
export async function fetchFromView(
  session: ImapSession,
  view: MailboxSession,
  set: MessageSet,
  items: readonly ViewItem[],
): Promise<void> {
  const isUidFirst = items[0] === 'uid';
  const hasUid = items.includes('uid');
  const hasFlags = items.includes('flags');
  const hasRecent = view.recentCount > 0 && !session.isRev2Enabled;
  for (const { from, to } of piecesOf(set, VIEW_SLICE)) {
    let text = '';
    view.visit(from, to, (seq, uid, system, keywords) => {
      const bits = hasRecent ? system | recentBit(session, view, uid) : system;
      const flags = hasFlags ? `FLAGS ${renderFlags(bits, keywords)}` : '';
      if (!hasUid) text += `* ${seq} FETCH (${flags})\r\n`;
      else if (!hasFlags) text += `* ${seq} FETCH (UID ${uid})\r\n`;
      else text += isUidFirst ? `* ${seq} FETCH (UID ${uid} ${flags})\r\n` : `* ${seq} FETCH (${flags} UID ${uid})\r\n`;
    });
    session.connection.write(text);
    await session.takeTurns();
  }
}

/** Returns how many messages were found. */
export async function fetchRows(
  session: ImapSession,
  view: MailboxSession,
  set: MessageSet,
  plan: FetchPlan,
): Promise<number> {
  const renderers = plan.items.flatMap((item) => (item.kind === 'row' ? [item.render] : []));
  const render = joined(renderers);
  let found = 0;
  let unsentBytes = 0;
  for await (const { seqs, rows } of view.scan(set, plan.columns.fields)) {
    found += rows.length;
    for (let at = 0; at < rows.length; ) {
      let text = '';
      for (const end = Math.min(at + SLICE, rows.length); at < end; at++) {
        text += `* ${seqs[at]} FETCH (${render(rows[at])})\r\n`;
      }
      session.connection.write(text);
      unsentBytes += text.length;
      if (unsentBytes >= FLUSH_BYTES) {
        await session.connection.flush();
        unsentBytes = 0;
      }
      await session.takeTurns();
    }
  }
  return found;
}

function joined(renderers: readonly RowRenderer[]): RowRenderer {
  const [first, ...others] = renderers;
  if (first === undefined) return () => '';
  if (others.length === 0) return first;
  return (row) => {
    let text = first(row);
    for (const render of others) text += ` ${render(row)}`;
    return text;
  };
}
