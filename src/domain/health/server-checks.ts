/** Checks of the server itself: services, certificate, disk, queue, filters, settings, clock. */
import type { Clock } from '../../base/clock.ts';
import type { DiskSpace } from '../ports/store.ts';
import type { LaneView, OutgoingQueue } from '../queue/outgoing-queue.ts';
import type { ServiceControl } from '../services/service-control.ts';
import type { Settings } from '../settings/settings.ts';
import type { Finding, HealthCheck } from './finding.ts';

export interface ServerCheckDeps {
  readonly services: Pick<ServiceControl, 'list'>;
  readonly certificate: () => { readonly isSelfMade: boolean; readonly notAfterMs: number };
  /** What the last renewal failed with, in English; null where it did not fail. */
  readonly renewalProblem: () => string | null;
  readonly diskSpace: () => Promise<DiskSpace>;
  readonly queue: Pick<OutgoingQueue, 'counts' | 'lanes'>;
  /** Content filters that did not answer when they were last asked, with when that was. */
  readonly failingFilters: () => ReadonlyMap<string, number>;
  readonly settings: Pick<Settings, 'refused'>;
  /** Of the last `check`: how many things it found and did not mend; null where there was none. */
  readonly lastCheck: () => { readonly findings: number } | null;
  readonly clock: Clock;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const CERTIFICATE_WARNING_MS = 14 * DAY_MS;
/** Of the disk, and in bytes: what is more. */
const LITTLE_FREE_SHARE = 0.05;
const LITTLE_FREE_BYTES = 1024 ** 3;
const MANY_QUEUED = 1000;
/** Fewer are the everyday life of a mail server. */
const MANY_WAITING_RECIPIENTS = 5;
const MOST_DESTINATIONS_TOLD = 5;
const CLOCK_JUMP_MS = 60_000;
/** A jump is told of for this long. */
const JUMP_TOLD_MS = 3_600_000;

export function serverChecks(deps: ServerCheckDeps): readonly HealthCheck[] {
  const { services, diskSpace, queue, settings, failingFilters, lastCheck } = deps;
  return [
    check('services', () => services.list().flatMap(ofService)),
    check('certificate', () => certificateFindings(deps)),
    check('disk', async () => diskFindings(await diskSpace())),
    check('queue', async () => [
      ...queueFindings(await queue.counts()),
      ...(await queue.lanes()).filter(isFailing).slice(0, MOST_DESTINATIONS_TOLD).map(ofLane),
    ]),
    check('filters', () =>
      [...failingFilters().keys()].map((name) => ({
        ...{ code: 'filter-fails', severity: 'trouble', values: { name }, screen: 'settings' },
        command: 'mailroom settings get contentFilters',
      })),
    ),
    check('settings', () =>
      [...settings.refused().keys()].map((name) => ({
        ...{ code: 'settings-refused', severity: 'attention', values: { name }, screen: 'settings' },
        command: `mailroom settings get ${name}`,
      })),
    ),
    check('store', () => {
      const count = lastCheck()?.findings ?? 0;
      const finding = {
        code: 'check-findings',
        severity: 'trouble',
        values: { number: count },
        screen: 'status',
      } as const;
      return count === 0 ? [] : [{ ...finding, command: 'mailroom check --repair' }];
    }),
    clockCheck(deps.clock),
  ];
}

function check(name: string, look: () => readonly Finding[] | Promise<readonly Finding[]>): HealthCheck {
  return { name, everyMs: MINUTE_MS, look: async () => look() };
}

function ofService({ name, state, problem }: ReturnType<ServiceControl['list']>[number]): Finding[] {
  const finding = { values: { name, cause: problem?.cause ?? '' }, screen: 'services' } as const;
  if (state === 'failed') {
    return [{ ...finding, code: 'service-failed', severity: 'trouble', command: 'mailroom service list --check' }];
  }
  if (state !== 'stopped') return [];
  return [{ ...finding, code: 'service-stopped', severity: 'attention', command: `mailroom service start ${name}` }];
}

function certificateFindings({ certificate, renewalProblem, clock }: ServerCheckDeps): Finding[] {
  const { isSelfMade, notAfterMs } = certificate();
  const days = Math.floor((notAfterMs - clock.nowMs()) / DAY_MS);
  const about = { screen: 'certificates', command: 'mailroom certificate show' } as const;
  const findings: Finding[] = [];
  if (days < 0) findings.push({ ...about, code: 'certificate-expired', severity: 'trouble', values: {} });
  else if (isSelfMade) findings.push({ ...about, code: 'certificate-self-made', severity: 'attention', values: {} });
  else if (days * DAY_MS < CERTIFICATE_WARNING_MS)
    findings.push({ ...about, code: 'certificate-expires', severity: 'attention', values: { number: days } });
  const cause = renewalProblem();
  if (cause !== null)
    findings.push({ ...about, code: 'certificate-renewal', severity: 'attention', values: { cause } });
  return findings;
}

function diskFindings({ freeBytes, usedBytes, isShort }: DiskSpace): Finding[] {
  const about = { values: { freeBytes }, screen: 'status', command: 'mailroom status' } as const;
  if (isShort) return [{ ...about, code: 'disk-full', severity: 'trouble' }];
  const isLittle = freeBytes < Math.max(LITTLE_FREE_BYTES, (freeBytes + usedBytes) * LITTLE_FREE_SHARE);
  return isLittle ? [{ ...about, code: 'disk-short', severity: 'attention' }] : [];
}

function queueFindings({ messages, heldMessages }: { readonly messages: number; readonly heldMessages: number }) {
  const findings: Finding[] = [];
  const about = { severity: 'attention', screen: 'queue' } as const;
  if (messages >= MANY_QUEUED) {
    findings.push({ ...about, code: 'queue-long', values: { number: messages }, command: 'mailroom queue lanes' });
  }
  if (heldMessages > 0) {
    const command = 'mailroom queue list --held';
    findings.push({ ...about, code: 'queue-held', values: { number: heldMessages }, command });
  }
  return findings;
}

function isFailing({ recipients, blockedUntilMs }: LaneView): boolean {
  return blockedUntilMs !== null && recipients >= MANY_WAITING_RECIPIENTS;
}

function ofLane({ lane, recipients, lastFailure }: LaneView): Finding {
  return {
    ...{ code: 'destination-fails', severity: 'attention', screen: 'queue' },
    values: { name: lane, number: recipients, cause: lastFailure ?? '' },
    command: `mailroom queue list --lane ${lane}`,
  };
}

/** Signatures, codes and certificates need the right time; a machine that was asleep, or whose time was wrong, jumps. */
function clockCheck(clock: Clock): HealthCheck {
  let wallMs = clock.nowMs();
  let monotonicMs = clock.monotonicMs();
  let jump: { readonly seconds: number; readonly untilMs: number } | null = null;
  return check('clock', () => {
    const jumpMs = clock.nowMs() - wallMs - (clock.monotonicMs() - monotonicMs);
    wallMs = clock.nowMs();
    monotonicMs = clock.monotonicMs();
    if (Math.abs(jumpMs) >= CLOCK_JUMP_MS) {
      jump = { seconds: Math.round(jumpMs / 1000), untilMs: monotonicMs + JUMP_TOLD_MS };
    }
    if (jump === null || jump.untilMs < monotonicMs) return [];
    const values = { seconds: jump.seconds };
    return [{ code: 'clock-jumped', severity: 'attention', values, screen: 'status', command: 'mailroom status' }];
  });
}
