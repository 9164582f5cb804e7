/** Finds the route of a path. */
import type { Route } from './site.ts';

export interface RouteTable {
  readonly exact: ReadonlyMap<string, Route>;
  /** In lower case, of those that ignore the case. */
  readonly folded: ReadonlyMap<string, Route>;
  /** The longest first. */
  readonly prefixes: readonly Route[];
}

/** Throws TypeError where two routes have the same path. */
export function createRouteTable(routes: readonly Route[]): RouteTable {
  const exact = new Map<string, Route>();
  const folded = new Map<string, Route>();
  const prefixes: Route[] = [];
  const seen = new Set<string>();
  for (const route of routes) {
    const path = route.ignoresCase === true ? route.path.toLowerCase() : route.path;
    if (seen.has(path)) throw new TypeError(`two routes of ${path}`);
    seen.add(path);
    if (path.endsWith('/') && path !== '/') prefixes.push(route);
    else (route.ignoresCase === true ? folded : exact).set(path, route);
  }
  prefixes.sort((a, b) => b.path.length - a.path.length);
  return { exact, folded, prefixes };
}

export function findRoute({ exact, folded, prefixes }: RouteTable, path: string): Route | null {
  const found = exact.get(path) ?? folded.get(path.toLowerCase());
  return found ?? prefixes.find((route) => isBelow(path, route)) ?? null;
}

function isBelow(path: string, { path: prefix, ignoresCase = false }: Route): boolean {
  if (!ignoresCase) return path.startsWith(prefix);
  return path.slice(0, prefix.length).toLowerCase() === prefix.toLowerCase();
}
