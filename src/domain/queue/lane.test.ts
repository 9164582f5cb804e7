import { expect, test } from 'vitest';
import { QueueInMemory } from '../../../test/support/queue-in-memory.ts';
import { CUT_OFF_STATUS } from '../ports/mail-sender.ts';
import type { AttemptSummary } from '../ports/queue.ts';
import { Destination } from './destination.ts';
import { Lane } from './lane.ts';

const ATTEMPT: AttemptSummary = { atMs: 0, host: 'mx.example.com', address: null, status: CUT_OFF_STATUS, text: '' };

test.each([
  ['the server closed the connection', ['a x', 'b', 'cut']],
  // Its own words: then it has not broken off.
  ['451 4.1.0 later', ['a cut x', 'b']],
])('who was last put off with %j', (text, expected) => {
  const plan = { kind: 'none', isPermanent: true, status: '5.4.4', text: '' } as const;
  const lane = new Lane('example.com', new Destination<Lane>({ key: 'x', plan, most: null }, 5));
  const queue = new QueueInMemory();
  const first = queue.add(0, ['a@example.com', 'cut@example.com', 'x@example.com']);
  const recipients = first.recipients.map((one) =>
    one.address.startsWith('cut') ? { ...one, lastAttempt: { ...ATTEMPT, text } } : one,
  );
  lane.take([{ ...first, recipients }, queue.add(0, ['b@example.com'])]);
  const named = lane.groups.map((group) => group.recipients.map(({ address }) => address.split('@')[0]).join(' '));
  expect(named).toEqual(expected);
  for (const group of lane.groups) lane.release(group);
  expect(lane.trying.size).toBe(0);
});
