/**
 * Gets a certificate from an authority: RFC 8555 section 7.4. Whatever is there already is taken up where it was left,
 * so that a restart in the middle costs nothing.
 */
import { generateKeyPairSync } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { Failure } from '../../base/failure.ts';
import type {
  AcmeAccount,
  AcmeAuthorization,
  AcmeOrder,
  CertificateAuthority,
} from '../ports/certificate-authority.ts';
import type { AcmeRun } from './acme-run.ts';
import type { ChallengeAnswers } from './challenge-answers.ts';
import { checkCertificate, type UsableCertificate } from './check-certificate.ts';
import { namesNotProved } from './choose-names.ts';

export interface ObtainDeps {
  readonly authority: CertificateAuthority;
  readonly account: AcmeAccount;
  readonly answers: ChallengeAnswers;
  readonly clock: Clock;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** An order that the authority has taken, and the key of its certificate. */
export interface PendingOrder {
  readonly url: string;
  readonly names: readonly string[];
  /** PEM */
  readonly privateKey: string;
}

/** Long enough for an authority that looks from many places; shorter than an order lives. */
const DEADLINE_MS = 5 * 60_000;
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 15_000;

export function newCertificateKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/**
 * Rejects with Failure `unavailable`; its `detail.reason` is that of an `AuthorityProblem`, or `acme-names` (see the
 * run), `acme-timeout`, `acme-order` (the authority gave the order up); and with the reason of the signal.
 */
export async function obtainCertificate(
  deps: ObtainDeps,
  pending: PendingOrder,
  run: AcmeRun,
  signal: AbortSignal,
): Promise<UsableCertificate> {
  const { authority, account, clock } = deps;
  const show = () => authority.showOrder(account, pending.url, signal);
  const first = await show();
  if (first.status === 'pending') await run.step('prove', () => proveNames(deps, first, run, signal));
  const valid = await run.step('finalize', async () => {
    const ready = first.status === 'pending' ? await settled(deps, show, ['pending'], signal) : first;
    const finalized = ready.status === 'ready' ? await authority.finalize(account, ready, pending, signal) : ready;
    const isOver = finalized.status === 'valid' || finalized.status === 'invalid';
    return isOver ? finalized : await settled(deps, show, ['pending', 'ready', 'processing'], signal);
  });
  const url = certificateUrl(valid);
  return run.step('download', async () => {
    const chain = await authority.download(account, url, signal);
    return checkIssued({ chain, privateKey: pending.privateKey }, clock.nowMs());
  });
}

async function proveNames(deps: ObtainDeps, order: AcmeOrder, run: AcmeRun, signal: AbortSignal): Promise<void> {
  const { authority, account, answers } = deps;
  const tokens: string[] = [];
  const begin = async (url: string) => {
    const authorization = await authority.authorization(account, url, signal);
    const { name, status, challenge } = authorization;
    if (status !== 'pending') return;
    if (challenge === null) run.note(name, 'failed', 'no-challenge');
    else {
      tokens.push(challenge.token);
      answers.put(challenge.token, challenge.keyAuthorization);
      if (challenge.isPending) await authority.respond(account, challenge.url, signal);
    }
  };
  const end = async (url: string) => {
    const { name, status, problem } = await until(
      deps,
      () => authority.authorization(account, url, signal),
      (each: AcmeAuthorization) => each.status !== 'pending' || each.challenge === null,
      signal,
    );
    if (status === 'valid') run.note(name, 'proved');
    else if (status !== 'pending') run.note(name, 'failed', 'refused', problem ?? status);
  };
  try {
    // One after the other: each of them may need the nonce that came with the answer before.
    for (const url of order.authorizations) await begin(url);
    if (run.failedNames.length === 0) for (const url of order.authorizations) await end(url);
  } finally {
    for (const token of tokens) answers.remove(token);
  }
  if (run.failedNames.length > 0) throw namesNotProved(run);
}

/** The order, as soon as it is in none of these states. */
function settled(
  deps: ObtainDeps,
  show: () => Promise<AcmeOrder>,
  states: readonly AcmeOrder['status'][],
  signal: AbortSignal,
): Promise<AcmeOrder> {
  return until(deps, show, ({ status }) => !states.includes(status), signal);
}

async function until<T extends { readonly retryAfterMs: number | null }>(
  { clock, sleep }: ObtainDeps,
  look: () => Promise<T>,
  isDone: (value: T) => boolean,
  signal: AbortSignal,
): Promise<T> {
  const deadline = clock.monotonicMs() + DEADLINE_MS;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, MAX_PAUSE_MS)) {
    const value = await look();
    if (isDone(value)) return value;
    if (clock.monotonicMs() > deadline) {
      throw new Failure('unavailable', 'the certificate authority takes too long', {
        detail: { reason: 'acme-timeout', said: '' },
      });
    }
    await sleep(Math.min(value.retryAfterMs ?? pauseMs, MAX_PAUSE_MS), signal);
  }
}

function certificateUrl({ certificate, problem, status }: AcmeOrder): string {
  if (certificate !== null) return certificate;
  const said = problem ?? status;
  throw new Failure('unavailable', `the certificate authority gave the order up: ${said}`, {
    detail: { reason: 'acme-order', said },
  });
}

function checkIssued(given: UsableCertificate, nowMs: number): UsableCertificate {
  try {
    return checkCertificate({ ...given, passphrase: null }, nowMs);
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    throw new Failure('unavailable', `the certificate that was issued cannot be used: ${cause.message}`, {
      detail: { reason: 'acme-answer', said: cause.message },
      cause,
    });
  }
}
