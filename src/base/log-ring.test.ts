import { expect, test } from 'vitest';
import { LogRing } from './log-ring.ts';

const textsOf = (ring: LogRing) => [...ring.newestFirst()].map(({ number, text }) => `${number} ${text}`);

test('keeps the last lines, and their numbers go on', () => {
  const ring = new LogRing(3);
  expect(textsOf(ring)).toEqual([]);
  for (const text of ['a', 'b']) ring.add(text);
  expect(textsOf(ring)).toEqual(['2 b', '1 a']);
  for (const text of ['c', 'd', 'e']) ring.add(text);
  expect(textsOf(ring)).toEqual(['5 e', '4 d', '3 c']);
  expect(ring.last).toBe(5);
});

test('a line that is too long is cut to one that can be read', () => {
  const ring = new LogRing(2);
  const line = { level: 50, time: '2026-11-23T10:00:00.000Z', reply: 'x'.repeat(10_000), msg: 'he said "no"' };
  ring.add(`${JSON.stringify(line)}\n`);
  const [kept] = ring.newestFirst();
  expect(JSON.parse(kept?.text ?? '')).toEqual({ level: 50, time: line.time, isCut: true, msg: line.msg });
});
