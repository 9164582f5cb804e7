/**
 * MTA-STS: the policies of the domains that we send to. RFC 8461
 *
 * A policy that was fetched counts until its `max_age` is over, also when the record or the web server is gone
 * (RFC 8461 section 3.3): otherwise whoever can suppress an answer could switch it off. For the same reason one that is
 * in use is fetched again long before its end. It is kept across restarts.
 */
import type { Clock } from '../../base/clock.ts';
import { isFailure } from '../../base/failure.ts';
import type { Logger } from '../../base/log.ts';
import type { NameService } from '../../domain/ports/name-service.ts';
import type { Observations } from '../../domain/ports/observations.ts';
import type { TlsFailureType } from '../../domain/ports/tls-tally.ts';
import { isPublicAddress } from '../mail-auth/public-address.ts';
import { fetchPolicy, PolicyFetchError } from './fetch-policy.ts';
import { parsePolicy, readPolicyId, type StsPolicy } from './sts-policy.ts';

export interface StsFinding {
  /** Null: the domain has none, or none could be got. */
  readonly policy: StsPolicy | null;
  /** Why none could be got, or not the newest: to be told to the domain. */
  readonly failure: { readonly type: TlsFailureType; readonly reason: string } | null;
}

export interface StsPolicies {
  /** Never rejects but for the signal. */
  find(domain: string, signal: AbortSignal): Promise<StsFinding>;
}

export interface StsPoliciesDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly names: NameService;
  readonly observations: Pick<Observations, 'note' | 'setNote'>;
  readonly options: () => StsOptions;
}

export interface StsOptions {
  /** For the whole of one fetch. RFC 8461 section 3.3 proposes a minute. */
  readonly timeoutMs: number;
  /** 443; tests have their own. */
  readonly port: number;
  readonly authorities: readonly string[] | undefined;
  /** Tests speak to a server of their own; otherwise public addresses only. */
  readonly isAllowed?: (address: string) => boolean;
}

/** What is kept of a domain. */
interface Known {
  readonly id: string;
  readonly text: string;
  readonly untilMs: number;
  /** From when on it is to be fetched again, though its id is still the same. */
  readonly refreshAtMs: number;
}

const TOPIC = 'mta-sts';
/** Domains whose policy is remembered without asking for the note. */
const MAX_REMEMBERED = 2000;
/** How long a domain is let alone after a fetch that failed. RFC 8461 section 3.3 */
const RETRY_FAILED_AFTER_MS = 5 * 60_000;
/** RFC 8461 section 3.3; one that lasts less than two of these is refreshed at half its time. */
const REFRESH_AFTER_MS = 24 * 3_600_000;
const RETRY_REFRESH_AFTER_MS = 3_600_000;
const NOTHING: StsFinding = { policy: null, failure: null };

