/**
 * One HTTPS request to a certificate authority: RFC 8555 section 6.1
 *
 * The administrator has chosen the authority, so its addresses may be private. All else is bounded: time, size, and that
 * no redirect is followed, since none of these resources has one.
 */
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Failure } from '../../base/failure.ts';
import { addressFamily } from '../../base/network.ts';
import type { NameService } from '../../domain/ports/name-service.ts';
import { ACME_LIMITS, type AcmeLimits } from './acme-limits.ts';
import { acmeFailure } from './acme-problem.ts';

export interface AcmeRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly url: string;
  /** A signed request. */
  readonly body?: string;
  readonly accept?: string;
}

export interface AcmeResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface SendDeps {
  readonly names: Pick<NameService, 'addresses'>;
  /** PEM; empty for the usual ones. */
  readonly authorities: readonly string[];
  /** Asked for by RFC 8555 section 6.1. */
  readonly userAgent: string;
  readonly limits?: Partial<AcmeLimits>;
}

export type SendAcmeRequest = (request: AcmeRequest, signal: AbortSignal) => Promise<AcmeResponse>;

const MAX_ADDRESSES = 4;

export function createSend({ names, authorities, userAgent, limits }: SendDeps): SendAcmeRequest {
  const { timeoutMs, bodyBytes } = { ...ACME_LIMITS, ...limits };
  const ca = authorities.length === 0 ? {} : { ca: [...authorities] };

  return async ({ method, url, body, accept = 'application/json' }, signal) => {
    const { hostname, port, pathname, search } = checkAcmeUrl(url);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const host = hostname.replace(/^\[|\]$/g, '');
    try {
      const way = await wayTo(host, limit);
      const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
      const headers = {
        host: port === '' ? hostname : `${hostname}:${port}`,
        'user-agent': userAgent,
        ...{ accept, 'accept-language': 'en', 'accept-encoding': 'identity' },
        ...(body === undefined ? {} : { 'content-type': 'application/jose+json' }),
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      };
      const target = { ...way, port: port === '' ? 443 : Number(port), path: pathname + search };
      request({
        ...target,
        ...ca,
        method,
        headers,
        agent: false,
        signal: limit,

        minVersion: 'TLSv1.2',
      })
        .on('response', resolve)
        .on('error', reject)
        .end(body);
      const response = await promise;
      return { status: response.statusCode ?? 0, headers: headersOf(response), body: await readBody(response) };
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof Failure) throw cause;
      const said = limit.aborted ? `${host} does not answer in time` : reasonOf(cause);
      throw acmeFailure(
        `the certificate authority cannot be spoken to: ${said}`,
        { reason: 'acme-unreachable', said },
        cause,
      );
    }
  };

  /** Its addresses are tried one after the other until one answers. */
  async function wayTo(host: string, signal: AbortSignal): Promise<{ host: string; lookup?: LookupFunction }> {
    if (addressFamily(host) !== null) return { host };
    // RFC 6761
    const found = host === 'localhost' ? ['127.0.0.1'] : await addressesOf(host, signal);
    const addresses = found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    return { host, lookup: (_name, _options, answer) => answer(null, addresses) };
  }

  async function addressesOf(host: string, signal: AbortSignal): Promise<readonly string[]> {
    const answer = await names.addresses(host, signal);
    if (answer.kind === 'found') return answer.records.slice(0, MAX_ADDRESSES);
    const said = `DNS has no address for ${host}`;
    throw acmeFailure(said, { reason: 'acme-unreachable', said });
  }

  async function readBody(response: IncomingMessage): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of response as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > bodyBytes) throw acmeFailure('the certificate authority sends too much', {});
        chunks.push(chunk);
      }
    } finally {
      response.destroy();
    }
    return Buffer.concat(chunks);
  }
}

/** HTTPS alone, and no sign-in in the address. Throws Failure `unavailable`. */
export function checkAcmeUrl(text: unknown): URL {
  const isText = typeof text === 'string' && text.length <= ACME_LIMITS.urlCharacters;
  const url = isText ? URL.parse(text) : null;
  if (url?.protocol === 'https:' && url.username === '' && url.password === '') return url;
  throw acmeFailure('the certificate authority names an address that cannot be used', {});
}

/** The last one of those that came more than once counts. */
function headersOf({ headers }: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.at(-1) : value]),
  );
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause && cause.message === '' ? String(cause.code) : cause.message;
}
