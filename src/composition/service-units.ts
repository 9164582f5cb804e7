/** The services of the running server as `domain/services` controls them. */
import type { OutgoingQueue } from '../domain/queue/outgoing-queue.ts';
import { SERVICE_LISTENERS, SERVICE_NAMES, type ServiceName } from '../domain/services/service-names.ts';
import type { ServicePlace, ServiceProblem, ServiceUnit } from '../domain/services/service-unit.ts';
import type { Settings } from '../domain/settings/settings.ts';
import { type ProbedProtocol, probePlace } from '../gateways/service-probe/probe-place.ts';
import { createNetworkPolicy } from '../transports/net/network-policy.ts';
import type { ServiceListener, ServiceListenerName } from './service-listener.ts';
import type { OpenServices } from './services.ts';

export interface ServiceUnitsDeps {
  readonly services: OpenServices;
  readonly queue: Pick<OutgoingQueue, 'pause' | 'isPaused'>;
  readonly settings: Settings;
}

/** What is spoken on each listener. */
const PROTOCOLS: Readonly<Record<ServiceListenerName, ProbedProtocol>> = {
  smtp: 'smtp',
  submission: 'smtp',
  submissions: 'smtp',
  lmtp: 'smtp',
  'lmtp-socket': 'smtp',
  reinjection: 'smtp',
  imap: 'imap',
  imaps: 'imap',
  pop3: 'pop3',
  pop3s: 'pop3',
  ldap: 'ldap',
  ldaps: 'ldap',
  https: 'https',
  http: 'http',
};

export function createServiceUnits({ services, queue, settings }: ServiceUnitsDeps): readonly ServiceUnit[] {
  const policy = createNetworkPolicy(settings);
  return SERVICE_NAMES.flatMap((name): ServiceUnit[] => {
    if (name === 'delivery') return [deliveryUnit(queue)];
    const listeners = (SERVICE_LISTENERS[name] as readonly ServiceListenerName[]).flatMap(
      (listener) => services.listeners.get(listener) ?? [],
    );
    return listeners.length === 0 ? [] : [listenerUnit(name, listeners, () => policy.isProxy('127.0.0.1'))];
  });
}

function listenerUnit(
  name: ServiceName,
  listeners: readonly ServiceListener[],
  wantsProxyHeader: () => boolean,
): ServiceUnit {
  return {
    name,
    places: () => listeners.map(placeOf),
    start: () => firstProblem(listeners, open),
    stop: async (deadlineMs) => {
      await Promise.all(listeners.map((listener) => listener.close(deadlineMs)));
    },
    probe: () => firstProblem(listeners, (listener) => probe(listener, wantsProxyHeader())),
  };
}

/** Its listener is the queue's scheduler: whether it runs is all that there is to ask. */
export function deliveryUnit(queue: ServiceUnitsDeps['queue']): ServiceUnit {
  return {
    name: 'delivery',
    places: () => [],
    start: async () => (queue.pause(false), null),
    stop: async () => queue.pause(true),
    probe: async () => null,
  };
}

function placeOf({ name, port, path, security, isOpen, connections }: ServiceListener): ServicePlace {
  return { name, port: path === null ? port : null, path, security, isOpen, connections };
}

async function open(listener: ServiceListener): Promise<ServiceProblem | null> {
  if (listener.isOpen) return null;
  try {
    await listener.open();
    return null;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return { code: 'cannot-listen', place: listener.name, cause };
  }
}

async function probe(listener: ServiceListener, wantsProxyHeader: boolean): Promise<ServiceProblem | null> {
  const { name, port, path, security } = listener;
  const result = await probePlace({
    protocol: PROTOCOLS[name],
    endpoint: path === null ? { port } : { path },
    isImplicitTls: security === 'implicit-tls',
    wantsProxyHeader: wantsProxyHeader && path === null,
  });
  return result === null ? null : { ...result, place: name };
}

/** All are asked at the same time; that of the first in their order is told. */
async function firstProblem(
  listeners: readonly ServiceListener[],
  ask: (listener: ServiceListener) => Promise<ServiceProblem | null>,
): Promise<ServiceProblem | null> {
  const problems = await Promise.all(listeners.map(ask));
  return problems.find((problem) => problem !== null) ?? null;
}
