import { expect, test } from 'vitest';
import type { TraceEvent } from '../ports/observations.ts';
import { createTrace } from './trace.ts';

const clock = { nowMs: () => 1000, monotonicMs: () => 0 };

test('an event is written down with its time and what it is found by', () => {
  const events: TraceEvent[] = [];
  const trace = createTrace({ trace: (event) => void events.push(event) }, clock);
  trace.add('Q1', 'held', { because: 'x' }, ['a@example.org']);
  trace.add('Q1', 'released', { by: 'admin' });
  expect(events).toEqual([
    { queueId: 'Q1', atMs: 1000, kind: 'held', facts: { because: 'x' }, keys: ['a@example.org'] },
    { queueId: 'Q1', atMs: 1000, kind: 'released', facts: { by: 'admin' } },
  ]);
});

test('a fact without end is cut', () => {
  const events: TraceEvent[] = [];
  createTrace({ trace: (event) => void events.push(event) }, clock).add('Q1', 'held', { because: 'x'.repeat(1e6) });
  expect(String(events[0]?.facts.because).length).toBeLessThan(2100);
});
