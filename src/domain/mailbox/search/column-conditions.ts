/** What columns of the store decide: dates, sizes, addresses and subject. RFC 9051 section 6.4.4 */
import { foldText } from '../../../base/text.ts';
import type { EntryField } from '../../ports/mailboxes.ts';
import type { Candidate } from './candidate.ts';
import type { PlanContext } from './plan-context.ts';
import type { SearchQuery } from './search-query.ts';
import { type Condition, UNKNOWN, type Verdict, verdictOf } from './verdict.ts';

/** Null for queries of another kind. */
export function columnCondition(query: SearchQuery, context: PlanContext): Condition<Candidate> | null {
  switch (query.kind) {
    case 'from':
    case 'to':
    case 'cc':
    case 'bcc':
    case 'subject': {
      const needle = foldText(query.value);
      // Nothing to look for: the field must be there, and only the header tells that of an empty one.
      if (needle === '') return null;
      return onColumn(context, KEY_FIELDS[query.kind], (key) => verdictOf(key.includes(needle)));
    }
    case 'larger':
      return onColumn(context, 'sizeBytes', (size) => verdictOf(size > query.sizeBytes));
    case 'smaller':
      return onColumn(context, 'sizeBytes', (size) => verdictOf(size < query.sizeBytes));
    case 'modseq':
      return onColumn(context, 'modSeq', (modSeq) => verdictOf(modSeq >= query.from));
    case 'email':
      return onColumn(context, 'emailNumber', (number) => verdictOf(number === query.number));
    case 'thread':
      return onColumn(context, 'threadNumber', (number) => verdictOf(number === query.number));
    case 'saved': {
      const isOn = dayTest(query.when, dayNumber(query.day));
      return onColumn(context, 'savedAtMs', (ms) => verdictOf(isOn(Math.floor(ms / DAY_MS))));
    }
    case 'sent': {
      const isOn = dayTest(query.when, dayNumber(query.day));
      // A message without a valid Date was sent on no day.
      return onColumn(context, 'sentDay', (day) => verdictOf(day !== null && isOn(dayNumber(day))));
    }
    case 'received':
      return receivedCondition(query, context);
    case 'older':
    case 'younger':
      return ageCondition(query, context);
    default:
      return null;
  }
}

const KEY_FIELDS = {
  from: 'fromKey',
  to: 'toKey',
  cc: 'ccKey',
  bcc: 'bccKey',
  subject: 'subjectKey',
} as const satisfies Record<string, EntryField>;

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

function onColumn<F extends EntryField>(
  { column }: PlanContext,
  field: F,
  judge: (value: ReturnType<ReturnType<typeof column<F>>>) => Verdict,
): Condition<Candidate> {
  const read = column(field);
  return ({ row }) => (row === null ? UNKNOWN : judge(read(row)));
}

/** The day in the zone of the message itself: clock times and zones are passed over. */
function receivedCondition(
  query: Extract<SearchQuery, { when: string }>,
  { column }: PlanContext,
): Condition<Candidate> {
  const isOn = dayTest(query.when, dayNumber(query.day));
  const [ms, offset] = [column('receivedAtMs'), column('receivedOffsetMinutes')];
  return ({ row }) =>
    row === null ? UNKNOWN : verdictOf(isOn(Math.floor((ms(row) + offset(row) * MINUTE_MS) / DAY_MS)));
}

/** To the second. RFC 5032 section 2 */
function ageCondition(query: Extract<SearchQuery, { seconds: number }>, context: PlanContext): Condition<Candidate> {
  const target = Math.floor(context.nowMs / 1000) - query.seconds;
  const isOlder = query.kind === 'older';
  return onColumn(context, 'receivedAtMs', (ms) => {
    const second = Math.floor(ms / 1000);
    return verdictOf(isOlder ? second <= target : second >= target);
  });
}

function dayTest(when: 'before' | 'on' | 'since', wanted: number): (day: number) => boolean {
  switch (when) {
    case 'before':
      return (day) => day < wanted;
    case 'on':
      return (day) => day === wanted;
    case 'since':
      return (day) => day >= wanted;
  }
}

/** Days since 1970-01-01 of `YYYY-MM-DD`. */
function dayNumber(day: string): number {
  return Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
}
