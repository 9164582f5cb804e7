import { readdirSync, readFileSync } from 'node:fs';

/** Linux reports process times in ticks of 1/100 s (sysconf(_SC_CLK_TCK)), on every architecture Node runs on. */
const TICKS_PER_SECOND = 100;
const KIB = 1024;

interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  /** Own time and that of children that ended and were waited for, in seconds. */
  readonly cpuSeconds: number;
}

/** The process and all its living descendants. */
export function processTree(root: number): readonly number[] {
  return treeOf(root).map((stat) => stat.pid);
}

/** CPU time of the tree, with the descendants that ended: their time is kept by the parent that waited for them. */
export function treeCpuSeconds(root: number): number {
  return treeOf(root).reduce((sum, stat) => sum + stat.cpuSeconds, 0);
}

export function treeRssBytes(root: number): number {
  return treeSum(root, 'status', /^VmRSS:\s+(\d+)/m);
}

export function treePssBytes(root: number): number {
  return treeSum(root, 'smaps_rollup', /^Pss:\s+(\d+)/m);
}

function treeSum(root: number, file: string, pattern: RegExp): number {
  let kib = 0;
  for (const pid of processTree(root)) {
    const text = readProc(pid, file);
    kib += Number(text === undefined ? 0 : (pattern.exec(text)?.[1] ?? 0));
  }
  return kib * KIB;
}

function treeOf(root: number): readonly ProcessStat[] {
  const byParent = new Map<number, ProcessStat[]>();
  const found: ProcessStat[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const stat = readStat(pid);
    if (stat === undefined) continue;
    if (pid === root) found.push(stat);
    const siblings = byParent.get(stat.parent);
    if (siblings === undefined) byParent.set(stat.parent, [stat]);
    else siblings.push(stat);
  }
  for (let next = 0; next < found.length; next++) {
    const parent = found[next];
    if (parent !== undefined) found.push(...(byParent.get(parent.pid) ?? []));
  }
  return found;
}

/** Fields of `/proc/PID/stat` after the command name, which may itself hold spaces and parentheses: see proc(5). */
function readStat(pid: number): ProcessStat | undefined {
  const text = readProc(pid, 'stat');
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
  return { pid, parent: Number(fields[1]), cpuSeconds: ticks / TICKS_PER_SECOND };
}

/** A process may end between the listing and the reading: then it has no text. */
function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return undefined;
  }
}
