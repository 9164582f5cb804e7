/** The management API over HTTP: find the endpoint, check the request against its schema and the caller against the table of rights, answer. */
import { Failure } from '../../base/failure.ts';
import type { Logger } from '../../base/log.ts';
import type { Caller } from '../../domain/access/caller.ts';
import { callerOf, isOpenToStrangers, mustBeAllowed, strangerAt } from '../../domain/access/permissions.ts';
import type { Principal } from '../../domain/access/principal.ts';
import { badValue } from '../../domain/settings/bad-value.ts';
import type { Endpoint } from '../../wire/admin/endpoint.ts';
import { ENDPOINTS, type EndpointName } from '../../wire/admin/endpoints.ts';
import type { ErrorView } from '../../wire/admin/schemas.ts';
import { readJson } from '../http/body.ts';
import { HTTP_STATUS } from '../http/failures.ts';
import type { HandleRequest, HttpRequest, HttpResponse } from '../http/server.ts';
import type { AdminDependencies, Handler } from './handler.ts';
import { aliasHandlers, channelHandlers } from './handlers/alias.ts';
import { appPasswordHandlers } from './handlers/app-password.ts';
import { auditHandlers } from './handlers/audit.ts';
import { directoryHandlers } from './handlers/directory.ts';
import { domainHandlers } from './handlers/domain.ts';
import { factorHandlers } from './handlers/factor.ts';
import { groupHandlers } from './handlers/group.ts';
import { meHandlers } from './handlers/me.ts';
import { policyHandlers } from './handlers/policy.ts';
import { quarantineHandlers } from './handlers/quarantine.ts';
import { queueHandlers } from './handlers/queue.ts';
import { quotaHandlers } from './handlers/quota.ts';
import { routeHandlers } from './handlers/route.ts';
import { serverHandlers } from './handlers/server.ts';
import { sessionHandlers } from './handlers/session.ts';
import { settingsHandlers } from './handlers/settings.ts';
import { signInHandlers } from './handlers/sign-in.ts';
import { traceHandlers } from './handlers/trace.ts';
import { userHandlers } from './handlers/user.ts';
import { findEndpoint } from './router.ts';

const HANDLERS: { readonly [N in EndpointName]: Handler<N> } = {
  ...domainHandlers,
  ...userHandlers,
  ...aliasHandlers,
  ...channelHandlers,
  ...quotaHandlers,
  ...groupHandlers,
  ...policyHandlers,
  ...auditHandlers,
  ...meHandlers,
  ...signInHandlers,
  ...factorHandlers,
  ...appPasswordHandlers,
  ...sessionHandlers,
  ...queueHandlers,
  ...traceHandlers,
  ...quarantineHandlers,
  ...routeHandlers,
  ...directoryHandlers,
  ...settingsHandlers,
  ...serverHandlers,
};

type AnyHandler = (request: unknown, dependencies: AdminDependencies, by: Caller) => Promise<unknown>;

/** @param identify who sends this request. Throws Failure `authentication-failed`. */
export function createAdminService(
  dependencies: AdminDependencies,
  identify: (request: HttpRequest) => Promise<Principal>,
  log: Logger,
): HandleRequest {
  /** Where strangers may come nobody is asked who he is, so that all get the same answers. */
  const callerFor = async (action: EndpointName, request: HttpRequest): Promise<Caller> => {
    const address = request.socket.remoteAddress ?? '';
    if (isOpenToStrangers(action)) return strangerAt('admin', address);
    const principal = await identify(request);
    mustBeAllowed(principal, action);
    return callerOf(principal, 'admin', address);
  };
  const answer = async (request: HttpRequest): Promise<unknown> => {
    const url = URL.parse(request.url ?? '/', 'http://localhost');
    const match = url === null ? null : findEndpoint(request.method ?? '', url.pathname);
    if (url === null || match === null)
      throw new Failure('not-found', 'no such endpoint', { detail: { kind: 'endpoint', name: url?.pathname } });
    if (match === 'method') throw new Failure('unsupported', 'the endpoint has other methods');
    const by = await callerFor(match.name, request);
    const definition: Endpoint = ENDPOINTS[match.name];
    const input = {
      path: check(definition.pathParameters, match.pathParameters, 'path'),
      query: check(definition.query, Object.fromEntries(url.searchParams), 'query'),
      body: check(definition.body, await readJson(request, definition.maxBodyBytes), 'body'),
    };
    const started = performance.now();
    const result = await (HANDLERS[match.name] as AnyHandler)(input, dependencies, by);
    log.info({ action: match.name, userId: by.actor.name, ms: Math.round(performance.now() - started) }, 'admin');
    return definition.result.parse(result);
  };

  return async (request, response) => {
    try {
      send(response, 200, await answer(request));
    } catch (error) {
      if (!(error instanceof Failure)) log.error({ err: error, url: request.url }, 'bug in the management API');
      const failure = error instanceof Failure ? error : new Failure('unavailable', 'internal error');
      const view: ErrorView = {
        error: { code: failure.code, message: failure.message, detail: { ...failure.detail } },
      };
      // What is left of a body that was refused is not read: the connection ends with the answer.
      if (!request.complete) response.setHeader('connection', 'close');
      // RFC 9110 section 11.6.1, RFC 6750 section 3
      if (failure.code === 'authentication-failed') response.setHeader('www-authenticate', 'Bearer');
      send(response, HTTP_STATUS[failure.code], view);
    }
  };
}

function check(schema: Endpoint['body'], value: unknown, field: string): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const failures = parsed.error.issues.map((issue) => badValue(issue.path.join('.') || field, issue));
  const reasons = failures.map(({ detail }) => ({ field: detail.field, reason: detail.reason }));
  const [first] = failures;
  const message = failures.map((failure) => failure.message).join(' ');
  throw new Failure('invalid', message, { detail: { ...first?.detail, reasons } });
}

function send(response: HttpResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(body);
}
