/** Measures the running server every few seconds, for the dashboard. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { type ActivityCounters, newCounters } from '../domain/activity/counters.ts';
import { type ActivityHistory, createActivityHistory, SAMPLE_MS } from '../domain/activity/history.ts';
import { COUNTED, type Metric, type Sample } from '../domain/activity/metrics.ts';
import type { Observations } from '../domain/ports/observations.ts';
import type { Store } from '../domain/ports/store.ts';
import type { OutgoingQueue } from '../domain/queue/outgoing-queue.ts';
import { serviceOfListener } from '../domain/services/service-names.ts';
import type { OpenServices } from './services.ts';

export interface ActivityDeps {
  /** What has happened since they were last looked at. */
  readonly counters: ActivityCounters;
  readonly store: Store;
  readonly queue: Pick<OutgoingQueue, 'counts'>;
  readonly services: OpenServices;
  readonly observations: Observations;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface Activity extends AsyncDisposable {
  readonly history: Pick<ActivityHistory, 'show'>;
  /** Called with each sample; returns what ends that. */
  onSample(listener: (atMs: number, sample: Sample) => void): () => void;
}

/** The histogram's resolution: what it reports is never below it, so it is taken off. */
const RESOLUTION_MS = 10;

export function startActivity(deps: ActivityDeps): Activity {
  const { observations, clock, log } = deps;
  const history = createActivityHistory(observations, log);
  const listeners = new Set<(atMs: number, sample: Sample) => void>();
  const measure = createMeasuring(deps);
  const look = async () => {
    try {
      const sample = await measure.take();
      const atMs = clock.nowMs();
      history.add(atMs, sample);
      for (const listener of listeners) listener(atMs, sample);
    } catch (error) {
      log.warn({ err: error }, 'activity not measured');
    }
  };
  let looking: Promise<unknown> = history
    .load(clock.nowMs())
    .catch((error: unknown) => log.warn({ err: error }, 'activity of before not read'));
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, SAMPLE_MS).unref();
  return {
    history,
    onSample(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await looking;
      measure[Symbol.dispose]();
      await history.save();
    },
  };
}

function createMeasuring({ counters, store, queue, services, clock }: ActivityDeps) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let cpu = process.cpuUsage();
  let measuredAtMs = clock.monotonicMs();
  return {
    async take(): Promise<Sample> {
      const elapsedMs = Math.max(1, clock.monotonicMs() - measuredAtMs);
      const { user, system } = process.cpuUsage(cpu);
      cpu = process.cpuUsage();
      measuredAtMs = clock.monotonicMs();
      const eventLoopMs = Math.max(0, delay.max / 1e6 - RESOLUTION_MS);
      delay.reset();
      const counted = COUNTED.map((name): [Metric, number] => [name, counters[name]]);
      Object.assign(counters, newCounters());
      const { freeBytes, usedBytes } = await store.maintenance.diskSpace();
      return {
        ...Object.fromEntries(counted),
        ...sessionsOf(services),
        queue: (await queue.counts()).messages,
        // Of one processor: several threads at work are more than 100.
        cpuPercent: (user + system) / 10 / elapsedMs,
        memoryBytes: process.memoryUsage.rss(),
        eventLoopMs,
        ...(Number.isFinite(freeBytes) ? { diskFreeBytes: freeBytes, diskUsedBytes: usedBytes } : {}),
      };
    },
    [Symbol.dispose]: () => delay.disable(),
  };
}

function sessionsOf({ listeners }: OpenServices): Sample {
  const sessions: Partial<Record<Metric, number>> = {};
  for (const [name, { connections }] of listeners) {
    const service = serviceOfListener(name);
    if (service === null || service === 'delivery') continue;
    sessions[`sessions.${service}`] = (sessions[`sessions.${service}`] ?? 0) + connections;
  }
  return sessions;
}
