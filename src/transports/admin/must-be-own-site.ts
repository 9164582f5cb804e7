import { Failure } from '../../base/failure.ts';
import type { ApiExchange } from './entrance.ts';

/** A header that no other site can send along without being asked before, which is always refused. */
const MARK = 'browser';

/** Whether a script of ours has sent it, or says so. */
export function isFromOwnScript({ request }: Pick<ApiExchange, 'request'>): boolean {
  return request.headers['mailroom-request'] === MARK;
}

/**
 * What comes with a browser's cookie, or is to give it one, has to come from our own pages. Besides the mark it is looked at
 * what the browser itself says, which pages cannot change. Throws Failure `no-permission` (`detail.reason`:
 * `foreign-request`).
 */
export function mustBeOwnSite({ request }: Pick<ApiExchange, 'request'>): void {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const isForeign = site !== undefined && site !== 'same-origin';
  if (!isForeign && (origin === undefined || origin === `https://${host}`)) return;
  throw new Failure('no-permission', 'the request comes from another site', { detail: { reason: 'foreign-request' } });
}
