import { expect, test } from 'vitest';
import { outcomeOf, type TraceEvents } from './trace-outcome.ts';

const AT = '2026-11-23T13:05:00.000Z';
type Event = TraceEvents[number];
const event = (kind: string, facts: Event['facts'] = {}): Event => ({ at: AT, kind, facts });

const ACCEPTED = event('accepted', { from: 'a@example.org' });
const QUEUED = event('queued', { recipient: 'b@example.org', lane: 'example.org' });
const tried = (outcome: string, recipient = 'b@example.org') => event('attempt', { recipient, outcome });

test.each<[string, Event[]]>([
  ['refused', [event('refused', { reason: 'unknown-recipient', recipient: 'x@example.test' })]],
  ['quarantined', [ACCEPTED, event('quarantined', { reason: 'EICAR' })]],
  ['arrived', [ACCEPTED, event('quarantined'), event('freed', { by: 'admin' }), event('filed', { user: 'bob' })]],
  ['arrived', [ACCEPTED, event('filed', { user: 'bob' }), QUEUED, tried('deferred'), tried('delivered')]],
  ['waiting', [ACCEPTED, event('filed', { user: 'bob' }), QUEUED, tried('deferred')]],
  ['held', [ACCEPTED, QUEUED, event('held', { because: 'surge' })]],
  ['waiting', [ACCEPTED, QUEUED, event('held'), event('released')]],
  ['failed', [ACCEPTED, QUEUED, tried('failed')]],
  ['failed', [ACCEPTED, QUEUED, event('expired', { recipient: 'b@example.org' })]],
  ['failed', [ACCEPTED, QUEUED, event('bounced', { by: 'admin' })]],
  ['deleted', [ACCEPTED, QUEUED, event('deleted', { by: 'admin' })]],
  ['partly', [ACCEPTED, event('filed', { user: 'bob' }), QUEUED, tried('failed')]],
  ['partly', [ACCEPTED, event('refused', { reason: 'recipient-disabled' }), event('filed', { user: 'bob' })]],
  ['under-way', [ACCEPTED]],
])('%s', (verdict, events) => {
  expect(outcomeOf(events).verdict).toBe(verdict);
});

test('whoever has it, once each, and why somebody has not', () => {
  const filed = ['bob', 'eve', 'bob'].map((user) => event('filed', { user }));
  const refused = event('refused', { reason: 'recipient-over-quota' });
  expect(outcomeOf([ACCEPTED, refused, ...filed])).toMatchObject({
    users: ['bob', 'eve'],
    reasons: ['recipient-over-quota'],
  });
});
