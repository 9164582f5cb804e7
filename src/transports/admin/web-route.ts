/** The management API as a part of the web site. */
import { API_PREFIX } from '../../wire/admin/endpoint.ts';
import type { Route } from '../http/site.ts';
import type { ApiExchange } from './entrance.ts';

export function createAdminRoute(serve: (exchange: ApiExchange) => Promise<void>): Route {
  return { path: `${API_PREFIX}/`, methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], handle: serve };
}
