import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import type { Scenario } from '../scenario.ts';
import { TARGET_NAMES, type TargetName } from '../target.ts';

const MAX_ROUNDS = 9;

export interface Options {
  readonly scenarios: readonly Scenario[];
  /** As named on the command line; undefined: those that each scenario names. */
  readonly targets: readonly TargetName[] | undefined;
  readonly quick: boolean;
  readonly rounds: number;
  /** Where servers keep their data while they run: a disk, not memory. */
  readonly workDir: string;
  readonly isSaved: boolean;
}

export const USAGE = `npm run bench -- [SCENARIO…] [--quick] [--targets mailroom,cyrus,dovecot,postfix,slapd] [--rounds N]
                 [--work-dir DIR] [--no-save]`;

/** Throws an Error whose message is for the user. */
export function parseOptions(args: readonly string[], all: readonly Scenario[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      targets: { type: 'string' },
      rounds: { type: 'string', default: '1' },
      'work-dir': { type: 'string', default: process.platform === 'linux' ? '/var/tmp' : tmpdir() },
      'no-save': { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > MAX_ROUNDS) throw new Error(`--rounds: 1 to ${MAX_ROUNDS}`);
  return {
    scenarios: positionals.length === 0 ? all : positionals.map((name) => scenarioNamed(name, all)),
    targets: values.targets?.split(',').map(targetNamed),
    quick: values.quick,
    rounds,
    workDir: values['work-dir'],
    isSaved: !values['no-save'],
  };
}

function scenarioNamed(name: string, all: readonly Scenario[]): Scenario {
  const scenario = all.find((candidate) => candidate.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}; there are ${all.map((s) => s.name).join(', ')}`);
  return scenario;
}

function targetNamed(name: string): TargetName {
  const target = TARGET_NAMES.find((candidate) => candidate === name);
  if (target === undefined) throw new Error(`no target ${name}; there are ${TARGET_NAMES.join(', ')}`);
  return target;
}
