/**
 * The order in which a story is told. Events are recorded where they become known: that a message was accepted only after
 * it was filed, and its first attempt perhaps before that.
 */
import type { TraceEvent } from '../ports/observations.ts';

/** What follows from taking a message, in this order; the two that begin it are told first. */
const STEPS: Readonly<Record<string, number>> = {
  accepted: 0,
  freed: 0,
  recipient: 1,
  rewritten: 2,
  filed: 3,
  queued: 4,
};
/** What comes after all of that, in the order of time. */
const LATER = 5;
/** Of the looking at a message before it was taken. */
const BEFORE: readonly string[] = ['checked', 'refused'];

interface Placed {
  readonly event: TraceEvent;
  readonly beginning: number;
  readonly step: number;
}

/** By time and cause: nothing before what it follows from. A message begins when it is accepted, and again when it is released from quarantine. */
export function inCausalOrder(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const byTime = events.toSorted((a, b) => a.atMs - b.atMs);
  const beginnings = byTime.filter(({ kind }) => STEPS[kind] === 0).map(({ atMs }) => atMs);
  if (beginnings.length === 0) return byTime;
  const queuedIn = new Map<unknown, number>();
  const placed = byTime.map((event): Placed => {
    const step = BEFORE.includes(event.kind) ? -1 : (STEPS[event.kind] ?? LATER);
    const beginning = step === LATER ? lastBefore(event, beginnings) : nearest(event, beginnings);
    const { recipient } = event.facts;
    if (event.kind === 'queued' && !queuedIn.has(recipient)) queuedIn.set(recipient, beginning);
    return { event, beginning, step };
  });
  return placed
    .map((one) => {
      if (one.step !== LATER) return one;
      // Nothing is tried for a recipient before it is queued, however fast the queue is.
      return { ...one, beginning: Math.max(one.beginning, queuedIn.get(one.event.facts.recipient) ?? 0) };
    })
    .toSorted((a, b) => a.beginning - b.beginning || a.step - b.step)
    .map(({ event }) => event);
}

function nearest({ atMs }: TraceEvent, beginnings: readonly number[]): number {
  const distances = beginnings.map((beginMs) => Math.abs(atMs - beginMs));
  return distances.indexOf(Math.min(...distances));
}

function lastBefore({ atMs }: TraceEvent, beginnings: readonly number[]): number {
  return Math.max(
    0,
    beginnings.findLastIndex((beginMs) => beginMs <= atMs),
  );
}
