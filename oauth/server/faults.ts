import { boolean, integer, object, oneOf, type Static } from '../../schema/schema.ts';

/** The parts of an authorization server that a fault concerns. */
export const AUTHORIZATION_OPERATIONS = ['metadata', 'jwks', 'token', 'introspection'] as const;
export type AuthorizationOperation = (typeof AUTHORIZATION_OPERATIONS)[number];

/** A fault of an authorization server. */
export const serverFaultSchema = object(
  {},
  {
    operation: oneOf(AUTHORIZATION_OPERATIONS, { description: 'The endpoint; default: all.' }),
    status: integer({
      minimum: 400,
      maximum: 599,
      default: 503,
      description: 'The status that is returned.',
    }),
    retryAfterSeconds: integer({
      minimum: 0,
      maximum: 86_400,
      description: '`Retry-After` of the response, in seconds.',
    }),
    dropsConnection: boolean({ description: 'Whether the connection is closed without a response.' }),
    times: integer({
      minimum: 1,
      maximum: 1_000_000,
      description: 'The number of requests; default: until it is removed.',
    }),
  },
  { title: 'AuthorizationFault', description: 'A fault of the authorization server.' },
);
export type ServerFault = Static<typeof serverFaultSchema>;

/** The faults of an authorization server that are active, the oldest first. */
export class ServerFaults {
  #faults: { readonly fault: ServerFault; remaining: number }[] = [];

  add(fault: ServerFault): void {
    this.#faults.push({ fault, remaining: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#faults = [];
  }

  list(): readonly ServerFault[] {
    return this.#faults.map(({ fault }) => fault);
  }

  /** Returns the fault that a request meets, and counts it. */
  take(operation: AuthorizationOperation): ServerFault | undefined {
    const found = this.#faults.find(({ fault }) => fault.operation === undefined || fault.operation === operation);
    if (!found) return undefined;
    found.remaining--;
    this.#faults = this.#faults.filter(({ remaining }) => remaining > 0);
    return found.fault;
  }
}
