import { Failure } from '../base/failure.ts';

/** SD_LISTEN_FDS_START of sd_listen_fds(3). */
const FIRST_FD = 3;

/**
 * The sockets that systemd hands over (sd_listen_fds(3)), by name: `FileDescriptorName=smtp` in the socket unit.
 *
 * LISTEN_PID may be missing: then the launcher was started by systemd and passed the sockets on to this process.
 *
 * Fails with `invalid` when a name is unknown or comes twice.
 */
export function systemdSockets(
  env: Readonly<Record<string, string | undefined>>,
  pid: number,
  listenerNames: readonly string[],
): ReadonlyMap<string, number> {
  const sockets = new Map<string, number>();
  const count = Number(env['LISTEN_FDS'] ?? 0);
  if (!(count > 0) || (env['LISTEN_PID'] !== undefined && env['LISTEN_PID'] !== String(pid))) return sockets;
  const names = (env['LISTEN_FDNAMES'] ?? '').split(':');
  for (let index = 0; index < count; index += 1) {
    const name = names[index] ?? '';
    if (!listenerNames.includes(name) || sockets.has(name)) {
      const wrong = sockets.has(name) ? 'the same name twice' : 'a name that no listener has';
      throw new Failure(
        'invalid',
        `systemd hands over a socket with ${wrong}: "${name}". FileDescriptorName= must be one of ${listenerNames.join(', ')}`,
      );
    }
    sockets.set(name, FIRST_FD + index);
  }
  return sockets;
}
