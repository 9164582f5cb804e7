/** Where requests of the management API come in: who is asked how, and who sees the secrets of new sessions. */
import type { Principal } from '../../domain/access/principal.ts';
import type { EndpointName } from '../../wire/admin/endpoints.ts';
import type { Exchange } from '../http/exchange.ts';

/** What the API needs of a request. */
export type ApiExchange = Pick<Exchange, 'request' | 'response' | 'peer' | 'signal'>;

export interface Entrance {
  /** For the record. */
  readonly service: 'admin' | 'http';
  /** Before anything is read of the body. Throws Failure `no-permission`, `invalid` for what may not come in here at all. */
  admit(exchange: ApiExchange): void;
  /** Who sends this request. Throws Failure `authentication-failed`. */
  identify(exchange: ApiExchange): Promise<Principal>;
  /** What an endpoint has answered, as it leaves: here a secret may go another way. */
  conclude(exchange: ApiExchange, action: EndpointName, result: unknown): Promise<unknown>;
}
