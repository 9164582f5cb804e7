/** What is found out about a message from another server before it is decided about. MI7, MI8 */
import type { AuthenticationOutcome } from '../authentication/authentication.ts';
import type { ScoreFact } from '../reputation/client-reputation.ts';
import type { Trace } from '../trace/trace.ts';
import type { DeliveryDeps } from './delivery-services.ts';
import type { Envelope } from './envelope.ts';
import type { HeaderFacts } from './header-section.ts';
import { sumOf } from './judge-recipients.ts';

export interface Origin {
  readonly authentication: AuthenticationOutcome | null;
  readonly scores: readonly ScoreFact[];
  /** By reverse DNS, checked forwards. */
  readonly hostName: string | null;
}

export const UNKNOWN_ORIGIN: Origin = { authentication: null, scores: [], hostName: null };

/** @param message as it came; null where it cannot be read again. Rejects with the signal's reason alone. */
export async function checkOrigin(
  deps: Pick<DeliveryDeps, 'authentication' | 'hostname' | 'trace'>,
  envelope: Envelope,
  { from }: Pick<HeaderFacts, 'from'>,
  queueId: string,
  message: (() => AsyncIterable<Uint8Array>) | null,
  signal: AbortSignal,
): Promise<Origin> {
  const { client, returnPath, look } = envelope;
  const request = {
    clientAddress: client.address,
    heloName: client.name,
    sender: returnPath.address,
    hostname: deps.hostname,
  };
  const [authentication, scores, hostName] = await Promise.all([
    deps.authentication === null || message === null
      ? null
      : deps.authentication.check({ ...request, message }, signal),
    look?.scores(client.name, returnPath.address, from) ?? [],
    look?.hostName ?? null,
  ]);
  if (authentication !== null) traceFindings(deps.trace, queueId, authentication);
  traceScores(deps.trace, queueId, scores);
  return { authentication, scores, hostName };
}

function traceFindings(trace: Trace, queueId: string, { findings }: AuthenticationOutcome): void {
  const { spf, dkim, dmarc, arc } = findings;
  // The comment stands apart: it is told in the language of whoever reads it.
  const add = (what: string, result: string, about: string, comment = '') => {
    const detail = [about.trim(), comment].filter((text) => text !== '').join(': ');
    trace.add(queueId, 'checked', { what, result, detail });
  };
  add('spf', spf.result, `${spf.identity} ${spf.domain}`, spf.comment);
  for (const { result, domain, selector, comment } of dkim) add('dkim', result, `${selector} ${domain}`, comment);
  add('dmarc', dmarc.result, `${dmarc.domain} ${dmarc.disposition}`, dmarc.comment);
  if (arc.result !== 'none') add('arc', arc.result, arc.sealDomain, arc.comment);
}

export function traceScores(trace: Trace, queueId: string, scores: readonly ScoreFact[]): void {
  if (scores.length === 0) return;
  for (const { rule, score, text } of scores)
    trace.add(queueId, 'checked', { what: rule, result: `${score}`, detail: text });
  trace.add(queueId, 'checked', { what: 'score', result: `${sumOf(scores)}`, detail: '' });
}
