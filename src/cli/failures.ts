/** Failures on the command line as exit codes; locales/failure-text.ts has the sentences. */
import type { Failure, FailureCode } from '../base/failure.ts';

/**
 * What was typed cannot be: no such command or option, something missing, a value that can never be accepted there,
 * whether the command or the server found out.
 */
export const EXIT_USAGE = 2;
/** `mailroom check` or `mailroom domain dns --check` found something. */
export const EXIT_FINDINGS = 3;
/** What came in a file or on standard input cannot be accepted. EX_DATAERR of sysexits.h */
export const EXIT_DATA = 65;
/** The configuration or the data directory cannot be used: starting again would not help. EX_CONFIG of sysexits.h */
export const EXIT_CONFIG = 78;

/** Stable: scripts depend on them, and docs/command-line.md has them. Those from 64 on mean what sysexits.h says. */
export const EXIT_CODES = {
  invalid: EXIT_USAGE,
  'not-found': 4,
  'already-exists': 5,
  'in-use': 6,
  conflict: 7,
  'too-large': EXIT_DATA,
  'too-many': EXIT_DATA,
  unsupported: EXIT_DATA,
  'over-quota': 73,
  'no-space': 73,
  unavailable: 69,
  'no-permission': 77,
  'authentication-failed': 77,
  disabled: 77,
} as const satisfies Record<FailureCode, number>;

/** Fields that no argument carries: they are read from a file or from standard input, unless they are not given at all. */
const FROM_INPUT: readonly unknown[] = ['password', 'csv'];

/** What is wrong with the command line itself, or with the configuration, says so in `detail.origin`. */
export function exitCodeOf({ code, detail }: Pick<Failure, 'code' | 'detail'>): number {
  if (detail.origin === 'command-line') return EXIT_USAGE;
  if (detail.origin === 'configuration') return EXIT_CONFIG;
  const isInput = FROM_INPUT.includes(detail.field) && detail.problem !== 'missing';
  return code === 'invalid' && isInput ? EXIT_DATA : EXIT_CODES[code];
}
