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
  /** The parameter `{agb}` of the path. */
  readonly agb: string;
  /** The parameter `{id}` of the path. */
  readonly id: string;
  /** The validated body, or for GET the query. */
  readonly input: Input;
}

/** A route of the control interface: its handler, and the data of its OpenAPI description. */
export interface AdminRoute {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Relative to `/__admin`, with `{agb}` and `{id}`. */
  readonly path: string;
  readonly summary: string;
  /** The successful response; absent for a response without a body. */
  readonly response?: {
    readonly description: string;
    readonly schema: Schema<unknown>;
    /**
     * Whether the handler returns an async iterator, of which each item is a server-sent event: an object with `number`, its
     * id, and `type`. The header `Last-Event-ID` replaces the key `after` of its input.
     */
    readonly isStream?: true;
  };
  /** The schema of the body, or for GET of the query. */
  readonly input?: Schema<unknown>;
  readonly optionalInput?: boolean;
  /** Whether the body may have 64 MiB, such as a snapshot; otherwise it has at most 1 MiB. */
  readonly hasLargeInput?: boolean;
  /** Default: 200, or 204 without a body. */
  readonly status?: number;
  /** Whether the organization in the path stays as it is, open or not: the handler works on one that is damaged as well. */
  readonly skipsOpening?: boolean;
  /** Whether the handler has turns of its own, because it waits between them; otherwise it is one turn. */
  readonly isAsync?: boolean;
  readonly handle: (call: AdminCall<unknown>) => unknown;
}

/** The parts of a route beside its place, with a handler that is typed by the input schema. */
type RouteParts<Input, Arguments extends readonly unknown[]> = Pick<
  AdminRoute,
  'response' | 'optionalInput' | 'hasLargeInput' | 'status' | 'isAsync' | 'skipsOpening'
> & {
  readonly input?: Schema<Input>;
  readonly handle: (...call: Arguments) => unknown;
};

/** Creates a route of the whole simulator. */
export function adminRoute<Input = undefined>(
  method: AdminRoute['method'],
  path: string,
  summary: string,
  parts: RouteParts<Input, [call: AdminCall<Input>]>,
): AdminRoute {
  return { method, path, summary, ...(parts as RouteParts<unknown, [call: AdminCall<unknown>]>) };
}

/** The prefix of the routes of one organization. */
export const ORGANIZATION_PATH = '/organizations/{agb}';

/** Creates a route of one organization, which must exist; `path` is relative to it. */
export function organizationRoute<Input = undefined>(
  method: AdminRoute['method'],
  path: string,
  summary: string,
  { handle, ...parts }: RouteParts<Input, [organization: Organization, call: AdminCall<Input>]>,
): AdminRoute {
  return adminRoute(method, ORGANIZATION_PATH + path, summary, {
    ...parts,
    handle: (call: AdminCall<Input>) => handle(call.organization(), call),
  });
}

/** Returns the status of a successful response. */
export function successStatus({ status, response }: Pick<AdminRoute, 'status' | 'response'>): number {
  return status ?? (response ? 200 : 204);
}
