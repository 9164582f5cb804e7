import { chmod, chown, lstat, readFile, rm } from 'node:fs/promises';
import { BoundSocket, type BoundSocketOptions, connect } from 'node:net';
import { Failure } from '../base/failure.ts';
import { findGroupId } from './find-group-id.ts';
import { findPortHolder } from './port-holder.ts';
import type { HandedListener } from './protocol.ts';

export type ListenerSpec = TcpListenerSpec | PathListenerSpec;

export interface TcpListenerSpec {
  readonly name: string;
  /** The standard port, to which the offset is added; 0 is any free port. */
  readonly port: number;
  /** A numeric address. Without one: every address of the host, of both families. */
  readonly host?: string;
}

/** A Unix domain socket. */
export interface PathListenerSpec {
  readonly name: string;
  readonly path: string;
  /** File mode; 0600 without one. */
  readonly mode?: number;
  /** Group that owns it, a name or a number; that of this process without one. */
  readonly group?: string;
}

export interface BindOptions {
  /** Without one: 0 where all the standard ports are permitted and free or systemd hands over sockets, else 2000. */
  readonly portOffset?: number;
  /** Sockets that are bound already, by the name of the listener: they are taken as they are. */
  readonly inherited?: ReadonlyMap<string, number>;
}

/** chown(2): the owner stays who he is. */
const UNCHANGED = -1;

/** Where unprivileged and development servers go when the standard ports are not to be had. */
export const FALLBACK_PORT_OFFSET = 2000;

/**
 * Bound sockets on which nobody listens yet, so that this process never accepts a connection.
 * They stay bound until they are disposed of; file descriptors are this process's own.
 */
export class BoundListeners implements Disposable {
  readonly portOffset: number;
  readonly #specs: ReadonlyMap<string, ListenerSpec>;
  readonly #listeners: Map<string, HandedListener>;
  /** Those that were bound here: of the others somebody else has the socket, too. */
  readonly #sockets: Map<string, BoundSocket>;

  constructor(
    specs: readonly ListenerSpec[],
    listeners: readonly HandedListener[],
    sockets: ReadonlyMap<string, BoundSocket>,
    portOffset: number,
  ) {
    this.#listeners = new Map(listeners.map((listener) => [listener.name, listener]));
    this.#specs = new Map(specs.map((spec) => [spec.name, placed(spec, this.#listeners.get(spec.name))]));
    this.#sockets = new Map(sockets);
    this.portOffset = portOffset;
  }

