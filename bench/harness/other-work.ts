import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { treeCpuSeconds } from './process-tree.ts';

/** /proc/stat counts in the ticks of proc(5), 1/100 s. */
const TICKS_PER_SECOND = 100;

/** How busy the machine was with anything but this rig and what it started: the first thing to look at when figures differ. */
export class OtherWork {
  readonly #startedAt = performance.now();
  readonly #before = otherSeconds();

  /** Percent of all cores since the construction. */
  percent(): number {
    const seconds = (performance.now() - this.#startedAt) / 1000;
    return Math.max(0, Math.round((100 * (otherSeconds() - this.#before)) / (seconds * cpus().length)));
  }
}

function otherSeconds(): number {
  return busySeconds() - treeCpuSeconds(process.pid);
}

/** user, nice, system, irq and softirq of all cores; neither idle nor waiting for a disk. */
function busySeconds(): number {
  const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'latin1')
    .split(/\s+/, 8)
    .slice(1)
    .map(Number);
  return ((user ?? 0) + (nice ?? 0) + (system ?? 0) + (irq ?? 0) + (softirq ?? 0)) / TICKS_PER_SECOND;
}
