import { beforeEach, describe, expect, test } from 'vitest';
import type { SettingValues } from '../settings/catalogue.ts';
import { defaultValues } from '../settings/settings.ts';
import { MAX_TRAFFIC_KEYS, TrafficCounts } from './traffic-counts.ts';
import { TrafficLimits } from './traffic-limits.ts';

let nowMs = 0;
const clock = { nowMs: () => nowMs, monotonicMs: () => nowMs };
let values: Partial<SettingValues>;
let limits: TrafficLimits;

beforeEach(() => {
  nowMs = 0;
  values = {};
  limits = new TrafficLimits(clock, { get: (name) => ({ ...defaultValues(), ...values })[name] });
});

const bring = (count: number, unit: 'messages' | 'recipients', address = '192.0.2.1') => {
  for (let i = 0; i < count; i++) limits.add(unit, address);
};

describe.each(['messages', 'recipients'] as const)('%s', (unit) => {
  const name = unit === 'messages' ? 'smtpMessagesPer' : 'smtpRecipientsPer';

  test('of one address in a minute', () => {
    values = { [`${name}AddressMinute`]: 3 };
    bring(2, unit);
    expect(limits.exceeded('192.0.2.1')).toBeNull();
    bring(1, unit);
    expect(limits.exceeded('192.0.2.1')).toBe(unit);
    expect(limits.exceeded('192.0.2.2')).toBeNull();
    nowMs += 59_999;
    expect(limits.exceeded('192.0.2.1')).toBe(unit);
    nowMs += 1;
    expect(limits.exceeded('192.0.2.1')).toBeNull();
  });

  test('of one address in an hour', () => {
    values = { [`${name}AddressHour`]: 4 };
    for (let i = 0; i < 4; i++, nowMs += 60_000) bring(1, unit);
    expect(limits.exceeded('192.0.2.1')).toBe(unit);
    nowMs = 3_600_000;
    expect(limits.exceeded('192.0.2.1')).toBeNull();
  });

  test.each([
    ['192.0.2.', '192.0.3.1'],
    ['2001:db8:1:2::', '2001:db8:1:3::1'],
  ])('of one network: %s', (prefix, stranger) => {
    values = { [`${name}NetworkMinute`]: 3, [`${name}NetworkHour`]: 5 };
    for (const host of [1, 2, 3]) bring(1, unit, `${prefix}${host}`);
    expect(limits.exceeded(`${prefix}4`)).toBe(unit);
    expect(limits.exceeded(stranger)).toBeNull();
    nowMs += 60_000;
    expect(limits.exceeded(`${prefix}4`)).toBeNull();
    for (const host of [5, 6]) bring(1, unit, `${prefix}${host}`);
    nowMs += 60_000;
    expect(limits.exceeded(`${prefix}4`)).toBe(unit);
  });
});

test('a server that sends one message to as many as it may is not held up', () => {
  bring(defaultValues().smtpMaxRecipients, 'recipients');
  expect(limits.exceeded('192.0.2.1')).toBeNull();
});

test('memory is bounded, and who only asks takes none', () => {
  const counts = new TrafficCounts(clock);
  for (let i = 0; i <= MAX_TRAFFIC_KEYS; i++) counts.get(`asked ${i}`);
  counts.add('first');
  for (let i = 1; i < MAX_TRAFFIC_KEYS; i++) counts.add(`${i}`);
  expect(counts.get('first')).toMatchObject({ minute: 1, hour: 1 });
  counts.add('one more');
  expect(counts.get('first')).toEqual({ minute: 0, hour: 0 });
  expect(counts.get('1')).toMatchObject({ minute: 1 });
});
