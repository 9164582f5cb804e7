/** Counts what happens where it is told of anyway: no more than a number that grows. */
import type { Clock } from '../../base/clock.ts';
import { isFailure } from '../../base/failure.ts';
import type { Authenticator } from '../access/principal.ts';
import type { Trace } from '../trace/trace.ts';
import { COUNTED, type CountedMetric } from './metrics.ts';

export type ActivityCounters = Record<CountedMetric, number>;

/** Of special use `\Junk`; filing names the folder by its path, which users may change. RFC 6154 section 2 */
const JUNK = 'Junk';

/** Content filters that did not answer when they were last asked, with when that was. */
export type FailingFilters = Map<string, number>;

const FILTER = 'filter:';

export function newCounters(): ActivityCounters {
  return Object.fromEntries(COUNTED.map((name) => [name, 0])) as ActivityCounters;
}

/** A trace that is counted. */
export function countingTrace(trace: Trace, counters: ActivityCounters, failing: FailingFilters, clock: Clock): Trace {
  return {
    add(queueId, kind, facts, keys) {
      if (kind === 'accepted') counters.received += 1;
      else if (kind === 'refused') counters.refused += 1;
      else if (kind === 'filed') {
        counters.filed += 1;
        if ('folder' in facts && facts.folder === JUNK) counters.junk += 1;
      } else if (kind === 'attempt' && 'outcome' in facts && facts.outcome === 'delivered') counters.sent += 1;
      else if (kind === 'checked' && 'what' in facts && facts.what.startsWith(FILTER)) {
        const name = facts.what.slice(FILTER.length);
        if (facts.result.startsWith('down')) failing.set(name, clock.nowMs());
        else failing.delete(name);
      }
      trace.add(queueId, kind, facts, keys);
    },
  };
}

/** The same authenticator, with the sign-ins counted: passwords and certificates, not each use of a token. */
export function countingAuthenticator(authenticator: Authenticator, counters: ActivityCounters): Authenticator {
  const failed = async <T>(step: Promise<T>): Promise<T> => {
    try {
      return await step;
    } catch (error) {
      if (isFailure(error, 'authentication-failed') || isFailure(error, 'too-many')) counters.failedSignIns += 1;
      throw error;
    }
  };
  const count = async <T>(signIn: Promise<T>): Promise<T> => {
    const result = await failed(signIn);
    counters.signIns += 1;
    return result;
  };
  return {
    get offersScram() {
      return authenticator.offersScram ?? true;
    },
    verifyPassword: (attempt, password) => count(authenticator.verifyPassword(attempt, password)),
    async provePassword(attempt, password) {
      const proof = await failed(authenticator.provePassword(attempt, password));
      return { account: proof.account, succeed: () => count(proof.succeed()), fail: () => failed(proof.fail()) };
    },
    verifyToken: (attempt, token) => failed(authenticator.verifyToken(attempt, token)),
    verifyPasskey: (attempt, verify) => count(authenticator.verifyPasskey(attempt, verify)),
    verifyCertificate: (attempt, addresses) => count(authenticator.verifyCertificate(attempt, addresses)),
    async beginScram(attempt) {
      const candidate = await failed(authenticator.beginScram(attempt));
      const { keys, alternatives } = candidate;
      return {
        keys,
        ...(alternatives === undefined ? {} : { alternatives }),
        succeed: (fitting) => count(candidate.succeed(fitting)),
        fail: () => failed(candidate.fail()),
      };
    },
    authorise: (principal, identity) => authenticator.authorise(principal, identity),
  };
}
