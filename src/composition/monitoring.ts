/** What watches over the running server: control of the services, activity, health, events, the last lines of the log. */
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { LogRing } from '../base/log-ring.ts';
import type { ActivityCounters, FailingFilters } from '../domain/activity/counters.ts';
import { createEventFeed } from '../domain/events/event-feed.ts';
import { createHealth } from '../domain/health/health.ts';
import { type OfficeCheckDeps, officeChecks } from '../domain/health/office-checks.ts';
import { type ServerCheckDeps, serverChecks } from '../domain/health/server-checks.ts';
import type { Observations } from '../domain/ports/observations.ts';
import type { Store } from '../domain/ports/store.ts';
import type { OutgoingQueue } from '../domain/queue/outgoing-queue.ts';
import { createServiceControl } from '../domain/services/service-control.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { AdminDependencies } from '../transports/admin/handler.ts';
import { startActivity } from './activity.ts';
import { createServiceUnits } from './service-units.ts';
import type { OpenServices } from './services.ts';

export interface MonitoringDeps
  extends Pick<ServerCheckDeps, 'certificate' | 'renewalProblem'>,
    Pick<OfficeCheckDeps, 'domainDns' | 'remoteDirectory'> {
  readonly store: Store;
  readonly settings: Settings;
  readonly services: OpenServices;
  readonly queue: OutgoingQueue;
  readonly observations: Observations;
  readonly counters: ActivityCounters;
  readonly failingFilters: FailingFilters;
  /** Absent where nobody keeps them. */
  readonly recentLog: LogRing | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface Monitoring extends AsyncDisposable {
  readonly parts: Pick<
    AdminDependencies,
    'serviceControl' | 'activity' | 'health' | 'events' | 'recentLog' | 'noteCheck'
  >;
}

/** Names that are in no public DNS: those of RFC 6761, and those that offices make up. */
const PRIVATE_NAME = /(?:^|\.)(?:test|example|invalid|localhost|local|internal|lan|home\.arpa)$/;

export function startMonitoring(deps: MonitoringDeps): Monitoring {
  const { store, failingFilters, clock, log } = deps;
  const opened = new AsyncDisposableStack();
  const services = opened.use(createServiceControl({ ...deps, units: createServiceUnits(deps) }));
  const activity = opened.use(startActivity(deps));
  let lastCheck: { readonly findings: number } | null = null;
  const health = opened.use(
    createHealth({
      checks: [
        ...serverChecks({
          ...{ ...deps, services, diskSpace: () => store.maintenance.diskSpace() },
          failingFilters: () => failingFilters,
          lastCheck: () => lastCheck,
        }),
        ...officeChecks({ ...deps, isPrivateName: (domain) => PRIVATE_NAME.test(domain) }),
      ],
      clock,
      log,
    }),
  );
  return {
    parts: {
      serviceControl: services,
      activity: activity.history,
      health,
      events: createEventFeed({ store, services, health, onSample: (listener) => activity.onSample(listener), log }),
      recentLog: deps.recentLog ?? new LogRing(1),
      noteCheck: (findings) => {
        lastCheck = { findings };
      },
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
