import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { HandshakeGate } from './handshake-gate.ts';

/** Handshakes that ask for their turn one after the other; `seen` tells which began in which turn. */
function openGate(maxPerTurn: number, maxWaiting = 1000) {
  const gate = new HandshakeGate(() => ({ maxPerTurn, maxWaiting }));
  const seen: string[] = [];
  const ask = (network: string | null, name: string, signal = new AbortController().signal) =>
    gate.enter(network, signal).then(
      () => void seen.push(name),
      (error: { code?: string; message?: string }) => void seen.push(`${name} ${error.code ?? error.message}`),
    );
  const turns = async (count: number) => {
    for (let turn = 0; turn < count; turn += 1) {
      await nextTurn();
      seen.push('|');
    }
  };
  return { ask, seen, turns };
}

test('so many begin in a turn, in their order, and all of them do', async () => {
  const { ask, seen, turns } = openGate(2);
  const passed = turns(4);
  for (const name of ['1', '2', '3', '4', '5']) void ask('a', name);
  await passed;
  const one = turns(1);
  void ask('a', '6');
  await one;
  expect(seen.join(' ')).toBe('1 2 | 3 4 | 5 | | 6 |');
});

test('networks take turns: many of one do not keep the others waiting', async () => {
  const { ask, seen, turns } = openGate(1);
  const passed = turns(8);
  for (let i = 1; i <= 5; i += 1) void ask('a', `a${i}`);
  void ask('b', 'b1');
  void ask(null, 'trusted1');
  void ask('b', 'b2');
  await passed;
  expect(seen.join(' ')).toBe('a1 | a2 | b1 | trusted1 | a3 | b2 | a4 | a5 |');
});

test('one network may fill a quarter of the room for waiting, trusted ones all of it', async () => {
  const { ask, seen } = openGate(1, 8);
  for (let i = 0; i < 4; i += 1) void ask('a', `a${i}`);
  void ask('b', 'b0');
  for (let i = 0; i < 6; i += 1) void ask(null, `trusted${i}`);
  await Promise.resolve();
  await new Promise<void>((resolve) => process.nextTick(resolve));
  expect(seen).toEqual(['a0', 'a3 too-many', 'trusted5 too-many']);
});

test('whoever gives up while it waits leaves its place to others', async () => {
  const { ask, seen, turns } = openGate(1, 4);
  const giveUp = new AbortController();
  const passed = turns(3);
  void ask('a', 'a1');
  void ask('a', 'a2', giveUp.signal);
  giveUp.abort(new Error('gone'));
  void ask('a', 'a3');
  void ask('a', 'a4', giveUp.signal);
  await passed;
  expect(seen.join(' ')).toBe('a1 a4 gone a2 gone | a3 | |');
});
