import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../../base/clock.ts';
import { applyOne, type Store } from '../../ports/store.ts';
import type { Settings } from '../../settings/settings.ts';

export interface ForgetExpiredDeps {
  readonly store: Store;
  readonly settings: Pick<Settings, 'get'>;
  readonly clock: Clock;
}

/** Sessions that have ended by themselves, and what the audit log is to keep no longer: slice by slice, until none are left. */
export async function forgetExpired({ store, settings, clock }: ForgetExpiredDeps, signal: AbortSignal): Promise<void> {
  const now = clock.nowMs();
  const slice = {
    kind: 'forget-expired',
    sessionsBeforeMs: now,
    auditBeforeMs: now - settings.get('auditKeepMs'),
  } as const;
  while (!signal.aborted && !(await applyOne(store, slice)).isDone) await nextTurn();
}
