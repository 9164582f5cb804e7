/** The management API as a part of the web site. */
import type { ErrorView } from '../../wire/admin/schemas.ts';
import { sendBytes } from '../http/answers.ts';
import type { Exchange } from '../http/exchange.ts';
import { HTTP_STATUS } from '../http/failures.ts';
import type { Route } from '../http/site.ts';
import type { ApiExchange } from './entrance.ts';

/** Of all versions that there may ever be: what is said here holds for those of programs that are older or newer. */
const PREFIX = '/api/';

const ONLY_WITH_TLS = {
  error: {
    code: 'no-permission',
    message: 'the API is there with TLS only: its address begins with https://',
    detail: { reason: 'needs-tls' },
  },
} as const satisfies ErrorView;

export function createAdminRoute(serve: (exchange: ApiExchange) => Promise<void>): Route {
  return {
    path: PREFIX,
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    // A program that is led on from here would go on sending its token in the clear first, and nobody would notice.
    isAlsoPlain: true,
    handle: (exchange) => (exchange.isSecure ? serve(exchange) : refuse(exchange)),
  };
}

function refuse(exchange: Exchange): Promise<void> {
  return sendBytes(exchange, {
    type: 'application/json; charset=utf-8',
    bytes: JSON.stringify(ONLY_WITH_TLS),
    status: HTTP_STATUS[ONLY_WITH_TLS.error.code],
    headers: { 'cache-control': 'no-store' },
  });
}
