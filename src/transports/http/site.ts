/** A web site: a table of routes, and what is the same for all of them. RFC 9110 */
import { randomBytes } from 'node:crypto';
import { type LanguageCode, type TextKey, translator } from '../../../locales/index.ts';
import { type FailureCode, isFailure } from '../../base/failure.ts';
import type { Logger } from '../../base/log.ts';
import { normaliseAddress } from '../../base/network.ts';
import { redirect, sendBytes, sendPage } from './answers.ts';
import type { Exchange, HttpPeer } from './exchange.ts';
import { HTTP_STATUS } from './failures.ts';
import { preferredLanguage } from './preferred-language.ts';
import { type RequestTarget, readTarget } from './request-target.ts';
import { findRoute, type RouteTable } from './route-table.ts';
import { GENERAL_HEADERS, HSTS } from './security-headers.ts';
import type { HttpRequest, HttpResponse } from './server.ts';

export type RouteMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Route {
  /** One path (`/robots.txt`), or with `/` at the end everything below it; the longest that fits counts. As it is sent. */
  readonly path: string;
  /** GET includes HEAD. */
  readonly methods: readonly RouteMethod[];
  /** Also without TLS, where all else leads to the same with TLS. */
  readonly isAlsoPlain?: boolean;
  /** The path in any case. */
  readonly ignoresCase?: boolean;
  /** Answers. Throws Failure, which becomes a page that says no more than its code. */
  readonly handle: (exchange: Exchange) => Promise<void>;
}

/** How a request came in. */
export interface Arrival {
  readonly peer: HttpPeer;
  readonly isSecure: boolean;
  readonly signal: AbortSignal;
}

export type AnswerRequest = (request: HttpRequest, response: HttpResponse, arrival: Arrival) => Promise<void>;

export interface SiteOptions {
  readonly routes: RouteTable;
  readonly log: Logger;
  /** Of people whose browsers ask for none of ours. */
  readonly defaultLanguage: () => LanguageCode;
  /** Browsers can be told to come by TLS only: the certificate is one that they accept. */
  readonly hasTrustedCertificate: () => boolean;
  /** Where TLS is served, for whoever comes to the port where it is not; null: at the usual one. */
  readonly securePortFor: (plainPort: number | null) => number | null;
  /** The name under which TLS is served for whoever came by this one: itself where it is ours, else the server's own. */
  readonly secureNameFor: (name: string) => Promise<string>;
}

const NONCE_BYTES = 16;

export function createSite(options: SiteOptions): AnswerRequest {
  const { routes, log } = options;

  const answer = async (exchange: Exchange): Promise<void> => {
    const { request, url, isSecure } = exchange;
    const found = findRoute(routes, url.pathname);
    if (!isSecure && found?.isAlsoPlain !== true) return redirectToTls(exchange, options);
    if (found === null) return fail(exchange, 'not-found');
    const allowed = ['OPTIONS', ...found.methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))];
    const method = request.method ?? '';
    const headers = { allow: allowed.join(', ') };
    // Nothing is told to other origins: a browser that asks for them before a request does not send it then.
    if (method === 'OPTIONS')
      return sendBytes(exchange, { type: 'text/plain; charset=utf-8', bytes: '', status: 200, headers });
    if (!allowed.includes(method)) {
      return sendBytes(exchange, {
        type: 'text/plain; charset=utf-8',
        bytes: 'Method not allowed\n',
        status: 405,
        headers,
      });
    }
    await found.handle(exchange);
  };

  return async (request, response, arrival) => {
    const language = preferredLanguage(request.headers['accept-language']) ?? options.defaultLanguage();
    const head =
      arrival.isSecure && options.hasTrustedCertificate() ? { ...GENERAL_HEADERS, ...HSTS } : GENERAL_HEADERS;
    for (const [name, value] of Object.entries(head)) response.setHeader(name, value);
    let target: RequestTarget;
    try {
      target = readTarget(request, arrival.isSecure);
    } catch (error) {
      if (!isFailure(error)) throw error;
      response.shouldKeepAlive = false;
      response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('Bad request\n');
      return;
    }
    const nonce = randomBytes(NONCE_BYTES).toString('base64url');
    const exchange: Exchange = { request, response, ...target, ...arrival, nonce, language };
    try {
      await answer(exchange);
    } catch (error) {
      // Its path is left out, since it may be a secret.
      if (!isFailure(error)) log.error({ err: error }, 'bug in the web site');
      if (response.headersSent) response.destroy();
      else await fail(exchange, isFailure(error) ? error.code : 'unavailable');
    }
  };
}

/** Of what the client says nothing is repeated but a name of ours, and the target, which can lead nowhere but there. */
async function redirectToTls(exchange: Exchange, options: SiteOptions): Promise<void> {
  const { host, url, request } = exchange;
  const port = options.securePortFor(host.port);
  const isHere = isThisMachine(host.name, request.socket.localAddress);
  const name = isHere ? host.name : await options.secureNameFor(host.name);
  return redirect(exchange, `https://${name}${port === null ? '' : `:${port}`}${url.pathname}${url.search}`, 308);
}

/** Who tries this server out has no name for it yet; and who came to an address can be led to the same one. */
function isThisMachine(name: string, localAddress = ''): boolean {
  return name === 'localhost' || name.replace(/^\[(.*)\]$/, '$1') === normaliseAddress(localAddress);
}

const PAGES: Partial<Record<FailureCode, { readonly title: TextKey; readonly text: TextKey }>> = {
  'not-found': { title: 'web.not-found.title', text: 'web.not-found.text' },
  unavailable: { title: 'web.unavailable.title', text: 'web.unavailable.text' },
};
const OTHER_PAGE = { title: 'web.refused.title', text: 'web.refused.text' } as const;

/** Repeats nothing of the request. */
function fail(exchange: Exchange, code: FailureCode): Promise<void> {
  const t = translator(exchange.language);
  const { title, text } = PAGES[code] ?? OTHER_PAGE;
  return sendPage(exchange, { title: t(title), paragraphs: [t(text)], status: HTTP_STATUS[code] });
}
