import { execFileSync } from 'node:child_process';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { median } from './statistics.ts';

const SYNC_SAMPLES = 200;
const SYNC_BYTES = 4096;

export interface Machine {
  readonly cores: number;
  readonly cpuModel: string;
  readonly memoryBytes: number;
  readonly kernel: string;
  /** Median of 200 appends of 4 KiB with fdatasync, on the disk that the servers use. */
  readonly fdatasyncMs: number;
  readonly node: string;
  readonly commit: string;
}

export function describeMachine(workDir: string): Machine {
  const processors = cpus();
  return {
    cores: processors.length,
    cpuModel: processors[0]?.model ?? 'unknown',
    memoryBytes: totalmem(),
    kernel: release(),
    fdatasyncMs: measureFdatasync(workDir),
    node: process.version,
    commit: currentCommit(),
  };
}

function measureFdatasync(parent: string): number {
  const folder = mkdtempSync(join(parent, 'fdatasync-'));
  try {
    const file = openSync(join(folder, 'probe'), 'a');
    const block = Buffer.alloc(SYNC_BYTES, 'x');
    const samples: number[] = [];
    for (let i = 0; i < SYNC_SAMPLES; i++) {
      const before = performance.now();
      writeSync(file, block);
      fdatasyncSync(file);
      samples.push(performance.now() - before);
    }
    closeSync(file);
    return median(samples);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Short hash, with `-dirty` when the working copy differs; `unknown` outside a checkout. */
function currentCommit(): string {
  try {
    const git = (...args: string[]): string =>
      execFileSync('git', args, { encoding: 'utf8', cwd: import.meta.dirname });
    const hash = git('rev-parse', '--short=10', 'HEAD').trim();
    return git('status', '--porcelain', '--untracked-files=no').trim() === '' ? hash : `${hash}-dirty`;
  } catch {
    return 'unknown';
  }
}
