/** The trace: what has happened to each message and why, kept under its queue id. REQUIREMENTS MO6 */
import type { Clock } from '../../base/clock.ts';
import type { Observations } from '../ports/observations.ts';
import type { TraceFacts, TraceKind } from './trace-facts.ts';

export interface Trace {
  /**
   * Never waits, never throws.
   *
   * @param keys what the message can be found by: see `traceKeys`. Needed once for a message, in the event that begins
   *   it, and where more is learnt.
   */
  add<K extends TraceKind>(queueId: string, kind: K, facts: TraceFacts[K], keys?: readonly string[]): void;
}

/** A reply may have many long lines; this much of each fact tells what is needed. */
const MAX_FACT_LENGTH = 2000;

export function createTrace(observations: Pick<Observations, 'trace'>, clock: Clock): Trace {
  return {
    add(queueId, kind, facts, keys) {
      const event = { queueId, atMs: clock.nowMs(), kind, facts: shorten(facts) };
      observations.trace(keys === undefined || keys.length === 0 ? event : { ...event, keys });
    },
  };
}

/** For tests, and for what leaves no traces. */
export const silentTrace: Trace = { add: () => {} };

type Facts = Readonly<Record<string, string | number | boolean | null>>;

function shorten(facts: Facts): Facts {
  const isLong = (value: Facts[string]) => typeof value === 'string' && value.length > MAX_FACT_LENGTH;
  if (!Object.values(facts).some(isLong)) return facts;
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === 'string' && isLong(value) ? `${value.slice(0, MAX_FACT_LENGTH)}…` : value,
    ]),
  );
}
