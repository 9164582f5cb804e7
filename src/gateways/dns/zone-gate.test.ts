import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { ZoneGate, type ZoneGateLimits } from './zone-gate.ts';

/** Works that end when the test says so, by zone; `begun` in the order of their turns. */
function openGate(limits: Partial<ZoneGateLimits> = {}) {
  const gate = new ZoneGate({ atOnce: 4, atOncePerZone: 2, waiting: 10, waitingPerZone: 5, ...limits });
  const begun: string[] = [];
  const ends = new Map<string, (() => void)[]>();
  const run = (zone: string) =>
    gate.run(zone, () => {
      begun.push(zone);
      const { promise, resolve } = Promise.withResolvers<string>();
      ends.set(zone, [...(ends.get(zone) ?? []), () => resolve(zone)]);
      return promise;
    });
  const end = async (zone: string) => {
    ends.get(zone)?.shift()?.();
    await turn();
  };
  return { gate, begun, run, end };
}

describe('places by zone', () => {
  test('a zone takes no more than its share, and the others go on', async () => {
    const { begun, run, end } = openGate();
    for (let i = 0; i < 5; i++) void run('slow');
    void run('other');
    expect(begun).toEqual(['slow', 'slow', 'other']);
    await end('other');
    expect(begun).toEqual(['slow', 'slow', 'other']);
    await end('slow');
    expect(begun).toEqual(['slow', 'slow', 'other', 'slow']);
  });

  test('when all places are taken, zones take turns', async () => {
    const { begun, run, end } = openGate();
    for (const zone of ['a', 'a', 'b', 'b', 'a', 'a', 'b', 'b', 'c', 'c', 'd']) void run(zone);
    expect(begun.splice(0)).toEqual(['a', 'a', 'b', 'b']);
    await end('a');
    await end('b');
    await end('a');
    await end('b');
    expect(begun.splice(0)).toEqual(['a', 'b', 'c', 'd']);
    await end('c');
    expect(begun).toEqual(['a']);
  });

  test('more than may wait are refused: of a zone, of all', async () => {
    const { run } = openGate({ waiting: 6 });
    for (let i = 0; i < 7; i++) void run('slow');
    const refused = { code: 'too-many' };
    await expect(run('slow')).rejects.toMatchObject(refused);
    for (const zone of ['a', 'b', 'c']) void run(zone);
    await expect(run('d')).rejects.toMatchObject(refused);
  });

  test('a place is given back whatever becomes of the work', async () => {
    const gate = new ZoneGate({ atOnce: 1, atOncePerZone: 1, waiting: 10, waitingPerZone: 10 });
    const works = Array.from({ length: 5 }, (_, i) => gate.run(`${i % 2}`, () => Promise.reject(new Error('no'))));
    for (const { status } of await Promise.allSettled(works)) expect(status).toBe('rejected');
    expect(await gate.run('0', () => Promise.resolve('yes'))).toBe('yes');
  });
});
