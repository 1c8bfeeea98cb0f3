import type { Schema } from '../../schema/schema.ts';
import type { Organization } from '../control/organization.ts';
import type { Simulation } from '../simulation.ts';

/** What a route of the control interface is called with. */
export interface AdminCall<Input> {
  readonly simulation: Simulation;
  /** The version of xis-testkit. */
  readonly version: string;
  /** The control of the organization in the path; only routes below `/organizations/{agb}` may ask for it. */
  organization(): Organization;
  /** A parameter of the path. */
  parameter(name: 'agb' | 'id'): string;
  /** The body, or for GET the query, as the route's schema has it. */
  readonly input: Input;
}

/** One route of the control interface: what serves it, and what its OpenAPI description is made of. */
export interface AdminRoute {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below `/__admin`, with `{agb}` and `{id}`. */
  readonly path: string;
  readonly summary: string;
  /** What is answered, in words. */
  readonly response: string;
  /** Of the body, or for GET of the query. */
  readonly input?: Schema<unknown>;
  /** The body may be left out. */
  readonly optionalInput?: boolean;
  /** 200, or 204 where nothing is answered, unless it is another. */
  readonly status?: number;
  readonly handle: (call: AdminCall<unknown>) => unknown;
}

/** Writes a route so that its handler gets the input that its schema describes. */
export function adminRoute<Input = undefined>(
  route: Omit<AdminRoute, 'handle' | 'input'> & {
    readonly input?: Schema<Input>;
    readonly handle: (call: AdminCall<Input>) => unknown;
  },
): AdminRoute {
  return route as AdminRoute;
}

/** Below it is what belongs to one organization. */
export const ORGANIZATION_PATH = '/organizations/{agb}';
