/** Finds the endpoint that a request names. */
import { API_PREFIX, type Endpoint } from '../../wire/admin/endpoint.ts';
import { ENDPOINTS, type EndpointName } from '../../wire/admin/endpoints.ts';

export interface Match {
  readonly name: EndpointName;
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface Route {
  readonly name: EndpointName;
  readonly method: string;
  readonly segments: readonly string[];
}

// Fixed segments go before `{name}`, so that /users/import is not a user called "import".
const ROUTES: readonly Route[] = (Object.values(ENDPOINTS) as readonly (Endpoint & { name: EndpointName })[])
  .map(({ name, method, path }) => ({ name, method, segments: path.slice(1).split('/') }))
  .sort((a, b) => parameterCount(a) - parameterCount(b));

/** The path is there, but not with this method. */
export interface OtherMethods {
  /** For the header Allow: RFC 9110 section 10.2.1 */
  readonly allowed: readonly string[];
}

/** `path` without the query. HEAD is GET, whose answer is sent without its body: RFC 9110 section 9.3.2 */
export function findEndpoint(method: string, path: string): Match | OtherMethods | null {
  if (!path.startsWith(`${API_PREFIX}/`)) return null;
  const segments = path.slice(API_PREFIX.length + 1).split('/');
  const wanted = method === 'HEAD' ? 'GET' : method;
  const allowed: string[] = [];
  for (const route of ROUTES) {
    const pathParameters = matchSegments(route.segments, segments);
    if (pathParameters === null) continue;
    // There is no head without a body of what goes on and on.
    const hasHead = route.method === 'GET' && route.name !== 'events';
    if (route.method === wanted && (method !== 'HEAD' || hasHead)) return { name: route.name, pathParameters };
    allowed.push(route.method, ...(hasHead ? ['HEAD'] : []));
  }
  return allowed.length > 0 ? { allowed } : null;
}

function matchSegments(pattern: readonly string[], segments: readonly string[]): Record<string, string> | null {
  if (pattern.length !== segments.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (!part.startsWith('{')) {
      if (part !== segment) return null;
      continue;
    }
    const value = decodeSegment(segment);
    if (value === null || value === '') return null;
    parameters[part.slice(1, -1)] = value;
  }
  return parameters;
}

function decodeSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

function parameterCount(route: Route): number {
  return route.segments.filter((segment) => segment.startsWith('{')).length;
}