export function createStsPolicies(deps: StsPoliciesDeps): StsPolicies {
  const { clock, log, names, observations, options } = deps;
  const remembered = new Map<string, Known | null>();
  const failures = new Map<string, { readonly untilMs: number; readonly failure: StsFinding['failure'] }>();
  const fetching = new Map<string, Promise<StsFinding>>();

  const remember = <T>(map: Map<string, T>, domain: string, value: T): void => {
    map.delete(domain);
    map.set(domain, value);
    for (const oldest of map.keys()) {
      if (map.size <= MAX_REMEMBERED) break;
      map.delete(oldest);
    }
  };

  const recall = async (domain: string): Promise<Known | null> => {
    let known = remembered.get(domain);
    if (known === undefined) {
      const note = await observations.note(TOPIC, domain).catch(() => null);
      known = note === null ? null : readNote(note.value, note.untilMs);
      remember(remembered, domain, known);
    }
    return known !== null && known.untilMs > clock.nowMs() ? known : null;
  };

  const fetchNew = async (domain: string, id: string, signal: AbortSignal): Promise<StsFinding> => {
    const { timeoutMs, port, authorities, isAllowed = isPublicAddress } = options();
    const host = await names.addresses(`mta-sts.${domain}`, signal);
    // A stranger's DNS must not lead us to a server inside. SECURITY.md section 2 (SSRF)
    const addresses = host.kind === 'found' ? host.records.filter(isAllowed) : [];
    const text = await fetchPolicy(domain, { addresses, port, timeoutMs, authorities, signal });
    const policy = parsePolicy(text);
    const nowMs = clock.nowMs();
    const lifetimeMs = policy.maxAgeSeconds * 1000;
    const refreshAtMs = nowMs + Math.min(REFRESH_AFTER_MS, lifetimeMs / 2);
    const known = { id, text, untilMs: nowMs + lifetimeMs, refreshAtMs };
    remember(remembered, domain, known);
    const value = JSON.stringify({ id, text, refreshAtMs });
    await observations.setNote(TOPIC, domain, value, known.untilMs).catch((error: unknown) => {
      log.warn({ error, domain }, 'policy not kept');
    });
    return { policy, failure: null };
  };

  const renew = async (domain: string, id: string, signal: AbortSignal): Promise<StsFinding> => {
    const failed = failures.get(domain);
    if (failed !== undefined && failed.untilMs > clock.nowMs()) return { policy: null, failure: failed.failure };
    try {
      return await fetchNew(domain, id, signal);
    } catch (error) {
      signal.throwIfAborted();
      const failure = { type: failureType(error), reason: isFailure(error) ? error.message : 'internal error' };
      if (!isFailure(error)) log.error({ error, domain }, 'policy not fetched');
      remember(failures, domain, { untilMs: clock.nowMs() + RETRY_FAILED_AFTER_MS, failure });
      return { policy: null, failure };
    }
  };

  /** For all that wait for it, and not for the one message whose sending may be given up. */
  const renewOnce = (domain: string, id: string): Promise<StsFinding> => {
    const renewing =
      fetching.get(domain) ??
      renew(domain, id, new AbortController().signal).finally(() => {
        fetching.delete(domain);
      });
    fetching.set(domain, renewing);
    return renewing;
  };

  /** Nobody waits for it: the policy counts as it is. */
  const refresh = async (domain: string, known: Known, mode: StsPolicy['mode']): Promise<void> => {
    remember(remembered, domain, { ...known, refreshAtMs: clock.nowMs() + RETRY_REFRESH_AFTER_MS });
    const { failure } = await renewOnce(domain, known.id);
    if (failure !== null && mode !== 'none') log.warn({ domain, ...failure }, 'policy not refreshed');
  };

  return {
    async find(domain, signal) {
      const [record, known] = await Promise.all([names.txt(`_mta-sts.${domain}`, signal), recall(domain)]);
      const id = record.kind === 'found' ? readPolicyId(record.records) : null;
      const kept = known === null ? null : parsePolicy(known.text);
      if (id === null || id === known?.id) {
        if (known === null || kept === null) return NOTHING;
        if (known.refreshAtMs <= clock.nowMs()) void refresh(domain, known, kept.mode);
        return { policy: kept, failure: null };
      }
      const found = await renewOnce(domain, id);
      signal.throwIfAborted();
      return found.policy === null ? { ...found, policy: kept } : found;
    },
  };
}

/** A note that cannot be read is as good as none. */
function readNote(value: string, untilMs: number): Known | null {
  try {
    const { id, text, refreshAtMs } = JSON.parse(value) as Record<string, unknown>;
    if (typeof id !== 'string' || typeof text !== 'string') return null;
    parsePolicy(text);
    return { id, text, untilMs, refreshAtMs: typeof refreshAtMs === 'number' ? refreshAtMs : 0 };
  } catch {
    return null;
  }
}

/** RFC 8460 section 4.3.2.2 */
function failureType(error: unknown): TlsFailureType {
  if (!(error instanceof PolicyFetchError)) return 'sts-policy-invalid';
  return error.problem === 'certificate' ? 'sts-webpki-invalid' : 'sts-policy-fetch-error';
}
