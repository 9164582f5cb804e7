import { describe, expect, test } from 'vitest';
import { silentLogger } from '../../base/log.ts';
import type { ServiceStatus } from '../services/service-control.ts';
import { createHealth } from './health.ts';
import { type ServerCheckDeps, serverChecks } from './server-checks.ts';

const DAY_MS = 86_400_000;
const GIB = 1024 ** 3;
let nowMs = Date.parse('2026-11-23T10:00:00Z');
let monotonicMs = 0;

const service = (name: ServiceStatus['name'], state: ServiceStatus['state']): ServiceStatus => {
  const problem = state === 'failed' ? ({ code: 'refused', place: name, cause: 'ECONNREFUSED' } as const) : null;
  return { name, state, problem, sinceMs: 0, places: [], checkedAtMs: null };
};
const lane = (name: string, recipients: number, blockedUntilMs: number | null) => {
  return { lane: name, recipients, blockedUntilMs, nextAttemptAtMs: 0, running: 0, limit: 1, lastFailure: 'timeout' };
};
const WELL: ServerCheckDeps = {
  services: { list: () => [service('imap', 'running')] },
  certificate: () => ({ isSelfMade: false, notAfterMs: nowMs + 60 * DAY_MS }),
  renewalProblem: () => null,
  diskSpace: async () => ({ freeBytes: 50 * GIB, usedBytes: 50 * GIB, isShort: false }),
  queue: {
    counts: async () => ({ messages: 3, recipients: 3, heldMessages: 0 }),
    lanes: async () => [lane('example.com', 2, null), lane('example.net', 2, 1)],
  },
  failingFilters: () => new Map(),
  settings: { refused: () => new Map() },
  lastCheck: () => null,
  clock: { nowMs: () => nowMs, monotonicMs: () => monotonicMs },
};

async function found(deps: Partial<ServerCheckDeps>): Promise<string[]> {
  const checks = serverChecks({ ...WELL, ...deps });
  await using health = createHealth({ checks, clock: WELL.clock, log: silentLogger, roundEveryMs: 0 });
  const { findings } = await health.refresh();
  return findings.map(({ code, severity, values }) => `${severity} ${code} ${JSON.stringify(values)}`);
}

describe('a server', () => {
  test('that is well', async () => {
    expect(await found({})).toEqual([]);
  });

  test.each<[string, Partial<ServerCheckDeps>, RegExp]>([
    ['a service failed', { services: { list: () => [service('imap', 'failed')] } }, /^trouble service-failed .*imap/],
    ['a service stopped', { services: { list: () => [service('pop3', 'stopped')] } }, /^attention service-stopped/],
    ['no certificate', { certificate: () => ({ isSelfMade: true, notAfterMs: Infinity }) }, /^attention .*self-made/],
    [
      'a certificate that ends',
      { certificate: () => ({ isSelfMade: false, notAfterMs: nowMs + 13.5 * DAY_MS }) },
      /^attention certificate-expires {"number":13}/,
    ],
    [
      'a certificate that has ended',
      { certificate: () => ({ isSelfMade: false, notAfterMs: nowMs - 1 }) },
      /^trouble certificate-expired/,
    ],
    ['a renewal that failed', { renewalProblem: () => 'rate limited' }, /^attention .*rate limited/],
    [
      'little disk',
      { diskSpace: async () => ({ freeBytes: 4 * GIB, usedBytes: 96 * GIB, isShort: false }) },
      /^attention disk-short/,
    ],
    [
      'no disk',
      { diskSpace: async () => ({ freeBytes: GIB / 10, usedBytes: 96 * GIB, isShort: true }) },
      /^trouble disk-full/,
    ],
    [
      'a destination that is dead',
      { queue: { ...WELL.queue, lanes: async () => [lane('example.com', 7, 1)] } },
      /^attention destination-fails .*example\.com.*7.*timeout/,
    ],
    [
      'held mail',
      { queue: { ...WELL.queue, counts: async () => ({ messages: 3, recipients: 3, heldMessages: 2 }) } },
      /^attention queue-held {"number":2}/,
    ],
    [
      'a long queue',
      { queue: { ...WELL.queue, counts: async () => ({ messages: 1000, recipients: 3, heldMessages: 0 }) } },
      /^attention queue-long/,
    ],
    ['a filter that is down', { failingFilters: () => new Map([['clamd', 1]]) }, /^trouble filter-fails .*clamd/],
    ['refused settings', { settings: { refused: () => new Map([['maxMessageBytes', 'x']]) } }, /^attention settings-/],
    ['a damaged store', { lastCheck: () => ({ findings: 2 }) }, /^trouble check-findings {"number":2}/],
  ])('with %s', async (_name, deps, expected) => {
    expect(await found(deps)).toEqual([expect.stringMatching(expected)]);
  });

  test('whose clock jumps', async () => {
    const checks = serverChecks(WELL);
    await using health = createHealth({ checks, clock: WELL.clock, log: silentLogger, roundEveryMs: 0 });
    nowMs += 60_000;
    monotonicMs += 60_000;
    expect((await health.refresh()).overall).toBe('well');
    nowMs += 90_000;
    const { findings } = await health.refresh();
    expect(findings).toMatchObject([{ code: 'clock-jumped', values: { seconds: 90 } }]);
  });
});
