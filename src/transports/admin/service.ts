/** The management API over HTTP: find the endpoint, check the request against its schema and the caller against the table of rights, answer. */
import { Failure } from '../../base/failure.ts';
import type { Logger } from '../../base/log.ts';
import type { Caller } from '../../domain/access/caller.ts';
import { callerOf, isOpenToStrangers, mustBeAllowed, strangerAt } from '../../domain/access/permissions.ts';
import { badValue } from '../../domain/settings/bad-value.ts';
import type { Endpoint } from '../../wire/admin/endpoint.ts';
import { ENDPOINTS, type EndpointName } from '../../wire/admin/endpoints.ts';
import type { ErrorView } from '../../wire/admin/schemas.ts';
import { sendBytes } from '../http/answers.ts';
import { hasBody, readJson } from '../http/body.ts';
import { HTTP_STATUS } from '../http/failures.ts';
import type { ApiExchange, Entrance } from './entrance.ts';
import { createEventStreams } from './event-stream.ts';
import type { AdminDependencies, Handler } from './handler.ts';
import { activityHandlers } from './handlers/activity.ts';
import { addressBookHandlers } from './handlers/address-book.ts';
import { aliasHandlers, channelHandlers } from './handlers/alias.ts';
import { appPasswordHandlers } from './handlers/app-password.ts';
import { auditHandlers } from './handlers/audit.ts';
import { bulkHandlers } from './handlers/bulk.ts';
import { certificateHandlers } from './handlers/certificate.ts';
import { clientSetupHandlers } from './handlers/client-setup.ts';
import { directoryHandlers } from './handlers/directory.ts';
import { domainHandlers } from './handlers/domain.ts';
import { factorHandlers } from './handlers/factor.ts';
import { groupHandlers } from './handlers/group.ts';
import { healthHandlers } from './handlers/health.ts';
import { logHandlers } from './handlers/log.ts';
import { meHandlers } from './handlers/me.ts';
import { policyHandlers } from './handlers/policy.ts';
import { quarantineHandlers } from './handlers/quarantine.ts';
import { queueHandlers } from './handlers/queue.ts';
import { quotaHandlers } from './handlers/quota.ts';
import { routeHandlers } from './handlers/route.ts';
import { searchHandlers } from './handlers/search.ts';
import { serverHandlers } from './handlers/server.ts';
import { serviceHandlers } from './handlers/service.ts';
import { sessionHandlers } from './handlers/session.ts';
import { settingsHandlers } from './handlers/settings.ts';
import { signInHandlers } from './handlers/sign-in.ts';
import { testMessageHandlers } from './handlers/test-message.ts';
import { traceHandlers } from './handlers/trace.ts';
import { userHandlers } from './handlers/user.ts';
import { findEndpoint, type OtherMethods } from './router.ts';

/** All but the stream of events, whose answer is not one value. */
const HANDLERS: { readonly [N in Exclude<EndpointName, 'events'>]: Handler<N> } = {
  ...domainHandlers,
  ...userHandlers,
  ...aliasHandlers,
  ...channelHandlers,
  ...quotaHandlers,
  ...groupHandlers,
  ...policyHandlers,
  ...auditHandlers,
  ...searchHandlers,
  ...bulkHandlers,
  ...meHandlers,
  ...addressBookHandlers,
  ...signInHandlers,
  ...factorHandlers,
  ...appPasswordHandlers,
  ...clientSetupHandlers,
  ...sessionHandlers,
  ...queueHandlers,
  ...traceHandlers,
  ...testMessageHandlers,
  ...quarantineHandlers,
  ...routeHandlers,
  ...directoryHandlers,
  ...certificateHandlers,
  ...settingsHandlers,
  ...serviceHandlers,
  ...activityHandlers,
  ...healthHandlers,
  ...logHandlers,
  ...serverHandlers,
};

/** The answer was given already. */
const ANSWERED = Symbol('answered');

type AnyHandler = (request: unknown, dependencies: AdminDependencies, by: Caller) => Promise<unknown>;