  get listeners(): readonly HandedListener[] {
    return [...this.#listeners.values()];
  }

  /**
   * Lets go of a socket, so that the kernel refuses connections as soon as the server process has closed it as well.
   * False where it was bound elsewhere: there they would wait. True where it was let go of before.
   */
  release(name: string): boolean {
    const socket = this.#sockets.get(name);
    if (socket === undefined) return !this.#listeners.has(name);
    socket.close();
    this.#sockets.delete(name);
    this.#listeners.delete(name);
    return true;
  }

  /**
   * Binds again what was let go of, at the port that it had, before the next server process begins.
   *
   * @param onFailure told of each that cannot be bound: that server process tries it once more by itself.
   */
  async rebind(onFailure: (name: string, error: unknown) => void): Promise<void> {
    for (const [name, spec] of this.#specs) {
      if (this.#listeners.has(name)) continue;
      try {
        const socket = await bindListener(spec);
        this.#sockets.set(name, socket);
        this.#listeners.set(name, describe(name, socket));
      } catch (error) {
        onFailure(name, error);
      }
    }
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets.values()) socket.close();
  }
}

/** At the port that was found for it. */
function placed(spec: ListenerSpec, listener: HandedListener | undefined): ListenerSpec {
  return 'path' in spec || listener?.port === undefined ? spec : { ...spec, port: listener.port };
}

function describe(name: string, socket: BoundSocket): HandedListener {
  const address: unknown = socket.address();
  const isPort = typeof address === 'object' && address !== null && 'port' in address;
  return { name, fd: socket.fd(), ...(isPort ? { port: Number(address.port) } : {}) };
}

/**
 * Binds every listener, or none.
 *
 * Fails with `unavailable` when a port or path is taken (the message names it and, where /proc tells, its holder),
 * with `no-permission` when a port may not be bound, with `invalid` when a path cannot be made, with `not-found` for a
 * group that this machine does not have.
 */
export async function bindListeners(
  specs: readonly ListenerSpec[],
  { portOffset, inherited = new Map() }: BindOptions = {},
): Promise<BoundListeners> {
  if (portOffset !== undefined) return await bindAll(specs, portOffset, inherited);
  try {
    return await bindAll(specs, 0, inherited);
  } catch (error) {
    if (!(error instanceof PortFailure) || inherited.size > 0) throw error;
    return await bindAll(specs, FALLBACK_PORT_OFFSET, inherited);
  }
}

/** The port itself is the trouble, so that another offset may help. */
class PortFailure extends Failure {}

async function bindAll(
  specs: readonly ListenerSpec[],
  portOffset: number,
  inherited: ReadonlyMap<string, number>,
): Promise<BoundListeners> {
  using undo = new DisposableStack();
  const sockets = new Map<string, BoundSocket>();
  const listeners: HandedListener[] = [];
  for (const spec of specs) {
    const fd = inherited.get(spec.name);
    if (fd !== undefined) {
      listeners.push({ name: spec.name, fd });
      continue;
    }
    const socket = undo.use(await bindListener(spec, portOffset));
    sockets.set(spec.name, socket);
    listeners.push(describe(spec.name, socket));
  }
  undo.move();
  return new BoundListeners(specs, listeners, sockets, portOffset);
}

/** One of them; fails as `bindListeners` does. */
export function bindListener(spec: ListenerSpec, portOffset = 0): Promise<BoundSocket> {
  return 'path' in spec ? bindPath(spec) : bindPort(spec, portOffset);
}

async function bindPort({ name, port, host }: TcpListenerSpec, portOffset: number): Promise<BoundSocket> {
  const wanted = port === 0 ? 0 : port + portOffset;
  try {
    if (host !== undefined) return new BoundSocket({ host, port: wanted });
    try {
      return new BoundSocket({ host: '::', port: wanted });
    } catch (error) {
      // A host without IPv6.
      if (!['EAFNOSUPPORT', 'EADDRNOTAVAIL', 'EINVAL'].includes(errorCode(error))) throw error;
      return new BoundSocket({ host: '0.0.0.0', port: wanted });
    }
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EADDRINUSE') {
      const holder = await findPortHolder(wanted);
      throw new PortFailure('unavailable', `port ${wanted} (${name}) is in use${holder ? ` by ${holder}` : ''}`, {
        cause: error,
      });
    }
    if (code === 'EACCES') {
      throw new PortFailure('no-permission', `port ${wanted} (${name}) may not be bound by this user`, {
        cause: error,
      });
    }
    throw new Failure('invalid', `cannot bind ${host ?? ''} port ${wanted} (${name}): ${code}`, { cause: error });
  }
}

async function bindPath(spec: PathListenerSpec): Promise<BoundSocket> {
  const { name, path, group } = spec;
  const groupId = group === undefined ? undefined : await findGroupId(group);
  try {
    return await tryPath(spec, groupId);
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'EADDRINUSE') {
      throw new Failure('invalid', `cannot bind ${path} (${name}): ${code}`, {
        cause: error,
        detail: { origin: 'configuration', reason: 'socket', path, cause: code },
      });
    }
    if (!(await isDeadSocket(path))) throw new Failure('unavailable', `${path} (${name}) is in use`, { cause: error });
    // Left behind by a process that was killed.
    await rm(path);
    return await tryPath(spec, groupId);
  }
}

async function tryPath({ path, mode = 0o600 }: PathListenerSpec, groupId: number | undefined): Promise<BoundSocket> {
  // Node 24.21 takes a path; its type declarations do not know that yet.
  const socket = new BoundSocket({ path } as BoundSocketOptions);
  try {
    // Nobody can connect before the server process listens, so there is no moment with the wrong group or mode.
    if (groupId !== undefined) await chown(path, UNCHANGED, groupId);
    await chmod(path, mode);
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}

async function isDeadSocket(path: string): Promise<boolean> {
  // A connection to a file that is no socket is refused, too.
  if (!(await lstat(path)).isSocket() || (await isBound(path))) return false;
  return await new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error) => resolve(errorCode(error) === 'ECONNREFUSED'));
  });
}

/** A server that is starting holds its sockets before anybody listens on them. Linux lists them; elsewhere nobody can tell. */
async function isBound(path: string): Promise<boolean> {
  const table = await readFile('/proc/net/unix', 'utf8').catch(() => '');
  return table.split('\n').some((line) => line.endsWith(` ${path}`));
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
