/** Opens every listener: which service, which security, on which socket. */
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { ListenerSpec, TcpListenerName } from '../config/listeners.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { ListenHandle } from '../supervisor/inherited-listeners.ts';
import type { ServeConnection } from '../transports/net/connection.ts';
import { createListener } from '../transports/net/listener.ts';
import type { Security } from '../transports/net/listener-options.ts';
import { createNetServices, createTlsServer } from '../transports/net/net-services.ts';
import type { TlsContexts } from '../transports/net/tls/tls-contexts.ts';
import type { HandshakeTerms } from '../transports/net/tls/tls-server.ts';
import type { Protocol, ServiceKind } from './protocols.ts';
import { ServiceListener, type ServiceListenerName } from './service-listener.ts';

interface Plan {
  readonly kind: ServiceKind;
  readonly security: Security['kind'];
}

/** Port 25 and LMTP speak to programs; the ports of RFC 8314 begin with TLS. */
const PLANS: Readonly<Record<TcpListenerName | 'lmtp-socket', Plan>> = {
  smtp: { kind: 'mx', security: 'starttls' },
  submission: { kind: 'submission', security: 'starttls' },
  submissions: { kind: 'submission', security: 'implicit-tls' },
  lmtp: { kind: 'lmtp', security: 'none' },
  'lmtp-socket': { kind: 'lmtp', security: 'none' },
  reinjection: { kind: 'reinjection', security: 'none' },
  imap: { kind: 'imap', security: 'starttls' },
  imaps: { kind: 'imap', security: 'implicit-tls' },
  pop3: { kind: 'pop3', security: 'starttls' },
  pop3s: { kind: 'pop3', security: 'implicit-tls' },
  ldap: { kind: 'ldap', security: 'starttls' },
  ldaps: { kind: 'ldap', security: 'implicit-tls' },
  https: { kind: 'web', security: 'implicit-tls' },
  http: { kind: 'web', security: 'none' },
};

/** Of these an address that is not trusted has fewer than of all services together. */
const CONNECTIONS_PER_ADDRESS = { mx: 'smtpMaxConnectionsPerAddress', web: 'httpMaxConnectionsPerAddress' } as const;

/** ALPN: registered at IANA for IMAP and POP3; a client that names another protocol was sent here by mistake (ALPACA). */
const TERMS: Readonly<Record<ServiceKind, HandshakeTerms>> = {
  mx: { protocols: ['smtp'] },
  submission: { protocols: ['smtp'] },
  lmtp: { protocols: [] },
  reinjection: { protocols: [] },
  imap: { protocols: ['imap'] },
  pop3: { protocols: ['pop3'] },
  // For SASL EXTERNAL: RFC 4513 section 5.2.3.
  ldap: { protocols: ['ldap'], asksForCertificate: true },
  web: { protocols: ['http/1.1'] },
};

export interface OpenServicesOptions {
  readonly specs: readonly ListenerSpec[];
  /** Sockets that are bound already, by name; a listener without one binds by itself. */
  readonly inherited: ReadonlyMap<string, ListenHandle>;
  /** Those whose service is stopped. */
  readonly isStopped: (name: ServiceListenerName) => boolean;
  readonly protocols: Readonly<Record<ServiceKind, Protocol>>;
  readonly contexts: TlsContexts;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface OpenServices {
  /** Also those that are closed. */
  readonly listeners: ReadonlyMap<ServiceListenerName, ServiceListener>;
  readonly connections: number;
  close(deadlineMs: number): Promise<void>;
}

/** All that are not stopped, or none: what was opened is closed again when one cannot be. */
export async function openServices(options: OpenServicesOptions): Promise<OpenServices> {
  const { settings, clock, log, contexts } = options;
  const net = createNetServices({ settings, clock, log });
  const tls = createTlsServer(contexts, { settings, log });
  const listeners = new Map<ServiceListenerName, ServiceListener>();
  const close = async (deadlineMs: number) => {
    await Promise.all([...listeners.values()].map((listener) => listener.end(deadlineMs)));
  };
  const served = new Map<ServiceKind, ServeConnection>();
  const serviceOf = (kind: ServiceKind) => {
    const known = served.get(kind) ?? options.protocols[kind].serve();
    served.set(kind, known);
    return known;
  };
  try {
    for (const spec of options.specs) {
      if (!isOfService(spec)) continue;
      const { name } = spec;
      const { kind, security } = PLANS[name];
      const listener = new ServiceListener({
        spec,
        security,
        inherited: options.inherited.get(name),
        listen: (endpoint) =>
          createListener({
            ...net,
            name,
            endpoint,
            security: security === 'none' ? { kind: 'none' } : { kind: security, tls, ...TERMS[kind] },
            serve: serviceOf(kind),
            refuse: () => options.protocols[kind].refusal,
            ...(kind === 'mx' || kind === 'web'
              ? { maxPerAddress: () => settings.get(CONNECTIONS_PER_ADDRESS[kind]) }
              : {}),
          }),
      });
      listeners.set(name, listener);
      await (options.isStopped(name) ? listener.close(0) : listener.open());
    }
  } catch (error) {
    await close(0);
    throw error;
  }
  return {
    listeners,
    close,
    get connections() {
      return [...listeners.values()].reduce((sum, listener) => sum + listener.connections, 0);
    },
  };
}

function isOfService(spec: ListenerSpec): spec is ListenerSpec & { readonly name: ServiceListenerName } {
  return spec.name !== 'admin';
}
