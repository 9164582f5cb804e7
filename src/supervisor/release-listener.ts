import { closeSync } from 'node:fs';
import { isSupervised, type ListenHandle } from './inherited-listeners.ts';
import type { ToServer, ToSupervisor } from './protocol.ts';

/** A supervisor answers at once, unless it is just ending. */
const ANSWER_WITHIN_MS = 5000;

/**
 * Has the supervisor let go of a socket, so that connections to it are refused once this process has closed it, too.
 *
 * @returns whether nobody else has the socket: true without a supervisor; false where systemd has bound it.
 */
export function releaseListener(name: string): Promise<boolean> {
  if (!isSupervised()) return Promise.resolve(true);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const onMessage = (message: ToServer) => {
    if (message.kind === 'released' && message.name === name) resolve(message.isFree);
  };
  const timer = setTimeout(() => resolve(false), ANSWER_WITHIN_MS);
  process.on('message', onMessage);
  process.send?.({ kind: 'release', name } satisfies ToSupervisor);
  return promise.finally(() => {
    clearTimeout(timer);
    process.off('message', onMessage);
  });
}

/** Closes a socket that was handed over and is not listened on. */
export function closeListener({ fd }: ListenHandle): void {
  closeSync(fd);
}
