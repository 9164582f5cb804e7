/** What was counted and noted, in memory. */
import type { Observations, Tally } from '../../src/domain/ports/observations.ts';

export interface TestObservations extends Observations {
  readonly all: Tally[];
}

export function testObservations(): TestObservations {
  const all: Tally[] = [];
  const notes = new Map<string, { value: string; untilMs: number }>();
  return {
    all,
    trace: () => {},
    tally(tally, count = 1) {
      const index = all.findIndex(
        ({ topic, subject, day, row }) =>
          topic === tally.topic && subject === tally.subject && day === tally.day && row === tally.row,
      );
      if (index < 0) all.push({ ...tally, count });
      else all[index] = { ...tally, count: (all[index]?.count ?? 0) + count };
    },
    findTraces: () => Promise.resolve([]),
    tallies: (topic, day) => Promise.resolve(all.filter((tally) => tally.topic === topic && tally.day === day)),
    forgetTallies(topic, throughDay) {
      const kept = all.filter((tally) => tally.topic !== topic || tally.day > throughDay);
      all.splice(0, all.length, ...kept);
      return Promise.resolve();
    },
    note: (topic, key) => Promise.resolve(notes.get(`${topic} ${key}`) ?? null),
    notes: (topic) =>
      Promise.resolve(
        [...notes].flatMap(([place, { value }]) =>
          place.startsWith(`${topic} `) ? [{ key: place.slice(topic.length + 1), value }] : [],
        ),
      ),
    setNote(topic, key, value, untilMs) {
      notes.set(`${topic} ${key}`, { value, untilMs });
      return Promise.resolve();
    },
    clean: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
