/**
 * Starts and stops services, and knows whether they work.
 *
 * What is wanted is the setting `stoppedServices`: it survives a restart of the server. What is shown is what was found:
 * each service that should run is spoken to every minute, and when somebody asks for it.
 */
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import type { Logger } from '../../base/log.ts';
import { type Caller, mustReachAll } from '../access/caller.ts';
import type { Settings } from '../settings/settings.ts';
import { isServiceName, type ServiceName } from './service-names.ts';
import type { ServicePlace, ServiceProblem, ServiceUnit } from './service-unit.ts';

export type ServiceState = 'running' | 'stopped' | 'starting' | 'failed';

export interface ServiceStatus {
  readonly name: ServiceName;
  readonly state: ServiceState;
  /** Since when it is in this state. */
  readonly sinceMs: number;
  readonly places: readonly ServicePlace[];
  /** Set while the state is `failed`. */
  readonly problem: ServiceProblem | null;
  /** When it was last spoken to; null: not yet. */
  readonly checkedAtMs: number | null;
}

export interface ServiceControl extends AsyncDisposable {
  list(): readonly ServiceStatus[];
  /** Speaks to all services that should run. Requests at the same time share one round. */
  check(): Promise<readonly ServiceStatus[]>;
  /**
   * Each resolves when it is done, with the state that came of it. Throws Failure `not-found`, `no-permission`, and
   * `in-use` (detail `reason: own-connection`) for what would cut off the request itself.
   */
  start(by: Caller, name: string): Promise<ServiceStatus>;
  stop(by: Caller, name: string): Promise<ServiceStatus>;
  restart(by: Caller, name: string): Promise<ServiceStatus>;
  /** Called after the state of a service has changed; returns what ends that. */
  onChange(listener: (status: ServiceStatus) => void): () => void;
}

export interface ServiceControlDeps {
  /** Those of them that are wanted run already. */
  readonly units: readonly ServiceUnit[];
  readonly settings: Pick<Settings, 'get' | 'setAs' | 'guard' | 'onChange'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** 0: never by itself. */
  readonly checkEveryMs?: number;
}

const CHECK_EVERY_MS = 60_000;
/** Sessions have this time to end what they have begun. */
const STOP_DEADLINE_MS = 5000;

interface Known {
  readonly unit: ServiceUnit;
  state: ServiceState;
  sinceMs: number;
  problem: ServiceProblem | null;
  checkedAtMs: number | null;
  /** What is done to it, one after the other. */
  work: Promise<void>;
}

