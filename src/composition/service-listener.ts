/**
 * A listener that can be closed and opened again. Closed means that the kernel refuses connections: the supervisor lets
 * go of its copy of the socket, and to listen again this process binds by itself. Where somebody else keeps the socket
 * (systemd), connections are accepted and turned away instead. docs/decisions/0018
 */
import type { ListenerName, ListenerSpec } from '../config/listeners.ts';
import { bindListener } from '../supervisor/bind-listeners.ts';
import type { ListenHandle } from '../supervisor/inherited-listeners.ts';
import { closeListener, releaseListener } from '../supervisor/release-listener.ts';
import type { Endpoint, Listener, Security } from '../transports/net/listener-options.ts';

/** All but that of the management API on the Unix socket, which is what the others are started by. */
export type ServiceListenerName = Exclude<ListenerName, 'admin'>;

export interface ServiceListenerParts {
  readonly spec: ListenerSpec & { readonly name: ServiceListenerName };
  readonly security: Security['kind'];
  /** The socket that the supervisor has bound; without one it is bound here. */
  readonly inherited: ListenHandle | undefined;
  readonly listen: (endpoint: Endpoint) => Promise<Listener>;
}

export class ServiceListener {
  readonly name: ServiceListenerName;
  readonly security: Security['kind'];
  /** Where it listens when it is open, as far as it is known: a port, or the path of a Unix socket. */
  #port: number;
  readonly path: string | null;
  readonly #parts: ServiceListenerParts;
  #inherited: ListenHandle | undefined;
  #listener: Listener | null = null;
  #isTurningAway = false;

  constructor(parts: ServiceListenerParts) {
    const { spec, security, inherited } = parts;
    this.name = spec.name;
    this.security = security;
    this.path = 'path' in spec ? spec.path : null;
    this.#parts = parts;
    this.#inherited = inherited;
    this.#port = inherited?.port ?? ('path' in spec ? 0 : spec.port);
  }

  /** TCP port, also while it is closed; 0 for a Unix socket, and while it is not known. */
  get port(): number {
    return this.#port;
  }

  get isOpen(): boolean {
    return this.#listener !== null && !this.#isTurningAway;
  }

  get connections(): number {
    return this.#listener?.connections ?? 0;
  }

  /** Fails as `bindListener` does, or with what the system says of the socket. */
  async open(): Promise<void> {
    if (this.#listener !== null) {
      this.#listener.resume();
      this.#isTurningAway = false;
      return;
    }
    const inherited = this.#inherited;
    this.#inherited = undefined;
    this.#listener = await this.#parts.listen(inherited ?? { handle: await bindListener(this.#spec()) });
    if (this.path === null) this.#port = this.#listener.port;
  }

  /** Sessions end, connections are refused: also of a listener that was never opened. */
  async close(deadlineMs: number): Promise<void> {
    if (!(await releaseListener(this.name))) {
      // The socket has to stay open for turning away those who come.
      if (this.#listener === null) await this.open();
      this.#isTurningAway = true;
      await this.#listener?.turnAway({ deadlineMs });
      return;
    }
    if (this.#inherited !== undefined) closeListener(this.#inherited);
    this.#inherited = undefined;
    await this.end(deadlineMs);
  }

  /** The server ends: the socket is the supervisor's, and connections wait for the next one. */
  async end(deadlineMs: number): Promise<void> {
    const listener = this.#listener;
    this.#listener = null;
    await listener?.close({ deadlineMs });
  }

  #spec(): ServiceListenerParts['spec'] {
    const { spec } = this.#parts;
    return 'path' in spec ? spec : { ...spec, port: this.#port };
  }
}
