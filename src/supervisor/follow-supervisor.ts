import { isSupervised } from './inherited-listeners.ts';
import type { ReadyInfo, ToServer, ToSupervisor } from './protocol.ts';

export interface Followed {
  /** Reads what can change while running again: certificates, configuration. */
  reload(): void;
  /** Ends the server gracefully, so that nothing keeps the process alive. Called once. */
  stop(): void;
}

/**
 * Lets the supervisor, and signals sent to this process itself, rule the server.
 *
 * A terminal sends its signals to both processes, so one order may come twice; `stop` is passed on once.
 * The end of the supervisor is an order to stop: nobody would restart this process or hold its sockets.
 */
export function followSupervisor({ reload, stop }: Followed): void {
  let isStopping = false;
  const stopOnce = (): void => {
    if (isStopping) return;
    isStopping = true;
    stop();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stopOnce);
  process.on('SIGHUP', reload);
  if (!isSupervised()) return;
  process.on('disconnect', stopOnce);
  process.on('message', (message: ToServer) => {
    if (message.kind === 'stop') stopOnce();
    if (message.kind === 'reload') reload();
  });
  // The channel must not keep a process alive that has closed everything else.
  process.channel?.unref();
  if (!process.connected) stopOnce();
}

/** Tells the supervisor, if there is one, that every listener listens. */
export function reportReady(info: ReadyInfo): void {
  if (isSupervised()) process.send?.({ kind: 'ready', info } satisfies ToSupervisor);
}