export function createServiceControl(deps: ServiceControlDeps): ServiceControl {
  const { units, settings, clock, log, checkEveryMs = CHECK_EVERY_MS } = deps;
  const listeners = new Set<(status: ServiceStatus) => void>();
  const isWanted = (name: ServiceName) => !settings.get('stoppedServices').includes(name);
  const known = new Map<ServiceName, Known>(
    units.map((unit) => {
      const state = isWanted(unit.name) ? 'running' : 'stopped';
      const since = { sinceMs: clock.nowMs(), problem: null, checkedAtMs: null, work: Promise.resolve() };
      return [unit.name, { unit, state, ...since }];
    }),
  );

  const describe = ({ unit, state, sinceMs, problem, checkedAtMs }: Known): ServiceStatus => {
    return { name: unit.name, state, sinceMs, places: unit.places(), problem, checkedAtMs };
  };
  const become = (service: Known, state: ServiceState, problem: ServiceProblem | null) => {
    service.problem = problem;
    if (service.state === state) return;
    service.state = state;
    service.sinceMs = clock.nowMs();
    const { name } = service.unit;
    if (state === 'failed') log.error({ service: name, ...problem }, 'a service does not work');
    else log.info({ service: name, state }, 'service');
    const status = describe(service);
    for (const listener of listeners) listener(status);
  };
  const probe = async (service: Known) => {
    if (!isWanted(service.unit.name)) return;
    // What could not listen before may be able to now.
    const problem = (await service.unit.start()) ?? (await service.unit.probe());
    service.checkedAtMs = clock.nowMs();
    become(service, problem === null ? 'running' : 'failed', problem);
  };
  const adjust = async (service: Known, isRestart: boolean) => {
    const wanted = isWanted(service.unit.name);
    if (wanted === (service.state !== 'stopped') && !isRestart) return;
    if (service.state !== 'stopped') {
      await service.unit.stop(STOP_DEADLINE_MS);
      if (!wanted) become(service, 'stopped', null);
    }
    if (!wanted) return;
    become(service, 'starting', null);
    await probe(service);
  };
  const inTurn = (service: Known, work: () => Promise<void>): Promise<void> => {
    const done = service.work.then(work);
    service.work = done.catch((error: unknown) => {
      log.error({ err: error, service: service.unit.name }, 'bug in a service');
    });
    return done;
  };

  let round: Promise<unknown> | null = null;
  const check = async () => {
    round ??= Promise.allSettled([...known.values()].map((service) => inTurn(service, () => probe(service)))).finally(
      () => {
        round = null;
      },
    );
    await round;
    return [...known.values()].map(describe);
  };
  const find = (by: Caller, name: string): Known => {
    mustReachAll(by);
    const service = isServiceName(name) ? known.get(name) : undefined;
    if (service !== undefined) return service;
    throw new Failure('not-found', `no such service: ${name}`, { detail: { kind: 'service', name } });
  };
  /** One change of the setting after the other, so that none is lost. */
  let changing: Promise<unknown> = Promise.resolve();
  const change = (by: Caller, action: string, service: Known, isStopped: boolean) => {
    const { name } = service.unit;
    const write = async () => {
      const others = settings.get('stoppedServices').filter((stopped) => stopped !== name);
      const entry = { action, target: { kind: 'service', name }, before: { state: service.state } } as const;
      const after = { state: isStopped ? 'stopped' : 'running' };
      await settings.setAs(by, 'stoppedServices', isStopped ? [...others, name] : others, { ...entry, after });
    };
    const written = changing.then(write, write);
    changing = written.catch(() => {});
    return written;
  };
  const apply = async (service: Known, isRestart = false): Promise<ServiceStatus> => {
    await inTurn(service, () => adjust(service, isRestart));
    return describe(service);
  };

  // Also for who changes the setting itself, puts it back, or takes back what was done to it.
  settings.guard('stoppedServices', (by, stopped) => {
    for (const name of stopped) if (isWanted(name)) mustNotCutOffItself(by, name);
  });
  const unsubscribe = settings.onChange((name) => {
    if (name !== 'stoppedServices') return;
    for (const service of known.values()) void apply(service).catch(() => {});
  });
  const timer = checkEveryMs > 0 ? setInterval(() => void check(), checkEveryMs).unref() : undefined;
  return {
    list: () => [...known.values()].map(describe),
    check,
    async start(by, name) {
      const service = find(by, name);
      if (!isWanted(service.unit.name)) await change(by, 'service.start', service, false);
      return service.state === 'failed' ? apply(service, true) : apply(service);
    },
    async stop(by, name) {
      const service = find(by, name);
      if (isWanted(service.unit.name)) await change(by, 'service.stop', service, true);
      return apply(service);
    },
    async restart(by, name) {
      const service = find(by, name);
      mustNotCutOffItself(by, name);
      await change(by, 'service.restart', service, false);
      return apply(service, true);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async [Symbol.asyncDispose]() {
      unsubscribe();
      clearInterval(timer);
      await Promise.all([...known.values()].map(({ work }) => work));
    },
  };
}

/** Who comes over the network comes over the web service; the command line has the socket, which has no address. */
function mustNotCutOffItself(by: Caller, name: string): void {
  if (name !== 'web' || by.actor.address === '') return;
  throw new Failure('in-use', 'the request came over this service', { detail: { reason: 'own-connection', name } });
}
