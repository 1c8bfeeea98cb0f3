import type { Schema } from '../../schema/schema.ts';
import type { Organization } from '../control/organization.ts';
import type { Simulation } from '../simulation.ts';

/** The arguments of a route handler. */
export interface AdminCall<Input> {
  readonly simulation: Simulation;
  /** The version of xis-testkit. */
  readonly version: string;
  /** Returns the controls of the organization in the path; only for routes below `/organizations/{agb}`. */
  organization(): Organization;
  /** Returns a parameter of the path. */
  parameter(name: 'agb' | 'id'): string;
  /** The validated body, or for GET the query. */
  readonly input: Input;
}

/** A route of the control interface: its handler, and the data of its OpenAPI description. */
export interface AdminRoute {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Relative to `/__admin`, with `{agb}` and `{id}`. */
  readonly path: string;
  readonly summary: string;
  /** The description of the response. */
  readonly response: string;
  /** The schema of the body, or for GET of the query. */
  readonly input?: Schema<unknown>;
  /** Whether the body is optional. */
  readonly optionalInput?: boolean;
  /** Default: 200, or 204 without a body. */
  readonly status?: number;
  readonly handle: (call: AdminCall<unknown>) => unknown;
}

/** Types the handler of a route by its input schema. */
export function adminRoute<Input = undefined>(
  route: Omit<AdminRoute, 'handle' | 'input'> & {
    readonly input?: Schema<Input>;
    readonly handle: (call: AdminCall<Input>) => unknown;
  },
): AdminRoute {
  return route as AdminRoute;
}

/** The prefix of the routes of one organization. */
export const ORGANIZATION_PATH = '/organizations/{agb}';
