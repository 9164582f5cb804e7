/**
 * Calls an endpoint of the management API, typed by the table that the server checks requests with.
 *
 * The session is a cookie that no script can read; the header says that the request comes from our own page.
 */
import { table } from 'virtual:endpoints';
import type { EndpointAnswer, EndpointInput } from '../../../src/wire/admin/endpoint.ts';
import type { ENDPOINTS, EndpointName } from '../../../src/wire/admin/endpoints.ts';
import type { ErrorView } from '../../../src/wire/admin/schemas.ts';
import { ApiFailure } from './failure.ts';

export type Input<N extends EndpointName> = Partial<EndpointInput<(typeof ENDPOINTS)[N]>>;
export type Answer<N extends EndpointName> = EndpointAnswer<(typeof ENDPOINTS)[N]>;

const PREFIX = '/api/v1';
export const REQUEST_HEADERS = { 'mailroom-request': 'browser' } as const;

/** Throws ApiFailure: what the server says, or `unavailable` where there is no answer. */
export async function call<N extends EndpointName>(
  name: N,
  input: Input<N> = {},
  signal?: AbortSignal,
): Promise<Answer<N>> {
  const { method, path } = endpointOf(name);
  const { path: parameters = {}, query = {}, body } = input as Input<EndpointName>;
  const response = await send(`${PREFIX}${fillIn(path, parameters)}${queryOf(query)}`, {
    method,
    credentials: 'same-origin',
    headers: { ...REQUEST_HEADERS, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (!response.ok) throw await failureOf(response);
  return (await response.json()) as Answer<N>;
}

/** Of an endpoint without parameters. */
export function addressOf(name: EndpointName): string {
  return `${PREFIX}${endpointOf(name).path}`;
}

function endpointOf(name: EndpointName): { readonly method: string; readonly path: string } {
  const found = table[name];
  if (found === undefined) throw new ApiFailure('unsupported', `no such endpoint: ${name}`);
  return found;
}

async function send(address: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(address, options);
  } catch (cause) {
    if (options.signal?.aborted === true) throw cause;
    throw new ApiFailure('unavailable', 'the server does not answer', { reason: 'no-answer' });
  }
}

export async function failureOf(response: Response): Promise<ApiFailure> {
  try {
    const { error } = (await response.json()) as ErrorView;
    return new ApiFailure(error.code as ApiFailure['code'], error.message, error.detail);
  } catch {
    return new ApiFailure('unavailable', `the server answered ${response.status}`, { reason: 'no-answer' });
  }
}

function fillIn(path: string, parameters: object): string {
  const values = parameters as Readonly<Record<string, unknown>>;
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
}

function queryOf(query: object): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  if (given.length === 0) return '';
  return `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`;
}
