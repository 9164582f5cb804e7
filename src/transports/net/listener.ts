/**
 * A listener: accepts connections of one service within the limits, does what comes before the session (PROXY header,
 * TLS), lets the session serve, and closes. Nothing that a peer does ends the process.
 */
import { createServer, type Server, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { normaliseAddress } from '../../base/network.ts';
import { ConnectionClosed, type Peer } from './connection.ts';
import { ConnectionCounter, type Refusal } from './connection-limits.ts';
import type { Listener, ListenerOptions, Security } from './listener-options.ts';
import { readProxyHeader } from './proxy-prologue.ts';
import { SocketConnection } from './socket-connection.ts';

/** Finds peers that are gone without a word, such as a notebook that was closed. */
const KEEP_ALIVE_AFTER_MS = 5 * 60_000;
/** A listener that cannot accept (no file descriptor is free) says so at most this often. */
const ACCEPT_ERROR_LOG_INTERVAL_MS = 60_000;

/** Resolves when it listens. Rejects with what the system says of the endpoint. */
export async function createListener(options: ListenerOptions): Promise<Listener> {
  const listener = new SocketListener(options);
  await listener.listen();
  return listener;
}

let connectionsSoFar = 0;

class SocketListener implements Listener {
  readonly name: string;
  readonly #options: ListenerOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Set<SocketConnection>();
  /** The connections of this service alone. */
  readonly #ownCounter = new ConnectionCounter();
  #isUnixSocket = false;
  #isClosing = false;
  #isTurningAway = false;
  #nextAcceptErrorLogMs = 0;

  constructor(options: ListenerOptions) {
    this.name = options.name;
    this.#options = options;
    this.#server = createServer(
      { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_AFTER_MS },
      (socket) => void this.#accept(socket),
    );
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  get connections(): number {
    return this.#sessions.size;
  }

  listen(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const { endpoint } = this.#options;
    this.#server.once('error', reject);
    this.#server.listen('handle' in endpoint ? endpoint.handle : endpoint, () => {
      this.#server.off('error', reject);
      this.#server.on('error', (error) => this.#onAcceptError(error));
      // A path has no port, and none is known of a socket that was handed over by its descriptor.
      const address = this.#server.address();
      this.#isUnixSocket = typeof address === 'string' || address === null;
      resolve();
    });
    return promise;
  }

  async close({ deadlineMs }: { readonly deadlineMs: number }): Promise<void> {
    this.#isClosing = true;
    const { promise, resolve } = Promise.withResolvers<void>();
    // Calls back when the last connection is gone.
    this.#server.close(() => resolve());
    for (const session of this.#sessions) session.shutDown();
    const timer = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, deadlineMs);
    await promise;
    clearTimeout(timer);
  }

  async turnAway({ deadlineMs }: { readonly deadlineMs: number }): Promise<void> {
    this.#isTurningAway = true;
    const served = [...this.#sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const session of this.#sessions) session.shutDown();
    const timer = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, deadlineMs);
    await Promise.all(served);
    clearTimeout(timer);
  }

  resume(): void {
    this.#isTurningAway = false;
  }

  /** While no descriptor is free, the system drops new connections or keeps them waiting; then accepting goes on. */
  #onAcceptError(error: Error): void {
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs < this.#nextAcceptErrorLogMs) return;
    this.#nextAcceptErrorLogMs = nowMs + ACCEPT_ERROR_LOG_INTERVAL_MS;
    this.#options.log.error({ listener: this.name, error }, 'cannot accept connections');
  }

  async #accept(socket: Socket): Promise<void> {
    // A peer that is gone already leaves an error behind, and one without a listener would end the process.
    socket.on('error', () => {});
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    try {
      const peer = await this.#findPeer(socket);
      if (socket.destroyed) return;
      const refusal = this.#findRefusal(peer);
      if (refusal === null) await this.#serve(socket, peer);
      else this.#refuse(socket, refusal);
    } catch (error) {
      socket.destroy();
      if (error instanceof ConnectionClosed) return;
      this.#options.log.error({ listener: this.name, error }, 'session failed');
    }
  }

  async #findPeer(socket: Socket): Promise<Peer> {
    const { policy, proxyHeaderTimeoutMs } = this.#options;
    const direct = { address: normaliseAddress(socket.remoteAddress ?? ''), port: socket.remotePort ?? 0 };
    const isProxied = policy.isProxy(direct.address);
    const client = (isProxied ? await readProxyHeader(socket, proxyHeaderTimeoutMs()) : null) ?? direct;
    const address = normaliseAddress(client.address);
    return {
      address,
      port: client.port,
      isLoopback: address.startsWith('127.') || address === '::1',
      isUnixSocket: this.#isUnixSocket,
      isTrusted: policy.isTrusted(address),
    };
  }

  #findRefusal(peer: Peer): Refusal | null {
    const { counter, maxConnections, maxConnectionsPerAddress, maxPerAddress } = this.#options;
    if (this.#isClosing || this.#isTurningAway) return 'shutting-down';
    if (counter.total >= maxConnections()) return 'too-many-connections';
    if (peer.isTrusted || peer.isUnixSocket) return null;
    if (counter.from(peer.address) >= maxConnectionsPerAddress()) return 'too-many-from-address';
    const most = maxPerAddress?.() ?? Infinity;
    return this.#ownCounter.from(peer.address) >= most ? 'too-many-from-address' : null;
  }

  /** The polite ways of closing would keep a connection that there is no room for. */
  #refuse(socket: Socket, reason: Refusal): void {
    this.#options.metrics?.refused(reason);
    if (this.#options.security.kind === 'implicit-tls') socket.destroy();
    else socket.end(this.#options.refuse(reason), 'latin1', () => socket.destroy());
  }

  async #serve(socket: Socket, peer: Peer): Promise<void> {
    const { counter, metrics, security, serve } = this.#options;
    const connection = this.#connect(socket, peer);
    this.#sessions.add(connection);
    for (const each of [counter, this.#ownCounter]) each.open(peer.address);
    metrics?.accepted();
    try {
      if (security.kind === 'implicit-tls') await connection.secure();
      await serve(connection);
    } catch (error) {
      if (!(error instanceof ConnectionClosed)) connection.log.error({ listener: this.name, error }, 'session failed');
    }
    await connection.end();
    this.#sessions.delete(connection);
    for (const each of [counter, this.#ownCounter]) each.close(peer.address);
    metrics?.closed();
  }

  #connect(socket: Socket, peer: Peer): SocketConnection {
    const { clock, deadlines, farewells, turns, log, policy, security } = this.#options;
    connectionsSoFar += 1;
    return new SocketConnection({
      socket,
      peer,
      clock,
      deadlines,
      farewells,
      turns,
      log,
      id: connectionsSoFar.toString(36),
      mayAuthenticateInClear: () => policy.mayAuthenticateInClear(peer.address),
      secure: security.kind === 'none' ? null : (plain) => this.#secure(plain, peer, security),
    });
  }

  async #secure(socket: Socket, peer: Peer, security: Exclude<Security, { kind: 'none' }>): Promise<TLSSocket> {
    try {
      return await security.tls.secure(socket, peer, security);
    } catch (error) {
      this.#options.metrics?.tlsFailed();
      throw error;
    }
  }
}
