import { type HandedListener, SUPERVISOR_VARIABLE, type ToServer } from './protocol.ts';

/** What `net.Server.listen` takes for a socket that another process has bound. */
export interface ListenHandle {
  readonly fd: number;
  /** Where it is known; see `HandedListener`. */
  readonly port?: number;
}

/**
 * The sockets that the supervisor hands to this process, by the name of their listener.
 *
 * Without a supervisor there are none, and the server binds its own. To be called once, before `followSupervisor`.
 */
export async function receiveListeners(): Promise<ReadonlyMap<string, ListenHandle>> {
  if (!isSupervised()) return new Map();
  const listeners = await new Promise<readonly HandedListener[]>((resolve, reject) => {
    process.once('disconnect', () => reject(new Error('the supervisor is gone')));
    process.once('message', (message: ToServer) => {
      if (message.kind === 'listeners') resolve(message.listeners);
      else reject(new Error(`expected the listeners from the supervisor, not ${message.kind}`));
    });
  });
  return new Map(listeners.map(({ name, ...handle }) => [name, handle]));
}

/** A channel alone says nothing: test runners and process managers open one, too. */
export function isSupervised(): boolean {
  return process.send !== undefined && process.env[SUPERVISOR_VARIABLE] === String(process.ppid);
}
