/** What a request asks for, and of which host: read strictly, since others read it besides us. RFC 9112 */
import { isIPv6 } from 'node:net';
import { Failure } from '../../base/failure.ts';
import type { RequestedHost } from './exchange.ts';
import type { HttpRequest } from './server.ts';

export interface RequestTarget {
  readonly url: URL;
  readonly host: RequestedHost;
}

const MAX_HOST_LENGTH = 253;
const MAX_PORT = 65_535;
/** What may stand in a path and query, and nothing that some readers take for something else. RFC 3986 section 3.3 */
const ORIGIN_FORM = /^\/[\w\-.~!$&'()*+,;=:@%/]*(?:\?[\w\-.~!$&'()*+,;=:@%/?[\]{}|^`"<>]*)?$/;
const ABSOLUTE_FORM = /^(https?):\/\/([^/?#]*)(.*)$/i;
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\.?)(?::(\d{1,5}))?$/i;

/** Throws Failure `invalid`: no host or two, another one in the target, or a path that leads somewhere else when it is read anew. */
export function readTarget(request: HttpRequest, isSecure: boolean): RequestTarget {
  const [named, ...others] = request.headersDistinct.host ?? [];
  if (named === undefined || others.length > 0) throw bad('the request names no host, or several');
  const host = parseHost(named);
  const path = originForm(request.url ?? '', host);
  mustBePlainPath(path);
  const scheme = isSecure ? 'https' : 'http';
  const url = URL.parse(`${scheme}://${host.name}${host.port === null ? '' : `:${host.port}`}${path}`);
  if (url === null) throw bad('the target cannot be read');
  return { url, host };
}

/** Throws Failure `invalid`. */
export function parseHost(text: string): RequestedHost {
  const [, name = '', port] = HOST.exec(text) ?? [];
  const isAddress = name.startsWith('[');
  if (name === '' || name.length > MAX_HOST_LENGTH || name.includes('..') || Number(port ?? 0) > MAX_PORT)
    throw bad('the host is none');
  if (isAddress && !isIPv6(name.slice(1, -1))) throw bad('the host is none');
  return { name: name.toLowerCase().replace(/\.$/, ''), port: port === undefined ? null : Number(port) };
}

function originForm(target: string, host: RequestedHost): string {
  if (target.startsWith('/')) return target;
  const [, , authority = '', rest = ''] = ABSOLUTE_FORM.exec(target) ?? [];
  const asked = parseHost(authority);
  if (asked.name !== host.name || asked.port !== host.port) throw bad('the target is of another host');
  return rest.startsWith('/') ? rest : `/${rest}`;
}

function mustBePlainPath(target: string): void {
  if (!ORIGIN_FORM.test(target)) throw bad('the target has characters that it may not have');
  const [path = ''] = target.split('?', 1);
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    throw bad('the path is badly encoded');
  }
  const leadsAway = decoded.split(/[/\\]/).some((segment) => segment === '.' || segment === '..');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (leadsAway || /[\u0000-\u001f\u007f]/.test(decoded)) throw bad('the path leads away from itself');
}

function bad(message: string): Failure {
  return new Failure('invalid', message, { detail: { field: 'target' } });
}
