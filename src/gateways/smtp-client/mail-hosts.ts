/** The hosts that take the mail of a route, in the order in which they are tried. RFC 5321 section 5.1 */
import { isIP } from 'node:net';
import type { Route } from '../../domain/ports/mail-sender.ts';
import type { MxRecord, NameService } from '../../domain/ports/name-service.ts';
import { SENDER_LIMITS } from './sender-options.ts';
import { SmtpProblem } from './smtp-problem.ts';

export interface MailHosts {
  /** Names, or one address. */
  readonly hosts: readonly string[];
  /** DNSSEC vouches for the names. RFC 7672 section 2.2 */
  readonly isSecure: boolean;
  /** Where the domain is an alias: the name at its end. */
  readonly canonicalDomain: string | null;
}

export interface MailHostsDeps {
  readonly names: NameService;
  readonly isOwnName: (host: string) => boolean;
  /** 0 up to, not including, 1. */
  readonly random: () => number;
}

/** Throws SmtpProblem, whose status says whether to try again; rejects with the reason of the signal. */
export async function findMailHosts(route: Route, deps: MailHostsDeps, signal: AbortSignal): Promise<MailHosts> {
  // What the administrator named needs nobody to vouch for it.
  if (route.kind === 'host') return { hosts: [withoutBrackets(route.host)], isSecure: true, canonicalDomain: null };
  const { domain } = route;
  const literal = withoutBrackets(domain);
  if (isIP(literal) !== 0) return { hosts: [literal], isSecure: false, canonicalDomain: null };
  const answer = await deps.names.mx(domain, signal);
  if (answer.kind === 'failed')
    throw new SmtpProblem('4.4.3', `the hosts of ${domain} cannot be found: ${answer.reason}`);
  if (answer.kind === 'none') {
    if (answer.isNxDomain) throw new SmtpProblem('5.1.2', `there is no domain ${domain}`);
    if (deps.isOwnName(domain)) throw loop(domain);
    // The domain is its own host. RFC 5321 section 5.1
    return { hosts: [domain], isSecure: answer.isAuthenticated, canonicalDomain: null };
  }
  const [first, ...more] = answer.records;
  // Beside others a null MX has no meaning. RFC 7505 section 3
  if (first?.exchange === '' && more.length === 0) {
    throw new SmtpProblem('5.1.10', `${domain} takes no mail (null MX)`);
  }
  const records = answer.records.filter(({ exchange }) => exchange !== '');
  const own = records.filter(({ exchange }) => deps.isOwnName(exchange));
  const limit = Math.min(...own.map(({ preference }) => preference));
  const better = records.filter(({ preference }) => preference < limit);
  if (better.length === 0) throw loop(domain);
  const hosts = inOrder(better, deps.random).slice(0, SENDER_LIMITS.hosts);
  return { hosts, isSecure: answer.isAuthenticated, canonicalDomain: answer.canonicalName ?? null };
}

export function loop(domain: string): SmtpProblem {
  return new SmtpProblem('5.4.6', `mail for ${domain} would come back to this server`);
}

/** By preference, those of the same one in random order. */
function inOrder(records: readonly MxRecord[], random: () => number): string[] {
  return records
    .map((record) => ({ ...record, dice: random() }))
    .toSorted((one, other) => one.preference - other.preference || one.dice - other.dice)
    .map(({ exchange }) => exchange)
    .filter((exchange, index, all) => all.indexOf(exchange) === index);
}

/** `[192.0.2.1]` and `[IPv6:2001:db8::1]` are addresses. RFC 5321 section 4.1.3 */
function withoutBrackets(host: string): string {
  const content = /^\[(?:IPv6:)?([^\]]+)\]$/i.exec(host)?.[1];
  return content !== undefined && isIP(content) !== 0 ? content : host;
}
