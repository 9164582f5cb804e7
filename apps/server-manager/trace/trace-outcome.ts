/** What became of a message, as far as its trace tells: the one thing that people ask first. REQUIREMENTS MO5 */
import type { TracedMessageView } from '../../../src/wire/admin/mail-schemas.ts';

export type TraceEvents = TracedMessageView['events'];

export const VERDICTS = [
  'refused',
  'quarantined',
  'held',
  'waiting',
  'partly',
  'failed',
  'deleted',
  'arrived',
  'under-way',
] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Outcome {
  readonly verdict: Verdict;
  /** Names of the closed list for which there is advice. */
  readonly reasons: readonly RefusalReason[];
  /** Users of this server in whose mailboxes it is. */
  readonly users: readonly string[];
}

export const REFUSAL_REASONS = [
  'unknown-recipient',
  'recipient-disabled',
  'recipient-over-quota',
  'larger-than-quota',
  'relay-denied',
  'greylisted',
  'too-many',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

type End = 'waiting' | 'arrived' | 'failed' | 'deleted';

/** @param events each behind what it follows from. */
export function outcomeOf(events: TraceEvents): Outcome {
  const kinds = new Set(events.map(({ kind }) => kind));
  const reasons = REFUSAL_REASONS.filter((reason) =>
    events.some(({ kind, facts }) => kind === 'refused' && facts.reason === reason),
  );
  const users = [...new Set(events.flatMap(({ kind, facts }) => (kind === 'filed' ? String(facts.user) : [])))];
  return { verdict: verdictOf(events, kinds), reasons, users };
}

function verdictOf(events: TraceEvents, kinds: ReadonlySet<string>): Verdict {
  if (isLast(events, 'quarantined', 'freed')) return 'quarantined';
  if (kinds.has('refused') && !kinds.has('accepted')) return 'refused';
  const ends = endsOf(events);
  if (ends.includes('waiting')) return isLast(events, 'held', 'released') ? 'held' : 'waiting';
  const hasArrived = ends.includes('arrived');
  if (ends.includes('failed')) return hasArrived ? 'partly' : 'failed';
  // Some recipients were refused, and the others got it.
  if (hasArrived) return kinds.has('refused') ? 'partly' : 'arrived';
  return ends.includes('deleted') ? 'deleted' : 'under-way';
}

/** For each place where the message goes the last that is known. */
function endsOf(events: TraceEvents): readonly End[] {
  const queued = new Map<string, End>();
  const others: End[] = [];
  for (const { kind, facts } of events) {
    const recipient = String(facts.recipient);
    if (kind === 'queued') queued.set(recipient, 'waiting');
    else if (kind === 'filed' || kind === 'appended') others.push('arrived');
    else if (kind === 'attempt' && facts.outcome === 'delivered') queued.set(recipient, 'arrived');
    else if ((kind === 'attempt' && facts.outcome === 'failed') || kind === 'expired') queued.set(recipient, 'failed');
    else if (kind === 'bounced' || kind === 'deleted') {
      for (const [name, end] of queued)
        if (end === 'waiting') queued.set(name, kind === 'bounced' ? 'failed' : 'deleted');
    }
  }
  return [...others, ...queued.values()];
}

/** Whether the first kind was the last of the two to happen. */
function isLast(events: TraceEvents, kind: string, opposite: string): boolean {
  return events.findLast((event) => event.kind === kind || event.kind === opposite)?.kind === kind;
}
