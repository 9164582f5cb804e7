/** What a server does by itself while it runs: hashing of imported passwords, renewal of keys, giving back of space. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import type { Credentials } from '../domain/access/credentials.ts';
import { forgetExpired } from '../domain/access/sessions/forget-expired.ts';
import type { DkimKeys } from '../domain/authentication/dkim-keys.ts';
import { rotateDkimKeys } from '../domain/authentication/rotate-dkim-keys.ts';
import type { AcmeService } from '../domain/certificates/acme-service.ts';
import type { AccountId } from '../domain/ports/ids.ts';
import type { NameService } from '../domain/ports/name-service.ts';
import type { Observations } from '../domain/ports/observations.ts';
import type { Store } from '../domain/ports/store.ts';
import type { Settings } from '../domain/settings/settings.ts';
import type { Certificates } from './certificates.ts';
import { compactIfDue } from './compaction.ts';
import type { MailTransfer } from './mail-transfer.ts';

const FIRST_LOOK_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;
const USERS_A_PAGE = 500;

export interface Upkeep extends AsyncDisposable {
  /** Has the passwords of these accounts hashed in the background, one after the other. */
  hashLater(accounts: readonly AccountId[]): void;
}

interface Dependencies {
  readonly store: Store;
  readonly settings: Settings;
  readonly credentials: Credentials;
  readonly certificates: Certificates;
  readonly acme: Pick<AcmeService, 'look'>;
  readonly observations: Observations;
  readonly names: NameService;
  readonly dkimKeys: DkimKeys;
  readonly transfer: Pick<MailTransfer, 'quarantine' | 'reports'>;
  readonly hostname: string;
  readonly clock: Clock;
  readonly log: Logger;
}

export function startUpkeep(dependencies: Dependencies): Upkeep {
  const { store, settings, credentials, certificates, acme, observations, transfer, clock, log } = dependencies;
  const stop = new AbortController();
  let hashing: Promise<unknown> = Promise.resolve();

  const guard = (what: string, work: () => Promise<unknown>) =>
    work().catch((error: unknown) => {
      if (!stop.signal.aborted) log.error({ err: error }, `${what} failed`);
    });
  const tracesToKeep = () => ({
    tracesBeforeMs: clock.nowMs() - settings.get('traceKeepMs'),
    maxBytes: settings.get('traceMaxBytes'),
  });
  const hashLater = (accounts: readonly AccountId[]) => {
    if (accounts.length === 0) return;
    hashing = hashing.then(() =>
      guard('hashing of imported passwords', () => credentials.hashDeferred(accounts, stop.signal)),
    );
  };
  // What an earlier process left unhashed when it ended.
  const resume = async () => {
    const { directory } = store.reader();
    let after: string | undefined;
    for (;;) {
      const page = await directory.listUsers(null, { limit: USERS_A_PAGE, ...(after === undefined ? {} : { after }) });
      hashLater(page.map(({ account }) => account));
      after = page.at(-1)?.userId;
      if (page.length < USERS_A_PAGE || stop.signal.aborted) return;
      await nextTurn();
    }
  };
  const look = async () => {
    await guard('renewal of certificates', () => certificates.renew());
    await guard('order of a certificate', () => acme.look());
    await guard('compaction', () => compactIfDue({ store, settings, clock, log }));
    await guard('clearing of the quarantine', () => transfer.quarantine.expire(stop.signal));
    await guard('clearing of sessions and of the record of changes', () =>
      forgetExpired({ store, settings, clock }, stop.signal),
    );
    await guard('clearing of the trace', () => observations.clean(tracesToKeep()));
    await guard('renewal of DKIM keys', () =>
      rotateDkimKeys({ ...dependencies, keys: dependencies.dkimKeys }, stop.signal),
    );
    await guard('sending of reports', () => transfer.reports.sendDue(stop.signal));
    if (stop.signal.aborted) return;
    timer = setTimeout(() => void look(), HOUR_MS);
    timer.unref();
  };

  void guard('resuming of imported passwords', resume);
  // Not at once: a start is when everybody comes back.
  let timer = setTimeout(() => void look(), FIRST_LOOK_MS);
  timer.unref();
  return {
    hashLater,
    async [Symbol.asyncDispose]() {
      stop.abort();
      clearTimeout(timer);
      await hashing;
    },
  };
}
