import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../harness/statistics.ts';
import type { Metric, Reach, Reading, Scenario, ScenarioContext } from '../scenario.ts';
import type { TargetName } from '../target.ts';

/** Dovecot's default for one user from one address (mail_max_userip_connections). */
const SESSIONS_PER_ACCOUNT = 10;
/** The references' processes end at 100 by default: Cyrus' maxchild of imap, Dovecot's process limit. */
const REFERENCE_ACCOUNTS = 8;
const QUICK_ACCOUNTS = 50;
const FULL_ACCOUNTS = 500;
/** So many accounts receive probes, the others the load beside them. */
const PROBED_ACCOUNTS = 4;
const LOAD_PER_SECOND = 100;
const PROBE_INTERVAL_MS = 20;
const SETTLE_MS = 1_000;
const KIB = 1024;

/** Sessions in IDLE: what each takes, how fast they come, how soon they hear of a message while others arrive. */
export const idle: Scenario = idleScenario('idle', false, 64);

/** The same over TLS, with a fresh server: Cyrus' idled stops answering when many idlers before have vanished. */
export const idleTls: Scenario = idleScenario('idle-tls', true, 110);

function idleScenario(name: string, isTls: boolean, reachKib: number): Scenario {
  return {
    name,
    targets: ['mailroom', 'cyrus', 'dovecot'],
    metrics: metricsOf(reachKib),
    accounts: accountsOf,
    run: async (context) => {
      await signInOnce(context);
      return await measure(context, isTls);
    },
  };
}

async function measure(context: ScenarioContext, isTls: boolean): Promise<readonly Reading[]> {
  const { endpoints, quick, progress, startLoad } = context;
  const { accounts } = endpoints;
  const sessions = accounts.length * SESSIONS_PER_ACCOUNT;
  progress(`${sessions} sessions`);
  const crowd = startLoad();
  const before = await settledMemory(context);
  const perSecond = await crowd.call('idleOpen', {
    port: isTls ? endpoints.imapsPort : endpoints.imapPort,
    isTls,
    accounts,
    sessionsPerAccount: SESSIONS_PER_ACCOUNT,
  });
  const after = await settledMemory(context);

  progress('notices');
  const durationMs = quick ? 2_000 : 10_000;
  const load = startLoad();
  const [probed] = await Promise.all([
    crowd.call('idleProbe', {
      smtpPort: endpoints.smtpPort,
      accounts: accounts.slice(0, PROBED_ACCOUNTS),
      durationMs,
      intervalMs: PROBE_INTERVAL_MS,
    }),
    load.call('deliver', {
      port: endpoints.smtpPort,
      sessions: 4,
      sizeBytes: 4 * KIB,
      recipients: accounts.slice(PROBED_ACCOUNTS).map(({ address }) => address),
      recipientsPerMessage: 1,
      durationMs,
      rate: LOAD_PER_SECOND,
      prefix: 'idle',
    }),
  ]);
  await Promise.all([crowd.stop(), load.stop()]);
  const values = {
    sessions,
    rss: (after.rss - before.rss) / KIB / sessions,
    pss: (after.pss - before.pss) / KIB / sessions,
    logins: perSecond,
    p50: quantile(probed.latenciesMs, 0.5),
    p99: quantile(probed.latenciesMs, 0.99),
    missing: probed.missing,
  };
  return Object.entries(values).map(([name, value]) => ({ metric: name, value }));
}

/** Each account once, so that the first and slow verification of its password is not part of the figures. */
async function signInOnce({ endpoints, startLoad, progress }: ScenarioContext): Promise<void> {
  progress('signing in once');
  const load = startLoad();
  await load.call('signIn', { port: endpoints.imapPort, accounts: endpoints.accounts, width: 4 });
  await load.stop();
}

async function settledMemory({ target }: ScenarioContext): Promise<{ rss: number; pss: number }> {
  await sleep(SETTLE_MS);
  return { rss: target.rssBytes(), pss: target.pssBytes() };
}

function accountsOf(quick: boolean, target: TargetName): number {
  if (target !== 'mailroom') return REFERENCE_ACCOUNTS;
  return quick ? QUICK_ACCOUNTS : FULL_ACCOUNTS;
}

function metricsOf(reachKib: number): readonly Metric[] {
  const atMost = (factor: number): Reach => ({ of: 'absolute', factor });
  return [
    { id: 'sessions', title: 'sessions', unit: '', better: 'higher', isCircumstance: true },
    { id: 'rss', title: 'RSS', unit: 'KiB/session', better: 'lower', reach: atMost(reachKib) },
    { id: 'pss', title: 'PSS', unit: 'KiB/session', better: 'lower' },
    { id: 'logins', title: 'sign in, SELECT, IDLE', unit: '1/s', better: 'higher' },
    { id: 'p50', title: 'notice, median', unit: 'ms', better: 'lower' },
    { id: 'p99', title: 'notice, p99', unit: 'ms', better: 'lower', reach: atMost(100) },
    { id: 'missing', title: 'notices not within 5 s', unit: '', better: 'lower' },
  ];
}
