/**
 * A process that works on the queue of a store until it is killed, and tells what it is about to do, and what was done,
 * in lines on its standard output, each written before it goes on.
 */
import { readFileSync } from 'node:fs';
import { systemClock } from '../../../src/base/clock.ts';
import { silentLogger } from '../../../src/base/log.ts';
import { openEmbeddedStore } from '../../../src/engines/embedded/open.ts';
import { QueueClients } from './queue-load.ts';
import type { DriverLine, QueueStates } from './queue-state.ts';
import { seededRandom } from './random.ts';
import { tell } from './tell.ts';

export interface DriverTask {
  /** Of the store. */
  readonly directory: string;
  readonly seed: number;
  readonly prefix: string;
  readonly states: QueueStates;
}

const CLIENTS = 6;

const { directory, seed, prefix, states } = JSON.parse(readFileSync(0, 'utf8')) as DriverTask;
const store = await openEmbeddedStore({ directory, clock: systemClock, log: silentLogger });
let count = 0;
const clients = new QueueClients({
  ...{ store, prefix, states, random: seededRandom(seed) },
  announce(next) {
    count += 1;
    const id = count;
    tell<DriverLine>({ kind: 'begin', id, next });
    return (isDone) => tell<DriverLine>({ kind: 'end', id, isDone });
  },
});
await clients.prepare();
tell<DriverLine>({ kind: 'ready' });
await Promise.all(Array.from({ length: CLIENTS }, () => clients.run()));
