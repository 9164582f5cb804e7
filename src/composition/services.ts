/** Opens every listener: which service, which security, on which socket. */
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { ListenerName, ListenerSpec, TcpListenerName } from '../config/listeners.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { ServeConnection } from '../transports/net/connection.ts';
import { createListener } from '../transports/net/listener.ts';
import type { Endpoint, Listener, Security } from '../transports/net/listener-options.ts';
import { createNetServices, createTlsServer } from '../transports/net/net-services.ts';
import type { TlsContexts } from '../transports/net/tls/tls-contexts.ts';
import type { HandshakeTerms } from '../transports/net/tls/tls-server.ts';
import type { Protocol, ServiceKind } from './protocols.ts';

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
};

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
};

export interface OpenServicesOptions {
  readonly specs: readonly ListenerSpec[];
  /** Sockets that are bound already, by name; a listener without one binds by itself. */
  readonly inherited: ReadonlyMap<string, { readonly fd: number }>;
  readonly protocols: Readonly<Record<ServiceKind, Protocol>>;
  readonly contexts: TlsContexts;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface OpenServices {
  readonly listeners: ReadonlyMap<ListenerName, Listener>;
  readonly connections: number;
  close(deadlineMs: number): Promise<void>;
}

/** All or none: what was opened is closed again when one cannot be. */
export async function openServices(options: OpenServicesOptions): Promise<OpenServices> {
  const { settings, clock, log, contexts } = options;
  const net = createNetServices({ settings, clock, log });
  const tls = createTlsServer(contexts, { settings, log });
  const listeners = new Map<ListenerName, Listener>();
  const close = async (deadlineMs: number) => {
    await Promise.all([...listeners.values()].map((listener) => listener.close({ deadlineMs })));
  };
  const served = new Map<ServiceKind, ServeConnection>();
  const serviceOf = (kind: ServiceKind) => {
    const known = served.get(kind) ?? options.protocols[kind].serve();
    served.set(kind, known);
    return known;
  };
  try {
    for (const spec of options.specs) {
      if (spec.name === 'admin') continue;
      const { kind, security } = PLANS[spec.name];
      const listener = await createListener({
        ...net,
        name: spec.name,
        endpoint: options.inherited.get(spec.name) ?? endpointOf(spec),
        security: security === 'none' ? { kind: 'none' } : { kind: security, tls, ...TERMS[kind] },
        serve: serviceOf(kind),
        refuse: () => options.protocols[kind].refusal,
        ...(kind === 'mx' ? { maxPerAddress: () => settings.get('smtpMaxConnectionsPerAddress') } : {}),
      });
      listeners.set(spec.name, listener);
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

function endpointOf(spec: ListenerSpec): Endpoint {
  if ('path' in spec) return { path: spec.path };
  return { port: spec.port, ...(spec.host === undefined ? {} : { host: spec.host }) };
}
