import { describe, expect, test } from 'vitest';
import { MAX_REMEMBERED, RecentCounts } from './recent-counts.ts';

/** Counts under a clock that stands still until it is put forward. */
function openCounts() {
  let now = 5_000;
  const counts = new RecentCounts({ nowMs: () => now, monotonicMs: () => now });
  return {
    counts,
    pass(ms: number) {
      now += ms;
    },
  };
}

describe('recent counts', () => {
  test('each key has its own, and looking counts nothing', () => {
    const { counts } = openCounts();
    expect(counts.add('a')).toMatchObject({ minute: 1, day: 1 });
    expect(counts.add('a')).toMatchObject({ minute: 2, day: 2 });
    expect(counts.get('a')).toMatchObject({ minute: 2, day: 2 });
    expect(counts.get('b')).toMatchObject({ minute: 0, day: 0 });
  });

  test('the minute ends after sixty seconds, the day goes on', () => {
    const { counts, pass } = openCounts();
    counts.add('a');
    pass(59_999);
    expect(counts.get('a')).toMatchObject({ minute: 1, day: 1 });
    pass(1);
    expect(counts.get('a')).toMatchObject({ minute: 0, day: 1 });
    expect(counts.add('a')).toMatchObject({ minute: 1, day: 2 });
    pass(59_999);
    expect(counts.get('a')).toMatchObject({ minute: 1, day: 2 });
  });

  test('the day ends after twenty-four hours', () => {
    const { counts, pass } = openCounts();
    counts.add('a');
    pass(86_399_999);
    expect(counts.get('a')).toMatchObject({ minute: 0, day: 1 });
    pass(1);
    expect(counts.get('a')).toMatchObject({ minute: 0, day: 0 });
    counts.add('a');
    pass(86_399_999);
    expect(counts.get('a').day).toBe(1);
  });

  test('what is forgotten begins anew', () => {
    const { counts } = openCounts();
    counts.add('a');
    counts.add('b');
    counts.forget('a');
    expect(counts.get('a').day).toBe(0);
    expect(counts.get('b').day).toBe(1);
  });

  test('memory is bounded: what was counted longest ago is forgotten, and only that', () => {
    const { counts } = openCounts();
    for (let i = 0; i < MAX_REMEMBERED; i += 1) counts.add(`key ${i}`);
    counts.add('key 0');
    counts.add('one more');
    expect(counts.get('key 0').day).toBe(2);
    expect(counts.get('key 1').day).toBe(0);
    expect(counts.get('key 2').day).toBe(1);
    expect(counts.get('one more').day).toBe(1);
  });

  test('asking for any number of others pushes nothing out', () => {
    const { counts } = openCounts();
    counts.add('a');
    for (let i = 0; i <= MAX_REMEMBERED; i += 1) counts.get(`key ${i}`);
    expect(counts.get('a').day).toBe(1);
  });
});
