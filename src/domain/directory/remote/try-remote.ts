/** Everything that has to work before a remote directory is used, in the order in which it is needed. */
import { Failure } from '../../../base/failure.ts';
import type { Store } from '../../ports/store.ts';
import { type CompareDeps, type Comparison, compare } from './compare.ts';
import type { MappedEntry } from './map-entry.ts';
import type { RemoteLink } from './remote-link.ts';

export interface SampleLogin {
  /** User ID or address. */
  readonly login: string;
  readonly password: string;
}

const PROBE_TIMEOUT_MS = 20_000;
const READ_TIMEOUT_MS = 10 * 60_000;

/**
 * @returns everybody, and what would be different. Throws Failure `unavailable` (`detail.reason`: `remote-STEP`), `invalid`
 * (`detail.reason`: `remote-empty`, `remote-sample-…`; the filter), `too-many`.
 */
export async function tryRemote(
  deps: CompareDeps & { readonly store: Store; readonly link: RemoteLink },
  { sample, createsDomains }: { readonly sample: SampleLogin | null; readonly createsDomains: boolean },
): Promise<{ readonly entries: readonly MappedEntry[]; readonly comparison: Comparison }> {
  const { remote, people, settings } = deps.link;
  await withTime(PROBE_TIMEOUT_MS, (signal) => remote.probe(settings.base, signal));
  const entries = await withTime(READ_TIMEOUT_MS, async (signal) => {
    // All of them are in memory for a moment.
    const all: MappedEntry[] = [];
    for await (const slice of people.all(signal)) all.push(...slice);
    return all;
  });
  const comparison = await compare(deps, [entries], { by: null, mayLinkRoles: true, createsDomains });
  if (comparison.people === 0) throw nobody('remote-empty', comparison);
  // Where nobody can be taken, that is what is to be told.
  if (sample !== null && hasPeople(comparison))
    await withTime(PROBE_TIMEOUT_MS, (signal) => trySample(deps.link, sample, signal));
  return { entries, comparison };
}

async function trySample({ people, remote }: RemoteLink, { login, password }: SampleLogin, signal: AbortSignal) {
  const person = await people.byLogin(login, signal);
  const problem = person === null ? 'unknown' : person.isEnabled ? null : 'disabled';
  if (person !== null && problem === null && (await remote.verify(person.name, password, signal))) return;
  throw new Failure('invalid', `the sign-in of ${login} does not work`, {
    detail: { reason: `remote-sample-${problem ?? 'password'}`, login },
  });
}

/** Throws Failure `invalid` where nobody at all can be taken: then it is another directory than was thought. */
export function mustHavePeople(comparison: Comparison): void {
  if (!hasPeople(comparison)) throw nobody('remote-nobody', comparison);
}

function hasPeople({ people, refused }: Comparison): boolean {
  return refused.count < people;
}

function nobody(reason: string, { people }: Comparison): Failure {
  const detail = { reason, people };
  return new Failure('invalid', `of ${people} entries none is a person whom this server can take`, { detail });
}

async function withTime<T>(timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    return await work(deadline);
  } catch (error) {
    if (!deadline.aborted || error instanceof Failure) throw error;
    const detail = { reason: 'remote-search', said: 'no answer in time' };
    throw new Failure('unavailable', 'the remote directory takes too long', { detail, cause: error });
  }
}
