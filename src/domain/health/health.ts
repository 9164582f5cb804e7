/** Whether all is well, in words: every check is made in the background, and what was found last is shown at once. */
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { Finding, HealthCheck } from './finding.ts';

export type Wellness = 'well' | 'attention' | 'trouble';

export interface SeenFinding extends Finding {
  /** When it was first found, since the server started. */
  readonly sinceMs: number;
}

export interface HealthReport {
  readonly overall: Wellness;
  /** Trouble first; then as long as they last, oldest first. */
  readonly findings: readonly SeenFinding[];
  /** Of the check that was made longest ago; null before all have been made. */
  readonly checkedAtMs: number | null;
}

export interface Health extends AsyncDisposable {
  show(): HealthReport;
  /** Makes all checks now, however long ago they were made. Requests at the same time share one round. */
  refresh(): Promise<HealthReport>;
  /** Called after a round that found something else than the one before; returns what ends that. */
  onChange(listener: (report: HealthReport) => void): () => void;
}

export interface HealthDeps {
  readonly checks: readonly HealthCheck[];
  readonly clock: Clock;
  readonly log: Logger;
  /** 0: never by itself. */
  readonly roundEveryMs?: number;
}

const ROUND_EVERY_MS = 60_000;
/** One check; the longest waits for DNS. */
const CHECK_TIMEOUT_MS = 30_000;

interface Made {
  readonly atMs: number;
  readonly findings: readonly Finding[];
}

export function createHealth({ checks, clock, log, roundEveryMs = ROUND_EVERY_MS }: HealthDeps): Health {
  const made = new Map<HealthCheck, Made>();
  const since = new Map<string, number>();
  const listeners = new Set<(report: HealthReport) => void>();
  const stopping = new AbortController();

  const show = (): HealthReport => {
    const findings = [...made.values()]
      .flatMap((each) => each.findings)
      .map((finding) => ({ ...finding, sinceMs: since.get(keyOf(finding)) ?? clock.nowMs() }))
      .sort((one, other) => rank(one) - rank(other) || one.sinceMs - other.sinceMs);
    const times = [...made.values()].map(({ atMs }) => atMs);
    return {
      overall: findings[0]?.severity ?? 'well',
      findings,
      checkedAtMs: times.length < checks.length ? null : Math.min(...times),
    };
  };
  const look = async (check: HealthCheck) => {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(CHECK_TIMEOUT_MS)]);
    try {
      made.set(check, { findings: await check.look(signal), atMs: clock.nowMs() });
    } catch (error) {
      if (stopping.signal.aborted) return;
      log.warn({ err: error, check: check.name }, 'a check of health was not made');
      const values = { name: check.name };
      const finding = { code: 'not-looked-at', severity: 'attention', values, screen: 'log' } as const;
      made.set(check, { findings: [{ ...finding, command: 'mailroom log --level warn' }], atMs: clock.nowMs() });
    }
  };
  const makeRound = async (isForced: boolean) => {
    const before = JSON.stringify([...since.keys()].sort());
    const isDue = (check: HealthCheck) => (made.get(check)?.atMs ?? -Infinity) + check.everyMs <= clock.nowMs();
    await Promise.all(checks.filter((check) => isForced || isDue(check)).map(look));
    const found = new Set([...made.values()].flatMap(({ findings }) => findings.map(keyOf)));
    for (const key of since.keys()) if (!found.has(key)) since.delete(key);
    for (const key of found) if (!since.has(key)) since.set(key, clock.nowMs());
    if (JSON.stringify([...since.keys()].sort()) === before) return;
    for (const listener of listeners) listener(show());
  };
  let rounds: Promise<void> = Promise.resolve();
  let forced: Promise<void> | null = null;
  const round = (isForced: boolean): Promise<void> => {
    rounds = rounds.then(() => makeRound(isForced));
    return rounds;
  };
  const timer = roundEveryMs > 0 ? setInterval(() => void round(false), roundEveryMs).unref() : undefined;
  return {
    show,
    async refresh() {
      forced ??= round(true).finally(() => {
        forced = null;
      });
      await forced;
      return show();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      stopping.abort();
      await rounds;
    },
  };
}

function rank({ severity }: Finding): number {
  return severity === 'trouble' ? 0 : 1;
}

/** What makes two findings the same although their numbers differ. */
function keyOf({ code, values }: Finding): string {
  return JSON.stringify([code, values.name ?? values.place ?? '']);
}
