import { isId } from '../../fhir/id.ts';
import type { Route } from './handle-request.ts';

/** The route of a request, and the id in its path. */
export interface FoundRoute {
  readonly route: Route;
  /** Undefined where the path of the route has no id. */
  readonly id: string | undefined;
}

/** Finds the route of a request by its method and its path. */
export type FindRoute = (method: string, path: string) => FoundRoute | undefined;

/**
 * Creates a search for the route of a request whose path is, byte for byte, that of a route: nearly every request, without the
 * router of Express (docs/decisions/0004-express-without-its-cost.md). All others are for Express: other methods,
 * percent-encoding, a slash at the end.
 * @param base the path of the FHIR API
 */
export function createFindRoute(base: string, routes: readonly Route[]): FindRoute {
  const exact = new Map<string, FoundRoute>();
  const withId = new Map<string, Route>();
  for (const route of routes) {
    const [path = '', parameter] = `${base}${route.path}`.split(':');
    const key = `${route.method.toUpperCase()} ${path}`;
    if (parameter === undefined) exact.set(key, { route, id: undefined });
    else withId.set(key, route);
  }
  return (method, path) => {
    const found = exact.get(`${method} ${path}`);
    if (found) return found;
    const start = path.lastIndexOf('/') + 1;
    const route = withId.get(`${method} ${path.slice(0, start)}`);
    const id = path.slice(start);
    return route && isId(id) ? { route, id } : undefined;
  };
}
