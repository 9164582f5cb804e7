import { beforeEach, expect, test } from 'vitest';
import { defaultValues } from '../settings/settings.ts';
import { greylistDelay } from './greylist.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

let nowMs: number;
let notes: Map<string, { value: string; untilMs: number }>;
let written: number;

beforeEach(() => {
  nowMs = 1_800_000_000_000;
  notes = new Map();
  written = 0;
});

const FIRST = { address: '192.0.2.1', sender: 'a@example.org', recipient: 'bob@example.test' };

const ask = (change: Partial<typeof FIRST> = {}) => {
  const values = defaultValues();
  const observations = {
    note: async (_topic: string, key: string) => notes.get(key) ?? null,
    setNote: async (_topic: string, key: string, value: string, untilMs: number) => {
      written += 1;
      notes.set(key, { value, untilMs });
    },
  };
  const clock = { nowMs: () => nowMs, monotonicMs: () => 0 };
  return greylistDelay({ observations, settings: { get: (name) => values[name] }, clock }, { ...FIRST, ...change });
};

test('a stranger waits five minutes, and each attempt before tells him the rest', async () => {
  expect(await ask()).toBe(300);
  nowMs += MINUTE_MS;
  expect(await ask()).toBe(240);
  expect(written).toBe(1);
  nowMs += 4 * MINUTE_MS;
  expect(await ask()).toBeNull();
});

test.each([
  ['another sender', { sender: 'b@example.org' }, 300],
  ['another recipient', { recipient: 'alice@example.test' }, 300],
  ['another network', { address: '192.0.3.1' }, 300],
  ['another host of the same network', { address: '192.0.2.200' }, null],
  ['other case', { sender: 'A@example.ORG', recipient: 'BOB@example.test' }, null],
  ['another tag of the same sender', { sender: 'a+77@example.org' }, null],
])('what counts as the same: %s', async (_name, change, delay) => {
  await ask();
  nowMs += 5 * MINUTE_MS;
  expect(await ask(change)).toBe(delay);
});

test('numbers in a sender are those of a message', async () => {
  await ask({ sender: 'news-4711-12@example.org' });
  nowMs += 5 * MINUTE_MS;
  expect(await ask({ sender: 'news-4712-3@example.org' })).toBeNull();
});

test('the hosts of a /64 are one network', async () => {
  await ask({ address: '2001:db8:1:2::5' });
  nowMs += 5 * MINUTE_MS;
  expect(await ask({ address: '2001:db8:1:3::5' })).toBe(300);
  expect(await ask({ address: '2001:db8:1:2:ffff::6' })).toBeNull();
});

test('who has tried again once passes with everything', async () => {
  await ask();
  nowMs += 5 * MINUTE_MS;
  expect(await ask()).toBeNull();
  expect(await ask({ sender: 'b@example.org', recipient: 'alice@example.test' })).toBeNull();
  // Others of his network have not shown it.
  expect(await ask({ address: '192.0.2.2', sender: 'b@example.org' })).toBe(300);
});

test('a retry after the window is a first attempt', async () => {
  await ask();
  nowMs += DAY_MS + 5 * MINUTE_MS;
  expect(await ask()).toBe(300);
});

test('remembered for 36 days after the last message', async () => {
  await ask();
  nowMs += 5 * MINUTE_MS;
  await ask();
  nowMs += 35 * DAY_MS;
  expect(await ask()).toBeNull();
  nowMs += 35 * DAY_MS;
  expect(await ask()).toBeNull();
  nowMs += 36 * DAY_MS;
  expect(await ask()).toBe(300);
});

test('a message soon after another writes nothing', async () => {
  await ask();
  nowMs += 5 * MINUTE_MS;
  await ask();
  const before = written;
  for (let i = 0; i < 10; i++) await ask();
  expect(written).toBe(before);
});

test('a clock that was set back keeps nobody waiting for longer', async () => {
  await ask();
  nowMs -= DAY_MS;
  expect(await ask()).toBe(300);
});

test('the null reverse-path is a sender like others', async () => {
  expect(await ask({ sender: '' })).toBe(300);
  nowMs += 5 * MINUTE_MS;
  expect(await ask({ sender: '' })).toBeNull();
});

test('notes tell nobody who writes to whom', async () => {
  await ask({ sender: `${'x'.repeat(60)}@example.org` });
  expect([...notes.keys()].every((key) => /^[\w-]{43}$/.test(key))).toBe(true);
});
