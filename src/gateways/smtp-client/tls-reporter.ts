/** Counts what came of TLS with the hosts of a domain, for the report that the domain may ask for. RFC 8460 section 4 */
import type { Clock } from '../../base/clock.ts';
import type { Observations } from '../../domain/ports/observations.ts';
import type { TlsTallyRow } from '../../domain/ports/tls-tally.ts';
import type { TlsPolicy, TlsResult } from './tls-demand.ts';

export interface TlsAttempt {
  readonly policy: TlsPolicy;
  readonly result: TlsResult;
  readonly host: string;
  readonly address: string;
  /** Ours. */
  readonly localAddress: string;
}

export class TlsReporter {
  readonly #observations: Pick<Observations, 'tally'>;
  readonly #clock: Clock;

  constructor(observations: Pick<Observations, 'tally'>, clock: Clock) {
    this.#observations = observations;
    this.#clock = clock;
  }

  /** @param domain that of the recipients. */
  count(domain: string, { policy, result, host, address, localAddress }: TlsAttempt): void {
    const isSuccess = result.type === 'success';
    // Of what went well only the number is told: one row for all of it.
    const row: TlsTallyRow = {
      policy: { ...policy, strings: beginningOf(policy.strings), mxHosts: beginningOf(policy.mxHosts) },
      result: result.type,
      sendingAddress: isSuccess ? '' : localAddress,
      receivingHost: isSuccess ? '' : host,
      receivingAddress: isSuccess ? '' : address,
      reason: isSuccess ? '' : result.reason.replace(/\s+/g, ' ').slice(0, MAX_REASON),
    };
    const day = new Date(this.#clock.nowMs()).toISOString().slice(0, 'yyyy-mm-dd'.length);
    this.#observations.tally({ topic: 'tls', subject: domain, day, row: JSON.stringify(row) });
  }
}

const MAX_REASON = 300;
/** Of what the domain has published, in characters: each row repeats it, and a policy may have 64 KB. */
const MAX_POLICY_TEXT = 4096;

/** As many whole lines from the first on as may be kept. */
function beginningOf(lines: readonly string[]): readonly string[] {
  let left = MAX_POLICY_TEXT;
  return lines.filter((line) => (left -= line.length) >= 0);
}
