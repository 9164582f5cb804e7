import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Reading, Scenario } from '../scenario.ts';
import type { Target } from '../target.ts';
import type { Cleanup } from './cleanup.ts';
import { LoadProcess } from './load-process.ts';
import { OtherWork } from './other-work.ts';

const MEMORY = '/dev/shm';

export interface ScenarioRun {
  readonly readings: readonly Reading[];
  /** How busy others kept the machine meanwhile, in percent of all cores. */
  readonly otherWorkPercent: number;
  /** Longest delay of the target's event loop, in milliseconds, where it reports one. */
  readonly eventLoopMaxMs?: number;
}

export interface RunOptions {
  readonly workDir: string;
  readonly quick: boolean;
  readonly cleanup: Cleanup;
  progress(text: string): void;
}

/** Runs one scenario against one freshly started target, and undoes everything. */
export async function runScenario(scenario: Scenario, target: Target, options: RunOptions): Promise<ScenarioRun> {
  const { cleanup, quick, progress } = options;
  const workDir = makeFolder(options.workDir);
  const runDir = makeFolder(MEMORY);
  const undo = [cleanup.add(() => [workDir, runDir].forEach(removeFolder)), cleanup.add(() => target.stop())];
  try {
    progress('starting');
    const { destinations, directoryPeople } = scenario;
    const accounts = scenario.accounts(quick, target.name);
    const endpoints = await target.start({
      workDir,
      runDir,
      accounts,
      ...(destinations === undefined ? {} : { destinations }),
      ...(directoryPeople === undefined ? {} : { directoryPeople: directoryPeople(quick) }),
    });
    const startLoad = (): LoadProcess => {
      const load = new LoadProcess();
      undo.push(cleanup.add(() => load.stop()));
      return load;
    };
    await target.eventLoopMaxMs?.();
    const others = new OtherWork();
    const readings = await scenario.run({ target, endpoints, quick, startLoad, progress });
    const otherWorkPercent = others.percent();
    const eventLoopMaxMs = await target.eventLoopMaxMs?.();
    return { readings, otherWorkPercent, ...(eventLoopMaxMs === undefined ? {} : { eventLoopMaxMs }) };
  } finally {
    for (const step of undo.toReversed()) await step();
  }
}

/** The servers' own users must be able to enter it. */
function makeFolder(parent: string): string {
  const folder = mkdtempSync(join(parent, 'mailroom-bench-'));
  chmodSync(folder, 0o755);
  return folder;
}

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
