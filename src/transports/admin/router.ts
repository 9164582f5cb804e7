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

/** `path` without the query. Returns `method` when the path exists under other methods only. */
export function findEndpoint(method: string, path: string): Match | 'method' | null {
  if (!path.startsWith(`${API_PREFIX}/`)) return null;
  const segments = path.slice(API_PREFIX.length + 1).split('/');
  let otherMethod = false;
  for (const route of ROUTES) {
    const pathParameters = matchSegments(route.segments, segments);
    if (pathParameters === null) continue;
    if (route.method === method) return { name: route.name, pathParameters };
    otherMethod = true;
  }
  return otherMethod ? 'method' : null;
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
