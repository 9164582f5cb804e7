/** What an operation needs to know and to do, and what it answers. */
import type { Control } from '../../wire/ldap/request.ts';
import type { OwnResponse } from '../../wire/ldap/response.ts';
import type { LdapSession } from './ldap-session.ts';
import type { Operation } from './operation-queue.ts';

export interface OperationContext {
  readonly session: LdapSession;
  readonly operation: Operation;
  readonly controls: readonly Control[];
}

export interface Reply {
  readonly response: OwnResponse;
  readonly controls?: readonly Control[];
}

/** Returns the last response; throws the Failure that becomes one, OperationStopped, and ConnectionClosed. */
export type Handler<R> = (context: OperationContext, request: R) => Promise<Reply>;
