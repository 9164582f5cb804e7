/** What the running server says of itself: `mailroom status`. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { VERSION } from '../config/version.ts';
import type { Store } from '../domain/ports/store.ts';
import type { ServerInformation } from '../transports/admin/handler.ts';
import type { OpenServices } from './services.ts';

/** The histogram's resolution: what it reports is never below it, so it is taken off. */
const RESOLUTION_MS = 5;

interface Dependencies {
  readonly hostname: string;
  readonly dataDirectory: string;
  readonly startedAtMs: number;
  readonly nowMs: () => number;
  readonly store: Store;
  readonly services: () => OpenServices;
}

export interface Information extends ServerInformation, Disposable {}

export function createInformation(dependencies: Dependencies): Information {
  const { hostname, dataDirectory, startedAtMs, nowMs, store, services } = dependencies;
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const milliseconds = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);

  return {
    async status() {
      const { directory } = store.reader();
      const state = await store.maintenance.status();
      const { user, system } = process.cpuUsage();
      const eventLoop = {
        maxMs: milliseconds(delay.max),
        p99Ms: milliseconds(delay.percentile(99)),
        meanMs: delay.count === 0 ? 0 : milliseconds(delay.mean),
      };
      delay.reset();
      return {
        version: VERSION,
        hostname,
        dataDirectory,
        startedAt: new Date(startedAtMs).toISOString(),
        uptimeSeconds: Math.floor((nowMs() - startedAtMs) / 1000),
        process: {
          pid: process.pid,
          nodeVersion: process.version,
          residentBytes: process.memoryUsage.rss(),
          cpuSeconds: (user + system) / 1e6,
        },
        eventLoop,
        store: { ...state, savedBytes: state.emailBytes - state.contentBytes },
        users: await directory.countUsers(null),
        domains: (await directory.listDomains()).length,
        connections: services().connections,
      };
    },
    [Symbol.dispose]: () => delay.disable(),
  };
}
