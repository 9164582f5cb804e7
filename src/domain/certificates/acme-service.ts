/**
 * Certificates that come by themselves: an account at an authority, and orders while it is on. One order at a time; what
 * fails is tried again later and later, and the certificate in use stays. RFC 8555, P10
 */
import type { Clock } from '../../base/clock.ts';
import { Failure, isFailure } from '../../base/failure.ts';
import type { Logger } from '../../base/log.ts';
import { type Caller, mustReachAll, SYSTEM } from '../access/caller.ts';
import type {
  AuthorityTerms,
  CertificateAuthority,
  OpenCertificateAuthority,
  TryReach,
} from '../ports/certificate-authority.ts';
import type { AcmeRecord, AcmeRunRecord } from '../settings/certificate-schema.ts';
import type { Settings } from '../settings/settings.ts';
import { AcmeRun } from './acme-run.ts';
import type { CertificateState } from './certificate-state.ts';
import type { ChallengeAnswers } from './challenge-answers.ts';
import type { UsableCertificate } from './check-certificate.ts';
import { chooseNames } from './choose-names.ts';
import type { CertificateDescription } from './describe-certificate.ts';
import { newCertificateKey, obtainCertificate, type PendingOrder } from './obtain-certificate.ts';
import { backoffMs, earliestTry, MIN_PAUSE_MS, ordersOfTheDay, renewalTime } from './renewal-time.ts';
import type { CertificateServing } from './serving.ts';
import type { WantedName } from './wanted-names.ts';

/** The account elsewhere that some authorities ask for: used once, never kept. RFC 8555 section 7.3.4 */
export interface ExternalAccount {
  readonly keyId: string;
  /** Base64url */
  readonly macKey: string;
}

export interface AcmeStatus {
  /** Null where there never was an account. */
  readonly record: AcmeRecord | null;
  /** Null while nothing is due: it is off. */
  readonly nextRenewalMs: number | null;
  readonly isRunning: boolean;
  /** The last one, or the one under way. */
  readonly run: AcmeRunRecord | null;
}

export interface AcmeService extends AsyncDisposable {
  status(): AcmeStatus;
  /** Asks the authority that the setting names. Throws as `CertificateAuthority`. */
  terms(by: Caller): Promise<AuthorityTerms & { readonly directory: string }>;
  /**
   * Makes an account, or takes up the one that there is, and begins with an order. Whoever calls it agrees to the terms
   * of service. Throws Failure `conflict` (the configuration names files), `invalid` (an external account is needed),
   * `too-many` as `renew`, and as `CertificateAuthority`.
   */
  start(by: Caller, external: ExternalAccount | null): Promise<void>;
  /** No more orders; the certificate in use stays. Throws Failure `not-found` where it is off. */
  stop(by: Caller): Promise<void>;
  /** Begins with an order now. Throws Failure `not-found` where it is off, `too-many` with `detail.untilMs`. */
  renew(by: Caller): void;
  /** Does what is due, to the end: to be called every hour or so. Never rejects. */
  look(): Promise<void>;
  /** Resolves when no order is under way. */
  settled(): Promise<void>;
}

export interface AcmeServiceDeps {
  readonly state: CertificateState;
  readonly serving: CertificateServing;
  readonly settings: Pick<Settings, 'get'>;
  readonly wanted: () => Promise<readonly WantedName[]>;
  readonly describe: (chain: string) => CertificateDescription;
  readonly openAuthority: OpenCertificateAuthority;
  /** PEM of those who vouch for the authority, from the file that the setting names. Throws Failure `invalid`. */
  readonly readTrusted: () => Promise<readonly string[]>;
  readonly tryReach: TryReach;
  readonly answers: ChallengeAnswers;
  readonly newToken: () => string;
  readonly random: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly clock: Clock;
  readonly log: Logger;
}

