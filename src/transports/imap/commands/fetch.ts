/** FETCH and UID FETCH: RFC 9051 section 6.4.5; CHANGEDSINCE, VANISHED: RFC 7162 section 3.1.4.1, section 3.2.6. */
import type { ModSeq } from '../../../domain/ports/ids.ts';
import type { FetchItem } from '../../../wire/imap/command.ts';
import { enableCondstore } from '../condstore.ts';
import { fetchMessages } from '../fetch/fetch-messages.ts';
import { fetchFromView, fetchRows } from '../fetch/fetch-rows.ts';
import { planFetch } from '../fetch/plan.ts';
import { type CommandNamed, type Handler, no, ok, type Reply, SELECTED } from '../handler.ts';
import { countOf, resolveSet } from '../message-sets.ts';
import { writeVanished } from '../write-vanished.ts';

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
        const knownUids = command.set === '$' ? session.savedUids : command.set;
        await writeVanished(session, await view.vanishedSince({ modSeq: since, knownUids, match: null }));
      }
      set = await view.changedSince(since, set);
    }
    const plan = planFetch(session, view, items);
    const expected = countOf(set);
    if (plan.ofView !== null) {
      await fetchFromView(session, view, set, plan.ofView);
      return ok('FETCH completed');
    }
    if (plan.storedMessage === null) return done(expected, await fetchRows(session, view, set, plan));
    const { found, failed, undecodable } = await fetchMessages(session, view, set, plan);
    // RFC 3516 section 4.3, told when everything else has been sent.
    if (undecodable > 0) return no('Content-Transfer-Encoding not known', 'UNKNOWN-CTE');
    if (failed > 0) return no('Some messages could not be read', 'UNAVAILABLE');
    return done(expected, found);
  },
};

function done(expected: number, found: number): Reply {
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
