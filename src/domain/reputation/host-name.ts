/** The name of a client by reverse DNS, which counts only where the name leads back to the address. RFC 8601 section 3 */
import { NetworkSet } from '../../base/network.ts';
import type { NameService } from '../ports/name-service.ts';
import { askInTime } from './ask-in-time.ts';

export type HostName =
  | { readonly kind: 'confirmed'; readonly name: string }
  /** There is a name, and it is another host's. */
  | { readonly kind: 'unconfirmed'; readonly name: string }
  | { readonly kind: 'none' }
  /** DNS did not answer. */
  | { readonly kind: 'unknown' };

/** An address has one name; who gives it hundreds does not make us ask for hundreds. */
const MAX_NAMES = 5;

export async function findHostName(
  names: Pick<NameService, 'ptr' | 'ipv4' | 'ipv6'>,
  address: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<HostName> {
  const reverse = await askInTime((limit) => names.ptr(address, limit), timeoutMs, signal);
  if (reverse.kind === 'failed') return { kind: 'unknown' };
  const found = reverse.kind === 'found' ? reverse.records.slice(0, MAX_NAMES) : [];
  const [first] = found;
  if (first === undefined) return { kind: 'none' };

  // Not by `addresses`: a server that sends by one family is reached by both.
  const family = address.includes(':') ? 'ipv6' : 'ipv4';
  const itself = new NetworkSet([address]);
  const forward = await Promise.all(
    found.map((name) => askInTime((limit) => names[family](name, limit), timeoutMs, signal)),
  );
  const right = forward.findIndex((answer) => answer.kind === 'found' && answer.records.some((one) => itself.has(one)));
  const confirmed = found[right];
  if (confirmed !== undefined) return { kind: 'confirmed', name: confirmed };
  return forward.some(({ kind }) => kind === 'failed') ? { kind: 'unknown' } : { kind: 'unconfirmed', name: first };
}
