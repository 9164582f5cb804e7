/**
 * Whether DNS knows this server: its name leads to its addresses, and they lead back. Others distrust a server where
 * it is not so, whatever the domain publishes.
 */
import type { DnsAnswer, NameService } from '../ports/name-service.ts';
import { reversedAddress } from '../reputation/reversed-address.ts';

export interface HostRecord {
  readonly purpose: 'host' | 'reverse';
  /** Without the final dot. */
  readonly name: string;
  readonly type: 'A' | 'PTR';
  /** As in a zone file; empty for the address of this server, which only its administrator knows. */
  readonly value: string;
  readonly isOptional: false;
  readonly state: 'ok' | 'missing' | 'different' | 'unknown';
  readonly found: readonly string[];
}

/** Rejects with the reason of the signal. */
export async function checkHostRecords(
  names: Pick<NameService, 'addresses' | 'ptr'>,
  hostname: string,
  signal: AbortSignal,
): Promise<readonly HostRecord[]> {
  const answer = await names.addresses(hostname, signal);
  const addresses = answer.kind === 'found' ? answer.records : [];
  const reverse = addresses.map(async (address): Promise<HostRecord> => {
    const back = await names.ptr(address, signal);
    const found = back.kind === 'found' ? back.records : [];
    const isRight = found.includes(hostname);
    const zone = address.includes(':') ? 'ip6.arpa' : 'in-addr.arpa';
    return {
      purpose: 'reverse',
      name: `${reversedAddress(address) ?? address}.${zone}`,
      type: 'PTR',
      value: `${hostname}.`,
      isOptional: false,
      state: isRight ? 'ok' : stateOf(back),
      found,
    };
  });
  const state = answer.kind === 'found' ? 'ok' : stateOf(answer);
  const isOptional = false;
  return [
    { purpose: 'host', name: hostname, type: 'A', value: '', isOptional, state, found: addresses },
    ...(await Promise.all(reverse)),
  ];
}

/** What it is when there is nothing that is right. */
function stateOf(answer: DnsAnswer<string>): 'missing' | 'different' | 'unknown' {
  if (answer.kind === 'failed') return 'unknown';
  return answer.kind === 'none' ? 'missing' : 'different';
}