export function createAdminService(
  dependencies: AdminDependencies,
  entrance: Entrance,
  log: Logger,
): (exchange: ApiExchange) => Promise<void> {
  /** Where strangers may come nobody is asked who he is, so that all get the same answers. */
  const callerFor = async (action: EndpointName, exchange: ApiExchange): Promise<Caller> => {
    const { address, isTrusted: isFromTrusted } = exchange.peer;
    if (isOpenToStrangers(action)) return { ...strangerAt(entrance.service, address), isFromTrusted };
    const principal = await entrance.identify(exchange);
    mustBeAllowed(principal, action);
    return { ...callerOf(principal, entrance.service, address), isFromTrusted };
  };
  const streams = createEventStreams(dependencies.events);
  const answer = async (exchange: ApiExchange): Promise<unknown> => {
    const { request } = exchange;
    entrance.admit(exchange);
    const url = URL.parse(request.url ?? '/', 'http://localhost');
    const match = url === null ? null : findEndpoint(request.method ?? '', url.pathname);
    if (url === null || match === null)
      throw new Failure('not-found', 'no such endpoint', { detail: { kind: 'endpoint', name: url?.pathname } });
    if ('allowed' in match) {
      await refuseMethod(exchange, match);
      return ANSWERED;
    }
    // What strangers send is not even read.
    await callerFor(match.name, exchange);
    if (match.name === 'events') mustHaveNoBody(request);
    const definition: Endpoint = ENDPOINTS[match.name];
    const input = {
      path: check(definition.pathParameters, match.pathParameters, 'path'),
      query: check(definition.query, Object.fromEntries(url.searchParams), 'query'),
      body: check(definition.body, await readJson(request, definition.maxBodyBytes), 'body'),
    };
    // A body may take minutes to come, and meanwhile its sender may have been thrown out. SECURITY "session"
    const by = await callerFor(match.name, exchange);
    if (match.name === 'events') {
      await streams.serve(exchange, by, ENDPOINTS.events.query.parse(input.query).seconds);
      return ANSWERED;
    }
    const started = performance.now();
    const result = await (HANDLERS[match.name] as AnyHandler)(input, dependencies, by);
    log.info({ action: match.name, userId: by.actor.name, ms: Math.round(performance.now() - started) }, 'admin');
    return entrance.conclude(exchange, match.name, definition.result.parse(result));
  };

  return async (exchange) => {
    const { response } = exchange;
    try {
      const result = await answer(exchange);
      if (result !== ANSWERED) await send(exchange, 200, result);
    } catch (error) {
      if (!(error instanceof Failure)) log.error({ err: error }, 'bug in the management API');
      if (response.headersSent) {
        response.destroy();
        return;
      }
      const failure = error instanceof Failure ? error : new Failure('unavailable', 'internal error');
      const view: ErrorView = {
        error: { code: failure.code, message: failure.message, detail: { ...failure.detail } },
      };
      // RFC 9110 section 11.6.1, RFC 6750 section 3
      if (failure.code === 'authentication-failed') response.setHeader('www-authenticate', 'Bearer');
      await send(exchange, HTTP_STATUS[failure.code], view);
    }
  };
}

/** The stream is as long as it says, and nothing comes before it. */
function mustHaveNoBody({ headers }: ApiExchange['request']): void {
  if (hasBody(headers)) throw new Failure('invalid', 'there is no body here', { detail: { field: 'body' } });
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

/** RFC 9110 section 15.5.6 */
function refuseMethod(exchange: ApiExchange, { allowed }: OtherMethods): Promise<void> {
  exchange.response.setHeader('allow', allowed.join(', '));
  const error = { code: 'unsupported', message: 'the endpoint has other methods', detail: {} } as const;
  return send(exchange, 405, { error } satisfies ErrorView);
}

function send(exchange: ApiExchange, status: number, value: unknown): Promise<void> {
  const headers = { 'cache-control': 'no-store' };
  return sendBytes(exchange, {
    type: 'application/json; charset=utf-8',
    bytes: JSON.stringify(value),
    status,
    headers,
  });
}
