import { execFileSync } from 'node:child_process';
import { ServerProcess } from '../harness/server-process.ts';
import { TargetUnavailable } from '../target.ts';

/** `unshare`, into which `setpriv` turns, and the shell. */
const WRAPPERS = 2;

/**
 * Runs a program of unpacked packages as if they were installed: in a mount namespace of its own, where their `usr`
 * lies over the machine's, so that every built-in path is right; and in a PID namespace of its own, whose first
 * process is a shell. When that one ends, the kernel ends all of them: also when the rig is killed, which ends
 * `unshare` through `setpriv`, and that the shell. (A server's first process would be spared, since a change of the
 * user id cancels that arrangement.)
 */
export function startUnpacked(packages: string, command: readonly string[], logFile: string): ServerProcess {
  const namespaces = ['unshare', '--mount', '--pid', '--fork', '--kill-child=SIGKILL', '--'];
  const args = ['--pdeathsig', 'KILL', '--', ...namespaces, ...withOverlay(packages), ...command];
  return new ServerProcess({ command: 'setpriv', args, logFile, wrappers: WRAPPERS });
}

/** Runs a tool of unpacked packages to its end; its output. */
export function runUnpacked(packages: string, command: readonly string[], input = ''): string {
  const args = ['--mount', '--', ...withOverlay(packages), ...command];
  return execFileSync('unshare', args, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Namespaces, ports of other users and changes of the user id are root's. */
export function requireRoot(name: string): void {
  if (process.getuid?.() !== 0) throw new TargetUnavailable(`${name} runs from unpacked packages only as root`);
}

/** Creates a system user without a home, as the package would, if it is missing. */
export function requireSystemUser(name: string, group: string = name): void {
  if (!exists('group', group)) execFileSync('groupadd', ['--system', group], { stdio: 'pipe' });
  if (exists('passwd', name)) return;
  const options = ['--system', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin'];
  execFileSync('useradd', [...options, '--gid', group, name], { stdio: 'pipe' });
}

function withOverlay(packages: string): string[] {
  // Not exec: see startUnpacked.
  const script = 'mount -t overlay overlay -o "lowerdir=$1/usr:/usr" /usr && shift && "$@"; exit $?';
  return ['sh', '-c', script, 'sh', packages];
}

function exists(database: 'group' | 'passwd', name: string): boolean {
  try {
    execFileSync('getent', [database, name], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
