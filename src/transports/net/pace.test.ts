import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { RawClient } from '../../../test/support/raw-client.ts';
import { startTestListener } from '../../../test/support/test-listener.ts';
import type { Connection } from './connection.ts';
import { Pace } from './pace.ts';
import { Turns } from './turns.ts';

function clockAt(start: number) {
  let ms = start;
  return { nowMs: () => ms, monotonicMs: () => ms, pass: (more: number) => void (ms += more) };
}

test('time is counted within a turn of the event loop, whatever is awaited in it', async () => {
  const clock = clockAt(1000);
  const pace = new Pace(clock, new Turns());
  expect(pace.isOver).toBe(false);
  clock.pass(7);
  await Promise.resolve();
  expect(pace.isOver).toBe(false);
  clock.pass(1);
  await new Promise<void>((resolve) => process.nextTick(resolve));
  expect(pace.isOver).toBe(true);
  await nextTurn();
  expect(pace.isOver).toBe(false);
});

test('those who rest go on in their order, one in a turn', async () => {
  const turns = new Turns();
  const clock = clockAt(0);
  const seen: string[] = [];
  const work = async (name: string) => {
    const pace = new Pace(clock, turns);
    for (let i = 1; i <= 2; i += 1) {
      await pace.rest();
      seen.push(`${name}${i}`);
    }
  };
  const all = Promise.all(['a', 'b', 'c'].map(work));
  for (let turn = 0; turn < 6; turn += 1) {
    await nextTurn();
    seen.push('|');
  }
  await all;
  expect(seen.join(' ')).toBe('a1 | b1 | c1 | a2 | b2 | c2 |');
});

test.each([
  ['takes lines while they are here', async (from: Connection) => from.takeLine(100) ?? (await from.readLine(100))],
  ['waits for each line', (from: Connection) => from.readLine(100)],
])('commands without end take up no more than a slice of a turn: a session that %s', async (_, readLine) => {
  const lines = 5000;
  const clock = clockAt(0);
  let served = 0;
  let inTurn = 0;
  let most = 0;
  let servedBeforeHello = lines;
  const serve = async (connection: Connection) => {
    for (;;) {
      const line = await readLine(connection);
      if (line.length > 2) servedBeforeHello = served;
      connection.write('ok\r\n');
      clock.pass(1);
      served += 1;
      inTurn += 1;
      if (inTurn === 1) setImmediate(() => (inTurn = 0));
      most = Math.max(most, inTurn);
    }
  };
  await using listener = await startTestListener(serve, { overrides: { clock } });
  using flood = await RawClient.open(listener.port);
  using polite = await RawClient.open(listener.port);
  flood.send('x\n'.repeat(lines));
  while (served === 0) await nextTurn();
  expect(await polite.ask('hello')).toBe('ok');
  await flood.bytes(lines * 4);
  // The line that is taken when a wait ends, and the slice behind it.
  expect(most).toBeLessThanOrEqual(20);
  // Who asks for one thing does not wait until the flood is over.
  expect(servedBeforeHello).toBeLessThan(lines / 2);
});
