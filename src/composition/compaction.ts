/** Gives back the space of what was deleted once a day, however often the server is restarted. */
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { applyOne, type Store } from '../domain/ports/store.ts';
import type { Settings } from '../domain/settings/settings.ts';

const DAY_MS = 86_400_000;
/** A segment is rewritten when this share of it is dead. */
const DEAD_SHARE = 0.5;
/** Kept among the settings, where only names of the catalogue are settings: milliseconds since the epoch. */
const LAST_RUN = 'state.compactedAtMs';

interface Dependencies {
  readonly store: Store;
  readonly settings: Pick<Settings, 'get'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Compacts when the last run, of this process or an earlier one, is a day ago. One that fails or is cut off by the end of
 * the process is due again. Returns whether it has run. Throws what the store throws.
 */
export async function compactIfDue({ store, settings, clock, log }: Dependencies): Promise<boolean> {
  const startedAtMs = clock.nowMs();
  if (!isDue(await lastRunMs(store), startedAtMs)) return false;
  const forgetExpungedBeforeMs = startedAtMs - settings.get('keepExpungedMs');
  const report = await store.maintenance.compact({ forgetExpungedBeforeMs, deadShare: DEAD_SHARE });
  await applyOne(store, { kind: 'set-setting', name: LAST_RUN, value: String(startedAtMs) });
  log.info({ ...report }, 'compacted');
  return true;
}

/** A time in the future was written under a wrong clock. */
function isDue(lastMs: number | null, nowMs: number): boolean {
  return lastMs === null || lastMs > nowMs || nowMs - lastMs >= DAY_MS;
}

async function lastRunMs(store: Store): Promise<number | null> {
  const text = (await store.reader().directory.settings()).get(LAST_RUN);
  const value = text === undefined ? Number.NaN : Number(text);
  return Number.isSafeInteger(value) ? value : null;
}
