/**
 * Programs of strangers' mail in namespaces of their own, as unshare(1) makes them: of processes, so that nothing that
 * one starts outlives it, by whatever session it tries; of the network, so that there is none. With setpriv(1) it has
 * the rights of its user and cannot get others. Both are on every Debian system (util-linux, Essential).
 *
 * Not every system lets us: containers often keep namespaces to themselves. So it is tried before.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { SystemUser } from './find-user.ts';

export interface ConfinementOptions {
  /** Whose rights it gets; null for ours, which are then not root's. */
  readonly user: SystemUser | null;
  readonly mayUseNetwork: boolean;
}

const SETPRIV = '/usr/bin/setpriv';
const UNSHARE = '/usr/bin/unshare';
const TIMEOUT = '/usr/bin/timeout';
const TRIAL = '/usr/bin/true';
const TRIAL_TIMEOUT_MS = 10_000;
/** Above it, in an exit code: the number of the signal that ended a program. */
const SIGNAL_BASE = 128;

/** The command line that runs `program` in its confinement; its first word is the path of the command. */
export function confine(program: string, { user, mayUseNetwork }: ConfinementOptions): string[] {
  const asUser =
    user === null
      ? []
      : [
          ...[SETPRIV, `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'],
          ...['--inh-caps=-all', '--bounding-set=-all'],
        ];
  return [
    // It dies with this process: after a crash the message is tried again, and must not meet the first attempt.
    ...[SETPRIV, '--no-new-privs', '--pdeathsig=KILL'],
    ...[UNSHARE, ...(user === null ? ['--user', '--map-current-user'] : [])],
    ...[...(mayUseNetwork ? [] : ['--net']), '--pid', '--fork', '--kill-child=KILL'],
    // The first process of a namespace gets no signals but those that it wants, and with its end everything there ends.
    // So the program is the second one; the first has no time limit of its own, waits for it, and ends as it did.
    ...[TIMEOUT, '--foreground', '0'],
    ...asUser,
    program,
  ];
}

/** The signal of which `timeout` tells, as shells do; null where a program ended by itself. */
export function signalOfExit(code: number): string | null {
  const found = Object.entries(constants.signals).find(([, number]) => number + SIGNAL_BASE === code);
  return found?.[0] ?? null;
}

/** Whether it was not the program that ended, but what should have confined it. */
export function isConfinementFault(code: number, lastLine: string): boolean {
  return code === 1 && lastLine.startsWith('unshare: ');
}

/** Whether this system confines programs, tried until it does. */
export function createConfinementTrial(): (options: ConfinementOptions) => Promise<boolean> {
  const possible = new Set<string>();
  return async (options) => {
    const key = JSON.stringify(options);
    if (!possible.has(key) && (await tryOut(confine(TRIAL, options)))) possible.add(key);
    return possible.has(key);
  };
}

function tryOut([command = '', ...args]: readonly string[]): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const child = spawn(command, args, { cwd: '/', env: {}, stdio: 'ignore', timeout: TRIAL_TIMEOUT_MS });
  child.once('error', () => resolve(false));
  child.once('exit', (code) => resolve(code === 0));
  return promise;
}
