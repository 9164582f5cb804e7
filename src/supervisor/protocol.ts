/**
 * What the supervisor and the server process say to each other, over Node's IPC channel.
 *
 * 1. The supervisor starts the server process with the listening sockets as inherited file descriptors and sends
 *    `listeners`, which names them.
 * 2. The server process listens on them and sends `ready`. The supervisor writes the ready-file.
 * 3. `release` asks the supervisor to let go of a socket, because its service was stopped: the server process closes its
 *    own descriptor, waits for `released`, and from then on the kernel refuses connections. To listen again the server
 *    process binds by itself, with the rights that both have; before another server process starts, the supervisor does.
 * 4. `reload` and `stop` follow at any time. The end of the channel, on the server's side, means `stop`; after a
 *    `stop` the server process finishes what it has begun and ends with exit code 0.
 *
 * The sockets stay open in the supervisor, which never accepts on them: while there is no server process, new
 * connections wait in the kernel's backlog.
 */
export type ToServer =
  | { readonly kind: 'listeners'; readonly listeners: readonly HandedListener[] }
  /** `isFree`: nobody but the server process has the socket any more. */
  | { readonly kind: 'released'; readonly name: string; readonly isFree: boolean }
  | { readonly kind: 'reload' }
  | { readonly kind: 'stop' };

export type ToSupervisor =
  | { readonly kind: 'ready'; readonly info: ReadyInfo }
  | { readonly kind: 'release'; readonly name: string };

/** A bound socket, as a file descriptor of the receiving process. */
export interface HandedListener {
  readonly name: string;
  readonly fd: number;
  /** Unknown for sockets that were bound elsewhere, and for paths. */
  readonly port?: number;
}

/** The content of the ready-file. */
export interface ReadyInfo {
  /** The server process. A signal to it means the same as one to its supervisor, except for one that kills. */
  readonly pid: number;
  readonly hostname: string;
  /** By the name of the listener; only what really listens. */
  readonly ports: Readonly<Record<string, number>>;
  readonly dataDir: string;
}

/** The environment variable that tells a server process its supervisor's process id. */
export const SUPERVISOR_VARIABLE = 'MAILROOM_SUPERVISOR';

/** A server process that ends with this code cannot start, and starting it again would not help. EX_CONFIG of sysexits.h */
export const CANNOT_START_EXIT_CODE = 78;
