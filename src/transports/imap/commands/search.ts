/** SEARCH and UID SEARCH: RFC 9051 section 6.4.4; RETURN: RFC 4731; SAVE: RFC 5182 section 2.1. */
import { isFailure } from '../../../base/failure.ts';
import type { MailboxSession, SearchQuery, SearchResult } from '../../../domain/mailbox/index.ts';
import type { ModSeq } from '../../../domain/ports/ids.ts';
import type { SearchReturn } from '../../../wire/imap/command.ts';
import { formatSequenceSet } from '../../../wire/imap/sequence-set.ts';
import { renderString } from '../../../wire/imap/strings.ts';
import { ConnectionClosed } from '../../net/connection.ts';
import { enableCondstore } from '../condstore.ts';
import { bad, type CommandNamed, type Handler, no, ok, SELECTED } from '../handler.ts';
import { toRanges } from '../message-sets.ts';
import { toSearchQuery, usesModSeq } from '../search-query.ts';
import type { ImapSession } from '../session.ts';

const CHARSETS: readonly (string | null)[] = [null, 'UTF-8', 'US-ASCII'];

export const search: Handler<'SEARCH'> = {
  states: SELECTED,
  updates: ({ isUid }) => (isUid ? 'when-last' : 'no-expunge'),
  async run(session, command, tag) {
    const { charset, key, returns } = command;
    // RFC 6855 section 3
    if (charset !== null && session.isUtf8Enabled) return bad('CHARSET is not possible after ENABLE UTF8=ACCEPT');
    const isSaving = returns?.includes('save') === true;
    if (!CHARSETS.includes(charset)) {
      if (isSaving) session.savedUids = [];
      return no('Charset not known', 'BADCHARSET (UTF-8 US-ASCII)');
    }
    const view = await session.view();
    if (usesModSeq(key)) enableCondstore(session, view);
    const query = toSearchQuery(key, session.savedUids);
    let result: SearchResult;
    try {
      result = await searchWaitedFor(session, view, query);
    } catch (error) {
      if (session.connection.signal.aborted) throw new ConnectionClosed('reset');
      if (isFailure(error, 'invalid')) return bad('No such message');
      // RFC 5182 section 2.1: after NO the saved result is empty, after BAD it is what it was.
      if (isSaving) session.savedUids = [];
      throw error;
    }
    if (isSaving) session.savedUids = toRanges(savedOf(returns ?? [], result.uids));
    if (returns === null && !session.isRev2Enabled) await writeSearch(session, command, result);
    else await writeEsearch(session, view, command, result, tag);
    return ok('SEARCH completed');
  },
};

/** Nobody reads the answer once the client has ended its side. */
async function searchWaitedFor(
  { connection, account }: ImapSession,
  view: MailboxSession,
  query: SearchQuery,
): Promise<SearchResult> {
  connection.setIsWaitedFor(true, true);
  try {
    return await account.search(view, query, { signal: connection.signal });
  } finally {
    connection.setIsWaitedFor(false);
  }
}

/** RFC 5182 section 2.1: MIN and MAX alone save no more than they return. */
function savedOf(returns: readonly SearchReturn[], uids: Uint32Array): ArrayLike<number> {
  const isPartial =
    (returns.includes('min') || returns.includes('max')) && !returns.includes('all') && !returns.includes('count');
  if (!isPartial || uids.length === 0) return uids;
  const saved = new Set<number>();
  if (returns.includes('min')) saved.add(uids[0]);
  if (returns.includes('max')) saved.add(uids.at(-1)!);
  return [...saved];
}

/** RFC 3501 section 7.2.5; the ModSeq: RFC 7162 section 3.1.5 */
async function writeSearch(
  session: ImapSession,
  { isUid }: CommandNamed<'SEARCH'>,
  { seqs, uids, highestModSeq }: SearchResult,
): Promise<void> {
  const { connection } = session;
  connection.write('* SEARCH');
  await writeNumbers(session, isUid ? uids : seqs, (slice) => ` ${slice.join(' ')}`);
  connection.write(highestModSeq === null ? '\r\n' : ` (MODSEQ ${highestModSeq})\r\n`);
}

/** RFC 9051 section 7.3.4. Nothing is answered to SAVE alone: RFC 5182 section 2.1. */
async function writeEsearch(
  session: ImapSession,
  view: MailboxSession,
  { isUid, returns }: CommandNamed<'SEARCH'>,
  result: SearchResult,
  tag: string,
): Promise<void> {
  const wanted = returns ?? ['all'];
  if (wanted.length === 1 && wanted[0] === 'save') return;
  const numbers = isUid ? result.uids : result.seqs;
  const { connection } = session;
  connection.write(`* ESEARCH (TAG ${renderString(tag)})${isUid ? ' UID' : ''}`);
  if (numbers.length > 0) {
    if (wanted.includes('min')) connection.write(` MIN ${numbers[0]}`);
    if (wanted.includes('max')) connection.write(` MAX ${numbers.at(-1)}`);
    if (wanted.includes('all')) {
      let separator = ' ALL ';
      await writeNumbers(session, numbers, (slice) => {
        const text = `${separator}${formatSequenceSet(slice)}`;
        separator = ',';
        return text;
      });
    }
  }
  if (wanted.includes('count')) connection.write(` COUNT ${numbers.length}`);
  const modSeq = await modSeqOf(view, wanted, result);
  connection.write(modSeq === null ? '\r\n' : ` MODSEQ ${modSeq}\r\n`);
}

/** RFC 4731 section 3.2: with MIN or MAX alone it is that of the messages returned. */
async function modSeqOf(
  view: MailboxSession,
  wanted: readonly SearchReturn[],
  { seqs, highestModSeq }: SearchResult,
): Promise<ModSeq | null> {
  if (highestModSeq === null || seqs.length === 0) return highestModSeq;
  if (wanted.includes('all') || wanted.includes('count')) return highestModSeq;
  const ends = new Set<number>();
  if (wanted.includes('min')) ends.add(seqs[0]);
  if (wanted.includes('max')) ends.add(seqs.at(-1)!);
  let highest: ModSeq | null = null;
  for await (const { rows } of view.scan(toRanges([...ends]), ['uid', 'modSeq'])) {
    for (const [, modSeq] of rows) if (highest === null || modSeq > highest) highest = modSeq;
  }
  return highest;
}

const SLICE = 10_000;

async function writeNumbers(
  session: ImapSession,
  numbers: Uint32Array,
  render: (slice: Uint32Array) => string,
): Promise<void> {
  for (let at = 0; at < numbers.length; at += SLICE) {
    session.connection.write(render(numbers.subarray(at, at + SLICE)));
    await session.takeTurns();
  }
}
