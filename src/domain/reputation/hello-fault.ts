/**
 * What is wrong with the name that a client gives in EHLO: RFC 5321 section 4.1.1.1. It is never a reason to refuse
 * (RFC 5321 section 4.1.4), but servers of honest mail know what they are called.
 */
import { isFailure } from '../../base/failure.ts';
import { NetworkSet } from '../../base/network.ts';
import { normalizeDomain } from '../../formats/address/domain-name.ts';
import type { DnsAnswer, NameService } from '../ports/name-service.ts';
import { askInTime } from './ask-in-time.ts';

export interface HelloFault {
  /** `false`: it cannot be true. `doubtful`: it may be a badly kept server. */
  readonly kind: 'false' | 'doubtful';
  /** For the trace. */
  readonly text: string;
}

export interface HelloDeps {
  readonly names: Pick<NameService, 'ipv4' | 'ipv6' | 'mx'>;
  /** This server's name, and the domains that it receives for. */
  readonly isOurName: (name: string) => boolean | Promise<boolean>;
  readonly timeoutMs: number;
}

/** Null where nothing is wrong, or DNS does not say. */
export async function findHelloFault(
  deps: HelloDeps,
  hello: string,
  address: string,
  signal: AbortSignal,
): Promise<HelloFault | null> {
  const name = normalise(hello);
  if (name === null) return isFalse('it is neither a host name nor an address literal');
  if (name.startsWith('[')) return judgeLiteral(name, address);
  if (await deps.isOurName(name)) return isFalse('it is a name of this server');
  if (!name.includes('.')) return isDoubtful('it has no domain');

  const { names, timeoutMs } = deps;
  const ask = <T>(question: (limit: AbortSignal) => Promise<DnsAnswer<T>>) => askInTime(question, timeoutMs, signal);
  const answers = await Promise.all([
    ask((limit) => names.ipv4(name, limit)),
    ask((limit) => names.ipv6(name, limit)),
    ask((limit) => names.mx(name, limit)),
  ]);
  return answers.every(({ kind }) => kind === 'none') ? isDoubtful('DNS has no such host') : null;
}

function normalise(hello: string): string | null {
  try {
    return normalizeDomain(hello.replace(/\.$/, ''));
  } catch (error) {
    if (isFailure(error, 'invalid')) return null;
    throw error;
  }
}

/** The way to greet for who has no name: RFC 5321 section 4.1.3. Servers of honest mail have one. */
function judgeLiteral(literal: string, address: string): HelloFault {
  const inside = literal.slice(1, -1).replace(/^IPv6:/i, '');
  const isItself = new NetworkSet([address]).has(inside);
  return isItself ? isDoubtful('it is the address instead of a name') : isFalse('it is the address of another host');
}

function isFalse(text: string): HelloFault {
  return { kind: 'false', text };
}

function isDoubtful(text: string): HelloFault {
  return { kind: 'doubtful', text };
}
