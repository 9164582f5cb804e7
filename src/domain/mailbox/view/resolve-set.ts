/** What clients write as sequence sets, resolved against a version of the sequence map. RFC 9051 section 9 */
import { Failure } from '../../../base/failure.ts';
import { type MessageSet, NO_MESSAGES, type NumberRange, normalizeRanges } from '../message-set.ts';
import type { SequenceMap } from './sequence-map.ts';

/** Throws Failure `invalid` for a number that no message has, and for `*` where there are none. */
export function resolveSequence(map: SequenceMap, ranges: readonly NumberRange[]): MessageSet {
  const resolved = ranges.map((range) => {
    const from = range.from === Infinity ? map.length : range.from;
    const to = range.to === Infinity ? map.length : range.to;
    if (from < 1 || to < 1 || from > map.length || to > map.length) {
      throw new Failure('invalid', 'no message has that sequence number', { detail: { reason: 'sequence-number' } });
    }
    return ordered(from, to);
  });
  return resolved.length === 1 ? resolved : normalizeRanges(resolved);
}

/** `*` is the highest UID there is, also when a range begins above it. RFC 9051 section 6.4.9 */
export function resolveUids(map: SequenceMap, ranges: readonly NumberRange[]): MessageSet {
  if (map.length === 0) return NO_MESSAGES;
  const highest = map.lastUid;
  const resolved: NumberRange[] = [];
  for (const range of ranges) {
    const uids = ordered(range.from === Infinity ? highest : range.from, range.to === Infinity ? highest : range.to);
    const from = map.firstFrom(uids.from);
    const to = map.firstFrom(uids.to + 1) - 1;
    if (from <= to) resolved.push({ from, to });
  }
  return resolved.length < 2 ? resolved : normalizeRanges(resolved);
}

function ordered(one: number, other: number): NumberRange {
  return one <= other ? { from: one, to: other } : { from: other, to: one };
}
