/**
 * The plan by which keys are replaced: next ones are made when the active ones are old enough, sign once their records
 * are in DNS, and what they replace is removed when nothing that it signed is under way any more.
 */
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { DkimKey } from '../ports/directory.ts';
import type { NameService } from '../ports/name-service.ts';
import type { Store } from '../ports/store.ts';
import type { Settings } from '../settings/settings.ts';
import type { DkimKeys } from './dkim-keys.ts';
import { checkDnsRecord, domainRecords } from './domain-dns.ts';

export interface DkimRotationDeps {
  readonly store: Store;
  readonly keys: DkimKeys;
  readonly names: NameService;
  readonly settings: Settings;
  readonly hostname: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Next keys are made this long before they are due, so that there is time to publish them. */
const PREPARED_BEFORE_MS = 14 * 86_400_000;

/** Does for every domain what is due now. To be called about once a day. */
export async function rotateDkimKeys(deps: DkimRotationDeps, signal: AbortSignal): Promise<void> {
  for (const { name } of await deps.store.reader().directory.listDomains()) {
    signal.throwIfAborted();
    await rotateDomain(name, deps, signal);
  }
}

async function rotateDomain(domain: string, deps: DkimRotationDeps, signal: AbortSignal): Promise<void> {
  const { keys, settings, clock, log } = deps;
  await keys.removeRetired(domain, clock.nowMs() - settings.get('dkimRetiredMs'));
  const everyMs = settings.get('dkimRotationMs');
  const present = await keys.list(domain);
  const active = present.filter(({ state }) => state === 'active');
  if (everyMs === 0 || active.length === 0) return;
  const dueMs = Math.min(...active.map(({ stateSinceMs }) => stateSinceMs)) + everyMs;
  if (clock.nowMs() < dueMs - Math.min(PREPARED_BEFORE_MS, everyMs / 2)) return;
  const isPrepared = present.some(({ state }) => state === 'next');
  const next = isPrepared ? present.filter(({ state }) => state === 'next') : await keys.prepare(domain);
  if (!isPrepared) log.info({ domain, selectors: selectorsOf(next) }, 'new DKIM keys wait for their records in DNS');
  if (clock.nowMs() < dueMs || !(await arePublished(domain, next, deps, signal))) return;
  await keys.rotate(domain);
  log.info({ domain, selectors: selectorsOf(next) }, 'new DKIM keys sign from now on');
}

async function arePublished(
  domain: string,
  next: readonly DkimKey[],
  { names, hostname }: DkimRotationDeps,
  signal: AbortSignal,
): Promise<boolean> {
  const records = domainRecords({ domain, hostname, keys: next, reportAddress: '' });
  const ofKeys = records.filter(({ purpose }) => purpose === 'dkim');
  const checked = await Promise.all(ofKeys.map((record) => checkDnsRecord(record, names, hostname, signal)));
  return checked.every(({ state }) => state === 'ok');
}

function selectorsOf(keys: readonly DkimKey[]): string {
  return keys.map(({ selector }) => selector).join(', ');
}