export function createAcmeService(deps: AcmeServiceDeps): AcmeService {
  const { state, serving, settings, describe, clock, log } = deps;
  const ended = new AbortController();
  let stopping = new AbortController();
  let run: AcmeRun | null = null;
  let working: Promise<void> | null = null;

  const authority = async (directory: string): Promise<CertificateAuthority> =>
    deps.openAuthority(directory, await deps.readTrusted());
  const mustBeOn = (): AcmeRecord => {
    if (state.acme?.isOn === true) return state.acme;
    throw new Failure('not-found', 'no certificates are ordered', { detail: { kind: 'acme' } });
  };
  const mustNotBeFiles = () => {
    if (serving.source !== 'files') return;
    throw new Failure('conflict', 'the configuration names the certificate', {
      detail: { reason: 'certificate-files' },
    });
  };

  /** One order, from the choice of names to the certificate in use. Never rejects. */
  const attempt = async (by: Caller, signal: AbortSignal): Promise<void> => {
    const current = new AcmeRun(clock.nowMs());
    run = current;
    try {
      await patch({ lastTryMs: clock.nowMs() });
      const { pending, names } = await orderFor(current, signal);
      const account = accountOf(state);
      const issued = await obtainCertificate(
        { ...deps, account, authority: await authority(account.directory) },
        pending,
        current,
        signal,
      );
      await current.step('use', () => takeUp(by, issued, names, current));
      log.info({ names, run: current.record() }, 'a certificate was issued');
    } catch (error) {
      if (signal.aborted) return;
      await noteFailure(current, error);
    }
  };

  const orderFor = async (current: AcmeRun, signal: AbortSignal) => {
    const { order } = mustBeOn();
    if (order !== null && (await isAlive(order.url, signal))) {
      for (const name of order.names) current.note(name, 'waiting');
      return { pending: { ...order, privateKey: state.open('order', order.sealedKey) }, names: order.names };
    }
    const wanted = await deps.wanted();
    const names = await current.step('reach', () => chooseNames(deps, wanted, current, signal));
    const pending = await current.step('order', () => newOrder(names, signal));
    return { pending, names };
  };

  /** Of an order that was begun earlier. It may have failed because nobody was there to answer: that is no failure of now. */
  const isAlive = async (url: string, signal: AbortSignal): Promise<boolean> => {
    const account = accountOf(state);
    try {
      return (await (await authority(account.directory)).showOrder(account, url, signal)).status !== 'invalid';
    } catch (error) {
      if (isFailure(error) && error.detail['reason'] === 'acme-refused') return false;
      throw error;
    }
  };

  const newOrder = async (names: readonly string[], signal: AbortSignal): Promise<PendingOrder> => {
    const account = accountOf(state);
    const nowMs = clock.nowMs();
    mustNotBeTooOften(mustBeOn(), names, nowMs);
    const { url } = await (await authority(account.directory)).order(account, names, signal);
    const privateKey = newCertificateKey();
    const order = { url, names: [...names], sealedKey: state.seal('order', privateKey), startedAtMs: nowMs };
    const orders = [...ordersOfTheDay(mustBeOn().orders, nowMs), { atMs: nowMs, names: [...names] }];
    await patch({ order, orders: orders.map((each) => ({ ...each, names: [...each.names] })) });
    return { url, names, privateKey };
  };

  const takeUp = async (by: Caller, issued: UsableCertificate, names: readonly string[], current: AcmeRun) => {
    const { chain, privateKey } = issued;
    const after = describe(chain);
    const missing = names.filter((name) => !after.covers(name));
    if (missing.length > 0) {
      const said = missing.join(', ');
      throw new Failure('unavailable', `the certificate is not for ${said}`, {
        detail: { reason: 'acme-answer', said },
      });
    }
    serving.check(issued);
    const record = mustBeOn();
    const atMs = clock.nowMs();
    const certificate = {
      source: 'acme',
      chain,
      sealedKey: state.seal('certificate', privateKey),
      sinceMs: atMs,
    } as const;
    for (const name of names) current.note(name, 'proved');
    const acme = { ...record, order: null, failures: 0, nextTryMs: null };
    const before = told(serving.source, describe(serving.chain));
    await state.write(
      { certificate, acme },
      { by, atMs, action: 'certificate.acme-renew', before, after: told('acme', after) },
    );
    serving.use('acme', issued);
  };

  const noteFailure = async (current: AcmeRun, error: unknown): Promise<void> => {
    const isExpected = isFailure(error);
    log[isExpected ? 'warn' : 'error']({ err: error }, 'no certificate was issued');
    const detail = isExpected ? error.detail : {};
    const reason = typeof detail['reason'] === 'string' ? detail['reason'] : 'acme-internal';
    const nowMs = clock.nowMs();
    current.end(nowMs, { reason, said: typeof detail['said'] === 'string' ? detail['said'] : '' });
    const names = Array.isArray(detail['names']) ? (detail['names'] as readonly { name: string; said: string }[]) : [];
    for (const { name, said } of names) current.note(name, 'failed', 'refused', said);
    const failures = (state.acme?.failures ?? 0) + 1;
    const retryAfterMs = typeof detail['retryAfterMs'] === 'number' ? detail['retryAfterMs'] : 0;
    const nextTryMs = nowMs + Math.max(backoffMs(failures, deps.random), retryAfterMs);
    // What only was out of reach is gone on with; else the next try begins anew.
    const isKept = reason === 'acme-unreachable' || reason === 'acme-timeout';
    await patch({ failures, nextTryMs, ...(isKept ? {} : { order: null }) });
  };

  /** Of the record as it is now. Once it was stopped nothing more is noted. */
  const patch = async (change: Partial<AcmeRecord>): Promise<void> => {
    await state.write({ acme: { ...mustBeOn(), ...change } });
  };

  const begin = (by: Caller): Promise<void> => {
    const signal = AbortSignal.any([ended.signal, stopping.signal]);
    working ??= attempt(by, signal)
      .catch((error: unknown) => {
        if (!signal.aborted) log.error({ err: error }, 'an order of a certificate broke off');
      })
      .then(() => keepRun(signal))
      .finally(() => {
        working = null;
      });
    return working;
  };

  /** What is under way ends where it is; nothing more of it is noted. */
  const stopWorking = async (): Promise<void> => {
    stopping.abort();
    await working;
    stopping = new AbortController();
  };

  /** For after a restart. */
  const keepRun = async (signal: AbortSignal): Promise<void> => {
    const current = run;
    if (signal.aborted || current === null) return;
    if (current.record().endedAtMs === null) current.end(clock.nowMs());
    await patch({ lastRun: current.record() }).catch((error: unknown) => {
      log.error({ err: error }, 'how the order of a certificate ended could not be kept');
    });
  };

  const notBeforeMs = (): number => Math.max(state.acme?.nextTryMs ?? 0, (state.acme?.lastTryMs ?? 0) + MIN_PAUSE_MS);

  const dueMs = (): number | null => {
    const { acme } = state;
    if (acme?.isOn !== true || serving.source === 'files') return null;
    const isFirst = serving.source !== 'acme' || acme.order !== null;
    return Math.max(notBeforeMs(), isFirst ? 0 : renewalTime(describe(serving.chain)));
  };

  const isDue = async (): Promise<boolean> => {
    const nowMs = clock.nowMs();
    const due = dueMs();
    if (due === null) return false;
    if (due <= nowMs) return true;
    if (notBeforeMs() > nowMs) return false;
    const { covers } = describe(serving.chain);
    return (await deps.wanted()).some(({ name, isRequired }) => isRequired && !covers(name));
  };

  return {
    status() {
      const isRunning = working !== null;
      return {
        record: state.acme,
        nextRenewalMs: dueMs(),
        isRunning,
        run: run?.record() ?? state.acme?.lastRun ?? null,
      };
    },

    async terms(by) {
      mustReachAll(by);
      const directory = settings.get('acmeDirectory');
      return { directory, ...(await (await authority(directory)).terms(ended.signal)) };
    },

    async start(by, external) {
      mustReachAll(by);
      mustNotBeFiles();
      const directory = settings.get('acmeDirectory');
      const known = state.acme?.directory === directory ? state.acme : null;
      if (known !== null) mustNotBeTooOften(known, [], clock.nowMs());
      const asked = await authority(directory);
      const { needsExternalAccount, termsOfService } = await asked.terms(ended.signal);
      if (needsExternalAccount && external === null && known === null) {
        throw new Failure('invalid', 'the authority wants an external account', {
          detail: { field: 'externalAccount', reason: 'acme-external-account' },
        });
      }
      const privateKey = known === null ? newCertificateKey() : state.open('account', known.sealedAccountKey);
      const contact = settings.get('acmeContact') || null;
      const accountUrl = await asked.register({ privateKey, contact, externalAccount: external }, ended.signal);
      await stopWorking();
      const atMs = clock.nowMs();
      const acme: AcmeRecord = {
        ...{ isOn: true, directory, accountUrl, contact, termsOfService, agreedAtMs: atMs },
        sealedAccountKey: state.seal('account', privateKey),
        ...{ order: null, orders: known?.orders ?? [], failures: 0, lastTryMs: null, nextTryMs: null, lastRun: null },
      };
      const after = { directory, contact, termsOfService };
      await state.write({ acme }, { by, atMs, action: 'certificate.acme-start', before: {}, after });
      void begin(by);
    },

    async stop(by) {
      mustReachAll(by);
      const record = mustBeOn();
      await stopWorking();
      run = null;
      const { directory } = record;
      await state.write(
        { acme: { ...(state.acme ?? record), isOn: false, order: null, lastRun: null } },
        { by, atMs: clock.nowMs(), action: 'certificate.acme-stop', before: { directory }, after: { directory: null } },
      );
    },

    renew(by) {
      mustReachAll(by);
      mustNotBeFiles();
      if (working === null) mustNotBeTooOften(mustBeOn(), [], clock.nowMs());
      void begin(by);
    },

    async look() {
      try {
        if (working === null && (await isDue())) await begin(SYSTEM);
      } catch (error) {
        log.error({ err: error }, 'whether a certificate is due could not be told');
      }
    },

    settled: async () => {
      await working;
    },

    async [Symbol.asyncDispose]() {
      ended.abort();
      await working;
    },
  };
}

/** What the audit log tells of a certificate. */
export function told(source: string, { names, issuer, notAfterMs, fingerprint }: CertificateDescription) {
  return { source, names: [...names], issuer, notAfter: new Date(notAfterMs).toISOString(), fingerprint };
}

function accountOf(state: CertificateState) {
  const { acme } = state;
  if (acme === null) throw new Failure('not-found', 'there is no account', { detail: { kind: 'acme' } });
  const privateKey = state.open('account', acme.sealedAccountKey);
  return { url: acme.accountUrl, privateKey, directory: acme.directory };
}

function mustNotBeTooOften(record: AcmeRecord, names: readonly string[], nowMs: number): void {
  // The try that is under way has noted its own beginning already; then it is the orders that count.
  const lastTryMs = names.length === 0 ? record.lastTryMs : null;
  const untilMs = earliestTry({ ...record, lastTryMs }, names, nowMs);
  if (untilMs <= nowMs) return;
  throw new Failure('too-many', 'certificates are ordered too often', {
    detail: { reason: 'acme-too-often', until: new Date(untilMs).toISOString(), said: '' },
  });
}
