/** Carries out one operation: whatever happens, it is answered, unless nobody wants the answer any more. */
import { isFailure } from '../../base/failure.ts';
import { EXTENSION } from '../../wire/ldap/extensions.ts';
import type { ExtendedRequest, Request, RequestKind } from '../../wire/ldap/request.ts';
import type { OwnResponse, Result } from '../../wire/ldap/response.ts';
import { ConnectionClosed } from '../net/connection.ts';
import { resultOfFailure } from './failures.ts';
import type { Handler, OperationContext, Reply } from './operation-context.ts';
import { OperationStopped } from './operation-queue.ts';
import { add } from './operations/add.ts';
import { compare } from './operations/compare.ts';
import { deleteEntry } from './operations/delete.ts';
import { modify } from './operations/modify.ts';
import { modifyName } from './operations/modify-name.ts';
import { passwordModify } from './operations/password-modify.ts';
import { search } from './operations/search.ts';
import { whoAmI } from './operations/who-am-i.ts';
import { NameProblem } from './search/find-base.ts';
import { Refusal } from './write/refusal.ts';

/** Those that wait for their turn; the others belong to the reading loop. */
export type QueuedRequest = Exclude<Request, { readonly kind: 'bind' | 'unbind' | 'abandon' }>;

export async function perform(context: OperationContext, request: QueuedRequest): Promise<void> {
  const { session, operation } = context;
  const { messageId } = operation;
  try {
    operation.goOn();
    const { response, controls } = await settle(context, request);
    if (operation.isStopped) throw new OperationStopped('answered too late');
    session.send(messageId, response, controls);
    await session.connection.flush();
  } catch (error) {
    if (error instanceof ConnectionClosed) return;
    if (!(error instanceof OperationStopped)) throw error;
    if (operation.isCancelled) session.send(messageId, responseOf(request.kind, { code: 'canceled' }));
    throw error;
  }
}

/** A response of the kind that belongs to a request. */
export function responseOf(kind: Exclude<RequestKind, 'unbind' | 'abandon'>, result: Result): OwnResponse {
  return kind === 'bind' || kind === 'extended' ? { kind, result } : { kind: 'result', of: kind, result };
}

async function settle(context: OperationContext, request: QueuedRequest): Promise<Reply> {
  try {
    return await run(context, request);
  } catch (error) {
    if (error instanceof ConnectionClosed || error instanceof OperationStopped) throw error;
    return { response: responseOf(request.kind, resultOf(context, error)) };
  }
}

function resultOf({ session, operation }: OperationContext, error: unknown): Result {
  const { log } = session.connection;
  if (error instanceof Refusal) return error.result;
  if (error instanceof NameProblem) return { code: 'invalidDNSyntax', message: error.message };
  if (isFailure(error)) {
    if (error.code === 'unavailable') log.warn({ failure: error }, 'LDAP operation failed');
    return resultOfFailure(error);
  }
  log.error({ err: error, messageId: operation.messageId }, 'LDAP operation failed');
  return { code: 'other', message: 'internal error' };
}

async function run(context: OperationContext, request: QueuedRequest): Promise<Reply> {
  switch (request.kind) {
    case 'search':
      return search(context, request);
    case 'compare':
      return compare(context, request);
    case 'add':
      return add(context, request);
    case 'modify':
      return modify(context, request);
    case 'modify-name':
      return modifyName(context, request);
    case 'delete':
      return deleteEntry(context, request);
    case 'extended':
      return (EXTENSIONS.get(request.name) ?? unknownExtension)(context, request);
  }
}

const EXTENSIONS: ReadonlyMap<string, Handler<ExtendedRequest>> = new Map([
  [EXTENSION.whoAmI, whoAmI],
  [EXTENSION.passwordModify, passwordModify],
]);

/** RFC 4511 section 4.12 */
async function unknownExtension(): Promise<Reply> {
  return { response: responseOf('extended', { code: 'protocolError', message: 'no such extended operation' }) };
}
