import { expect, test } from 'vitest';
import type { TraceEvent } from '../ports/observations.ts';
import { inCausalOrder } from './causal-order.ts';

const event = (kind: string, atMs: number, facts: TraceEvent['facts'] = {}): TraceEvent => {
  return { queueId: 'Q1', atMs, kind, facts };
};
const kinds = (...events: TraceEvent[]) => inCausalOrder(events).map(({ kind }) => kind);
const to = (recipient: string) => ({ recipient });

test('a message is accepted before it is forwarded, filed, queued and tried, whatever was recorded first', () => {
  expect(
    kinds(
      event('checked', 10),
      event('rewritten', 50),
      event('attempt', 51, to('a')),
      event('accepted', 52),
      event('recipient', 52),
      event('queued', 53, to('a')),
      event('filed', 53),
      event('notice', 54),
    ),
  ).toEqual(['checked', 'accepted', 'recipient', 'rewritten', 'filed', 'queued', 'attempt', 'notice']);
});

test('what is released from quarantine begins once more', () => {
  expect(
    kinds(
      event('accepted', 10),
      event('quarantined', 11),
      event('rewritten', 90_000),
      event('attempt', 90_000, to('a')),
      event('freed', 90_001),
      event('queued', 90_002, to('a')),
      event('delayed', 95_000, to('a')),
    ),
  ).toEqual(['accepted', 'quarantined', 'freed', 'rewritten', 'queued', 'attempt', 'delayed']);
});

test('what has no beginning is told by time', () => {
  expect(kinds(event('released', 3), event('held', 1), event('retried', 2))).toEqual(['held', 'retried', 'released']);
  expect(kinds()).toEqual([]);
});
