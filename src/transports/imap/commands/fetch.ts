/** FETCH and UID FETCH: RFC 9051 section 6.4.5; CHANGEDSINCE, VANISHED: RFC 7162 section 3.1.4.1, section 3.2.6. */
import { isFailure } from '../../../base/failure.ts';
import type { MailboxSession } from '../../../domain/mailbox/index.ts';
import type { ModSeq } from '../../../domain/ports/ids.ts';
import type { FetchItem } from '../../../wire/imap/command.ts';
import { vanishedResponse } from '../../../wire/imap/responses.ts';
import { enableCondstore } from '../condstore.ts';
import { fetchMessages } from '../fetch/fetch-messages.ts';
import { fetchFromView, fetchRows } from '../fetch/fetch-rows.ts';
import { planFetch } from '../fetch/plan.ts';
import { type CommandNamed, type Handler, no, ok, type Reply, SELECTED } from '../handler.ts';
import { countOf, resolveSet } from '../message-sets.ts';
import type { ImapSession } from '../session.ts';

export const fetch: Handler<'FETCH'> = {
  states: SELECTED,
  updates: ({ isUid }) => (isUid ? 'when-last' : 'no-expunge'),
  async run(session, command) {
    const view = await session.view();
    const items = completeItems(command);
    if (items.some(({ kind }) => kind === 'modseq')) enableCondstore(session, view);
    let set = resolveSet(session, view, command.set, command.isUid);
    if (command.changedSince !== null) {
      const since = command.changedSince as ModSeq;
      if (command.vanished) {
        if (!session.isQresyncEnabled) return { status: 'BAD', text: 'VANISHED needs ENABLE QRESYNC' };
        await writeVanished(session, view, command, since);
      }
      set = await view.changedSince(since, set);
    }
    const plan = planFetch(session, view, items);
    const expected = countOf(set);
    if (plan.ofView !== null) {
      await fetchFromView(session, view, set, plan.ofView);
      return ok('FETCH completed');
    }
    if (plan.storedMessage === null) return done(expected, await fetchRows(session, view, set, plan), 0);
    try {
      const { found, failed } = await fetchMessages(session, view, set, plan);
      return done(expected, found, failed);
    } catch (error) {
      // RFC 3516 section 4.3
      if (isFailure(error, 'unsupported')) return no('Content-Transfer-Encoding not known', 'UNKNOWN-CTE');
      throw error;
    }
  },
};

function done(expected: number, found: number, failed: number): Reply {
  if (failed > 0) return no('Some messages could not be read', 'UNAVAILABLE');
  // RFC 2180 section 4.1.2, RFC 5530 section 3
  if (found < expected) return ok('Some messages have been expunged meanwhile', 'EXPUNGEISSUED');
  return ok('FETCH completed');
}

/** With what is implied: the UID of UID FETCH, the ModSeq of CHANGEDSINCE. What is asked for twice is sent once. */
function completeItems({ items, isUid, changedSince }: CommandNamed<'FETCH'>): FetchItem[] {
  const complete: FetchItem[] = isUid && !has(items, 'uid') ? [{ kind: 'uid' }] : [];
  const simple = new Set<FetchItem['kind']>(complete.map(({ kind }) => kind));
  for (const item of items) {
    const isRepeatable = item.kind === 'section' || item.kind === 'binary' || item.kind === 'binary.size';
    if (!isRepeatable && simple.has(item.kind)) continue;
    simple.add(item.kind);
    complete.push(item);
  }
  if (changedSince !== null && !has(complete, 'modseq')) complete.push({ kind: 'modseq' });
  return complete;
}

function has(items: readonly FetchItem[], wanted: FetchItem['kind']): boolean {
  return items.some(({ kind }) => kind === wanted);
}

async function writeVanished(
  session: ImapSession,
  view: MailboxSession,
  { set }: CommandNamed<'FETCH'>,
  modSeq: ModSeq,
): Promise<void> {
  const knownUids = set === '$' ? session.savedUids : set;
  const vanished = await view.vanishedSince({ modSeq, knownUids, match: null });
  session.connection.write(vanishedResponse(vanished, true));
}
