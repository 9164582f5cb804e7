import { expect, test } from 'vitest';
import { createGate } from './gate.ts';

test('runs as many as allowed at once, the rest in order', async () => {
  const gate = createGate(2, 10);
  const started: number[] = [];
  const release: (() => void)[] = [];
  const work = (n: number) => () => {
    started.push(n);
    return new Promise<number>((resolve) => release.push(() => resolve(n)));
  };
  const all = [1, 2, 3, 4].map((n) => gate.run(work(n)));
  await Promise.resolve();
  expect(started).toEqual([1, 2]);
  expect(gate.waiting).toBe(2);
  release.shift()?.();
  await all[0];
  await new Promise((resolve) => setImmediate(resolve));
  expect(started).toEqual([1, 2, 3]);
  for (let i = 0; i < 3; i += 1) {
    release.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await Promise.all(all)).toEqual([1, 2, 3, 4]);
});

test('a full queue refuses, and a failure frees its place', async () => {
  const gate = createGate(1, 1);
  let fail: (error: Error) => void = () => {};
  const first = gate.run(() => new Promise<void>((_, reject) => (fail = reject)));
  const second = gate.run(async () => 'second');
  await expect(gate.run(async () => 'third')).rejects.toMatchObject({ code: 'unavailable' });
  fail(new Error('broken'));
  await expect(first).rejects.toThrow('broken');
  expect(await second).toBe('second');
});

test('who waits may go, and leaves no gap', async () => {
  const gate = createGate(1, 10);
  let finish: () => void = () => {};
  const first = gate.run(() => new Promise<void>((resolve) => (finish = resolve)));
  const impatient = new AbortController();
  const second = gate.run(async () => 'second', impatient.signal);
  const third = gate.run(async () => 'third', impatient.signal);
  const fourth = gate.run(async () => 'fourth');
  impatient.abort(new Error('gone'));
  await expect(second).rejects.toThrow('gone');
  await expect(third).rejects.toThrow('gone');
  expect(gate.waiting).toBe(1);
  finish();
  await first;
  expect(await fourth).toBe('fourth');
  await expect(gate.run(async () => 'late', impatient.signal)).rejects.toThrow('gone');
});
