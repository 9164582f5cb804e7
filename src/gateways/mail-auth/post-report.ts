/**
 * Posts a report to a web server: RFC 8460 section 5.4
 *
 * The address comes from a stranger's DNS. So it is looked up once and that very host is spoken to, it must be a public
 * one, on the port of HTTPS, and no redirect is followed. SECURITY.md section 2 (SSRF)
 */
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { isIP } from 'node:net';
import { Failure } from '../../base/failure.ts';
import type { NameService } from '../../domain/ports/name-service.ts';
import { isPublicAddress } from './public-address.ts';

export interface PostReportDeps {
  readonly names: NameService;
  /** Tests speak to a server of their own. */
  readonly options?: { readonly port: number; readonly ca: string; readonly isAllowed: (address: string) => boolean };
}

export type PostReport = (url: string, contentType: string, body: Uint8Array, signal: AbortSignal) => Promise<void>;

const TIMEOUT_MS = 30_000;
const HTTPS_PORT = 443;

/** The function it returns rejects with Failure `unavailable`, and with the reason of the signal. */
export function createPostReport({ names, options }: PostReportDeps): PostReport {
  const isAllowed = options?.isAllowed ?? isPublicAddress;

  return async (url, contentType, body, signal) => {
    const { protocol, hostname, port, pathname, search, username } = new URL(url);
    if (protocol !== 'https:' || port !== '' || username !== '' || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0)
      throw new Failure('unavailable', 'reports are posted to named hosts by HTTPS only');
    const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const answer = await names.addresses(hostname, signal);
    const address = answer.kind === 'found' ? answer.records.find(isAllowed) : undefined;
    if (address === undefined) throw new Failure('unavailable', `${hostname} has no public address`);
    try {
      const { statusCode = 0 } = await post();
      if (statusCode < 200 || statusCode > 299) throw new Failure('unavailable', `${hostname} answers ${statusCode}`);
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof Failure) throw cause;
      throw new Failure('unavailable', `${hostname} could not be spoken to`, { cause });
    }

    function post(): Promise<IncomingMessage> {
      const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
      const headers = { host: hostname, 'content-type': contentType, 'content-length': body.length };
      const target = {
        host: address,
        port: options?.port ?? HTTPS_PORT,
        path: pathname + search,
        servername: hostname,
      };
      const ca = options === undefined ? {} : { ca: options.ca };
      request({ ...target, ...ca, method: 'POST', headers, agent: false, signal: limit })
        .on('response', (response) => {
          response.resume();
          resolve(response);
        })
        .on('error', reject)
        .end(body);
      return promise;
    }
  };
}
