import { describe, expect, test } from 'vitest';
import { testObservations } from '../../../test/support/test-observations.ts';
import { silentLogger } from '../../base/log.ts';
import { createActivityHistory, SAMPLE_MS } from './history.ts';
import { METRICS } from './metrics.ts';
import { Slot } from './slot.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.parse('2026-11-23T10:00:00Z');

const open = (observations = testObservations()) => createActivityHistory(observations, silentLogger);

describe('what was counted', () => {
  test('is summed, measured is averaged, and of pauses the longest counts', () => {
    const history = open();
    const samples = [
      { received: 2, queue: 10, eventLoopMs: 3 },
      { received: 3, queue: 20, eventLoopMs: 1 },
    ];
    for (const [index, sample] of samples.entries()) history.add(START_MS + index * SAMPLE_MS, sample);
    const nowMs = START_MS + SAMPLE_MS;
    const day = history.show('24h', nowMs).series;
    expect([day.received.at(-1), day.queue.at(-1), day.eventLoopMs.at(-1)]).toEqual([5, 15, 3]);
    const minutes = history.show('15m', nowMs).series;
    expect(minutes.received.slice(-3)).toEqual([null, 2, 3]);
  });

  test('is shown up to now, with nothing where the server did not run', () => {
    const history = open();
    history.add(START_MS, { sent: 1 });
    history.add(START_MS + 120_000, { sent: 2 });
    const { series, intervalMs, startMs } = history.show('24h', START_MS + 180_000);
    expect(series.sent).toHaveLength(1440);
    expect(series.sent.slice(-4)).toEqual([1, null, 2, null]);
    expect(startMs + 1439 * intervalMs).toBe(START_MS + 180_000);
    expect(Object.keys(series)).toEqual([...METRICS]);
  });

  test('never takes more than its slots', () => {
    const history = open();
    for (let index = 0; index < 400; index += 1) history.add(START_MS + index * SAMPLE_MS, { sent: index });
    const { series } = history.show('15m', START_MS + 399 * SAMPLE_MS);
    expect([series.sent.length, series.sent[0], series.sent.at(-1)]).toEqual([180, 220, 399]);
  });
});

describe('a restart', () => {
  test('keeps minutes and hours, and goes on with those that had begun', async () => {
    const observations = testObservations();
    const before = open(observations);
    before.add(START_MS, { received: 4, queue: 10 });
    before.add(START_MS + 60_000, { received: 1, queue: 30 });
    await before.save();
    const after = open(observations);
    const nowMs = START_MS + 70_000;
    await after.load(nowMs);
    after.add(nowMs, { received: 2, queue: 20 });
    expect(after.show('24h', nowMs).series.received.slice(-2)).toEqual([4, 3]);
    expect(after.show('90d', nowMs).series.received.at(-1)).toBe(7);
    expect(after.show('90d', nowMs).series.queue.at(-1)).toBe(20);
    expect(after.show('15m', nowMs).series.received.filter((value) => value !== null)).toEqual([2]);
  });

  test('forgets what is too old, and what it cannot read', async () => {
    const observations = testObservations();
    await observations.setNote('activity-hour', String(START_MS - 91 * 24 * HOUR_MS), '{"values":{"sent":1}}', 0);
    await observations.setNote('activity-hour', String(START_MS - HOUR_MS), '{"values":{"sent":"many"}', 0);
    await observations.setNote('activity-hour', String(START_MS), '{"values":{"sent":3,"__proto__":5}}', 0);
    const history = open(observations);
    await history.load(START_MS);
    expect(history.show('90d', START_MS).series.sent.filter((value) => value !== null)).toEqual([3]);
  });

  test('a minute is kept as soon as it is over', async () => {
    const observations = testObservations();
    const history = open(observations);
    history.add(START_MS, { sent: 1 });
    history.add(START_MS + 60_000, { sent: 1 });
    await expect.poll(() => observations.notes('activity-minute')).toHaveLength(1);
  });
});

test('what is written of an interval is read again', () => {
  const slot = new Slot(START_MS);
  slot.add({ received: 1, queue: 2 });
  slot.add({ queue: 4 });
  const read = Slot.fromText(START_MS, slot.toText());
  expect([read?.value('received'), read?.value('queue'), read?.value('sent')]).toEqual([1, 3, null]);
});
