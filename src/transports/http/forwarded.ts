/**
 * For whom a web proxy in front of this server asks. Only the header that every proxy sets is read: of others a client's own
 * would be passed on by those that do not know them.
 */
import { addressFamily, normaliseAddress } from '../../base/network.ts';
import type { NetworkPolicy } from '../net/network-policy.ts';
import type { HttpPeer } from './exchange.ts';
import type { HttpRequest } from './server.ts';

export interface Forwarded {
  readonly peer: HttpPeer;
  /** The client has come to the proxy by TLS. */
  readonly isSecure: boolean;
}

type Policy = Pick<NetworkPolicy, 'isTrusted' | 'isForwarder'>;

/** Proxies append: what the last one says is true, and what stands before it is what it was told. */
const MAX_PROXIES = 20;

/** Null where the request comes from no proxy of ours; then nothing of what it says counts. */
export function readForwarded({ headers }: HttpRequest, direct: HttpPeer, policy: Policy): Forwarded | null {
  if (!policy.isForwarder(direct.address)) return null;
  const address = clientOf(headers['x-forwarded-for'], direct.address, policy);
  const isSecure = lastOf(headers['x-forwarded-proto']) === 'https';
  return { peer: { address, isTrusted: policy.isTrusted(address) }, isSecure };
}

/** The last one that is no proxy of ours; what is no address ends the chain there, since nobody can vouch for it. */
function clientOf(header: string | string[] | undefined, direct: string, { isForwarder }: Policy): string {
  let client = direct;
  for (const part of listOf(header).slice(-MAX_PROXIES).reverse()) {
    const address = normaliseAddress(withoutPort(part).toLowerCase());
    if (addressFamily(address) === null) break;
    client = address;
    if (!isForwarder(address)) break;
  }
  return client;
}

function withoutPort(part: string): string {
  return part.replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1');
}

function lastOf(header: string | string[] | undefined): string | undefined {
  return listOf(header).at(-1)?.toLowerCase();
}

function listOf(header: string | string[] | undefined): string[] {
  return String(header ?? '')
    .split(',')
    .map((part) => part.trim());
}
