/** Processes as Linux shows them in /proc. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 5;
const TIMEOUT_MS = 60_000;

/** Asks until there is an answer. Rejects, with what was waited for, when there is none for a minute. */
export async function until<T>(what: () => string, ask: () => T | undefined): Promise<T> {
  const deadlineMs = performance.now() + TIMEOUT_MS;
  for (;;) {
    const answer = ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadlineMs) throw new Error(`waited in vain until ${what()}`);
    await sleep(POLL_MS);
  }
}

/** A negative one is a group. One that is gone already needs no killing. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** A zombie has released everything once its first thread alone is left: before, others may hold files and locks. */
export function isRunning(pid: number): boolean {
  const state = statOf(pid)?.[0];
  return state !== undefined && (state !== 'Z' || threadsOf(pid).length > 1);
}

export function childrenOf(parent: number): number[] {
  return running().filter((pid) => Number(statOf(pid)?.[1]) === parent);
}

/** The processes of a group. */
export function membersOf(group: number): number[] {
  return running().filter((pid) => Number(statOf(pid)?.[2]) === group);
}

/** The id of a thread by its name. Node names its worker threads. */
export function threadOf(pid: number, name: string): number | undefined {
  return threadsOf(pid).find((tid) => readProc(`${pid}/task/${tid}/comm`)?.trim() === name);
}

function threadsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [];
  }
}

function running(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter(isRunning);
}

/** From the third column on: state, parent, group. The second is a name that may hold anything. proc_pid_stat(5) */
function statOf(pid: number): string[] | undefined {
  const stat = readProc(`${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return undefined;
  }
}
