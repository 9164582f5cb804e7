/** Which names a certificate is asked for: each is tried first, since one that is not proved spoils the whole order. */
import { Failure } from '../../base/failure.ts';
import type { Reach, TryReach } from '../ports/certificate-authority.ts';
import type { AcmeRun } from './acme-run.ts';
import type { ChallengeAnswers } from './challenge-answers.ts';
import type { WantedName } from './wanted-names.ts';

export interface ChooseNamesDeps {
  readonly tryReach: TryReach;
  readonly answers: ChallengeAnswers;
  /** A token that nobody can guess. */
  readonly newToken: () => string;
}

/** Authorities take 100 names for one certificate. */
const MAX_NAMES = 100;
/** Tried at the same time. */
const AT_ONCE = 8;

/**
 * Names that can be proved: all that are required, and of the others those that lead here. Those that are left out are
 * noted, with the reason.
 *
 * Nobody answering is no proof that a name leads elsewhere: from behind some routers one does not see oneself from
 * outside. So a required name is asked for all the same, and another one when it has the same address.
 *
 * Throws Failure `unavailable` (`acme-names`) where a required name cannot be proved.
 */
export async function chooseNames(
  { tryReach, answers, newToken }: ChooseNamesDeps,
  wanted: readonly WantedName[],
  run: AcmeRun,
  signal: AbortSignal,
): Promise<string[]> {
  const candidates = wanted.slice(0, MAX_NAMES);
  const reaches = await inTurn(candidates, async ({ name }) => {
    const token = newToken();
    const expected = newToken();
    answers.put(token, expected);
    try {
      return await tryReach(name, token, expected, signal);
    } finally {
      answers.remove(token);
    }
  });
  const unseen = new Set(
    candidates.flatMap(({ isRequired }, index) => (isRequired ? unseenAddresses(reaches[index]) : [])),
  );
  const chosen = candidates.filter(({ name, isRequired }, index) => {
    const reach = reaches[index];
    if (reach === undefined) return false;
    const isGood =
      reach.kind === 'reached' ||
      (reach.kind === 'unreachable' && (isRequired || reach.addresses.some((address) => unseen.has(address))));
    if (reach.kind === 'reached' || isGood) run.note(name, 'waiting');
    else run.note(name, isRequired ? 'failed' : 'left-out', reach.kind, said(reach));
    return isGood;
  });
  if (run.failedNames.length > 0) throw namesNotProved(run);
  return chosen.map(({ name }) => name);
}

/** The run tells what is wrong with which name. */
export function namesNotProved(run: AcmeRun): Failure {
  const names = run.failedNames.map(({ name }) => name).join(', ');
  return new Failure('unavailable', `not proved to be ours: ${names}`, {
    detail: { reason: 'acme-names', said: names },
  });
}

function unseenAddresses(reach: Reach | undefined): readonly string[] {
  return reach?.kind === 'unreachable' ? reach.addresses : [];
}

function said(reach: Reach): string {
  return 'addresses' in reach ? reach.addresses.join(', ') : '';
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(work))));
  }
  return results;
}
