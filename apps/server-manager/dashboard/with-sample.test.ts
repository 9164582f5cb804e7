import { expect, test } from 'vitest';
import type { ActivityView } from '../../../src/wire/admin/endpoints/activity.ts';
import { withSample } from './with-sample.ts';

const START = Date.UTC(2026, 10, 23, 13, 0, 0);
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();
const ACTIVITY: ActivityView = {
  range: '15m',
  intervalSeconds: 5,
  startedAt: at(0),
  series: { received: [1, 2, 3], queue: [0, null, 4] },
};

test('the next interval takes the place of the first', () => {
  expect(withSample(ACTIVITY, { at: at(16), values: { received: 7 } })).toEqual({
    ...ACTIVITY,
    startedAt: at(5),
    series: { received: [2, 3, 7], queue: [null, 4, null] },
  });
});

test('what was missed is a gap', () => {
  const { series, startedAt } = withSample(ACTIVITY, { at: at(20), values: { received: 7, queue: 1 } });
  expect(startedAt).toBe(at(10));
  expect(series).toEqual({ received: [3, null, 7], queue: [4, null, 1] });
});

test('an interval that has begun is filled where nothing is known of it', () => {
  const begun = { ...ACTIVITY, series: { received: [1, 2, 3], queue: [0, 4, null] } };
  const { series, startedAt } = withSample(begun, { at: at(14), values: { received: 9, queue: 5 } });
  expect(startedAt).toBe(at(0));
  expect(series).toEqual({ received: [1, 2, 3], queue: [0, 4, 5] });
});

test.each([{ at: at(9), values: { received: 9 } }, { at: at(900), values: {} }, { values: {} }])(
  'what does not follow changes nothing: %j',
  (sample) => expect(withSample(ACTIVITY, sample)).toBe(ACTIVITY),
);
