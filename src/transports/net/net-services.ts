/** What all listeners of a process share, made from the settings in force. */
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { Settings } from '../../domain/settings/settings.ts';
import { ConnectionCounter } from './connection-limits.ts';
import { Deadlines } from './deadlines.ts';
import type { NetServices } from './listener-options.ts';
import { createNetworkPolicy } from './network-policy.ts';
import { PacedQueue } from './paced-queue.ts';
import { HandshakeGate } from './tls/handshake-gate.ts';
import type { TlsContexts } from './tls/tls-contexts.ts';
import { TlsServer } from './tls/tls-server.ts';
import { Turns } from './turns.ts';

export interface NetDependencies {
  readonly settings: Pick<Settings, 'get'>;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createNetServices({ settings, clock, log }: NetDependencies): NetServices {
  return {
    clock,
    log,
    deadlines: new Deadlines(clock),
    farewells: new PacedQueue(),
    turns: new Turns(),
    policy: createNetworkPolicy(settings),
    counter: new ConnectionCounter(),
    maxConnections: () => settings.get('maxConnections'),
    maxConnectionsPerAddress: () => settings.get('maxConnectionsPerAddress'),
    proxyHeaderTimeoutMs: () => settings.get('tlsHandshakeTimeoutMs'),
  };
}

/** One for all listeners, since they share the processor that handshakes cost. */
export function createTlsServer(contexts: TlsContexts, { settings, log }: Omit<NetDependencies, 'clock'>): TlsServer {
  const gate = new HandshakeGate(() => ({
    maxPerTurn: settings.get('maxTlsHandshakes'),
    maxWaiting: settings.get('maxWaitingTlsHandshakes'),
  }));
  return new TlsServer({
    contexts,
    gate,
    log,
    helloTimeoutMs: () => settings.get('tlsHelloTimeoutMs'),
    handshakeTimeoutMs: () => settings.get('tlsHandshakeTimeoutMs'),
  });
}
