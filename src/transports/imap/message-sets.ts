/** Resolves the sets of a command against the selected mailbox. RFC 9051 section 6.4.9, RFC 5182 */
import { isFailure } from '../../base/failure.ts';
import type { MailboxSession, MessageSet, NumberRange } from '../../domain/mailbox/index.ts';
import type { Uid } from '../../domain/ports/ids.ts';
import { ImapSyntaxError, type SequenceSet } from '../../wire/imap/command.ts';
import type { ImapSession } from './session.ts';

/** Throws ImapSyntaxError for a sequence number that does not exist: that is an error of the client. */
export function resolveSet(session: ImapSession, view: MailboxSession, set: SequenceSet, isUid: boolean): MessageSet {
  if (set === '$') return view.resolveUids(session.savedUids);
  if (isUid) return view.resolveUids(set);
  try {
    return view.resolveSequence(set);
  } catch (error) {
    if (isFailure(error, 'invalid')) throw new ImapSyntaxError(null, 'No such message');
    throw error;
  }
}

/** The UIDs of a set, as the domain wants them. */
export function uidsOf(view: MailboxSession, set: MessageSet): readonly Uid[] {
  return Array.from(view.uidsOf(set)) as Uid[];
}

export function countOf(set: MessageSet): number {
  let count = 0;
  for (const { from, to } of set) count += to - from + 1;
  return count;
}

/** The set in pieces of at most so many messages. */
export function* piecesOf(set: MessageSet, size: number): Generator<NumberRange> {
  for (const { from, to } of set) {
    for (let start = from; start <= to; start += size) yield { from: start, to: Math.min(to, start + size - 1) };
  }
}

/** Ascending numbers as ranges. */
export function toRanges(numbers: ArrayLike<number>): NumberRange[] {
  const ranges: { from: number; to: number }[] = [];
  let last: { from: number; to: number } | null = null;
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i];
    if (last !== null && number === last.to + 1) last.to = number;
    else ranges.push((last = { from: number, to: number }));
  }
  return ranges;
}
