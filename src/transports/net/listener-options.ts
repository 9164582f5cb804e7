/** What a listener is made from, and what it offers. */
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { ServeConnection } from './connection.ts';
import type { ConnectionCounter, Refusal } from './connection-limits.ts';
import type { Deadlines } from './deadlines.ts';
import type { NetworkPolicy } from './network-policy.ts';
import type { PacedQueue } from './paced-queue.ts';
import type { HandshakeTerms, TlsServer } from './tls/tls-server.ts';
import type { Turns } from './turns.ts';

/** Where to listen; `handle` and `fd` are sockets that the supervisor or systemd has bound already. */
export type Endpoint =
  | { readonly port: number; readonly host?: string }
  | { readonly path: string }
  | { readonly handle: object }
  | { readonly fd: number };

/** `starttls`: begins in the clear, and the session may call `startTls`. `none`: never any TLS. */
export type Security =
  | ({ readonly kind: 'implicit-tls' | 'starttls'; readonly tls: TlsServer } & HandshakeTerms)
  | { readonly kind: 'none' };

/** What all listeners of a process share. */
export interface NetServices {
  readonly clock: Clock;
  readonly log: Logger;
  readonly deadlines: Deadlines;
  /** Tells sessions that their connection is over. */
  readonly farewells: PacedQueue;
  /** In which sessions that have much to do come one after the other. */
  readonly turns: Turns;
  readonly policy: NetworkPolicy;
  /** The connections of all services. */
  readonly counter: ConnectionCounter;
  readonly maxConnections: () => number;
  readonly maxConnectionsPerAddress: () => number;
  /** Time in which a proxy must have sent its PROXY header. */
  readonly proxyHeaderTimeoutMs: () => number;
}

export interface ListenerOptions extends NetServices {
  /** For logs: `imaps`. */
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly security: Security;
  readonly serve: ServeConnection;
  /** What a client is told that is let go at once, in the protocol's words; only ever sent in the clear. */
  readonly refuse: (reason: Refusal) => string;
  /** A limit of this service alone for one address that is not trusted. */
  readonly maxPerAddress?: () => number;
  readonly metrics?: ListenerMetrics;
}

export interface ListenerMetrics {
  accepted(): void;
  closed(): void;
  refused(reason: Refusal): void;
  tlsFailed(): void;
}

export interface Listener {
  readonly name: string;
  /** The TCP port; 0 for a Unix socket. */
  readonly port: number;
  /** Open at present. */
  readonly connections: number;
  /**
   * Accepts no more. Sessions end with ConnectionClosed `shutdown` when they next wait for a command; those that are
   * still there after `deadlineMs` are cut off. Resolves when all are gone.
   */
  close(options: { readonly deadlineMs: number }): Promise<void>;
  /**
   * Ends the sessions as `close` does and keeps the socket: whoever connects is refused at once, in the protocol's
   * words. For sockets that somebody else has as well, on which connections would wait otherwise.
   */
  turnAway(options: { readonly deadlineMs: number }): Promise<void>;
  /** Serves again after `turnAway`. */
  resume(): void;
}
