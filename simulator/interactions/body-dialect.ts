import type { Dialect } from '../../fhir/resources/dialect.ts';
import { understandsAll } from '../domain/understands.ts';
import type { Problem } from '../problem.ts';
import type { World } from '../world/world.ts';

type Shape = Readonly<Record<Dialect, boolean>>;
type Elements = Readonly<Record<string, unknown>>;

/** Returns an element as an object; empty where it is another value. */
function elements(value: unknown): Elements {
  return typeof value === 'object' && value !== null ? (value as Elements) : {};
}

/** Returns the dialects in which a valid Appointment can be read: `required` is in the actor, or beside it (AP-4). */
export function shapeOfAppointment({ participant }: { readonly participant: readonly object[] }): Shape {
  const participants = participant.map(elements);
  return {
    published: participants.every(({ actor }) => elements(actor)['required'] !== undefined),
    r4: participants.every(({ required }) => required !== undefined),
  };
}

/**
 * Returns the dialects in which a valid AppointmentResponse can be read: the identifier is in the actor's reference, or in
 * the actor itself (CB-1). R4 has no resource without a type.
 */
export function shapeOfAppointmentResponse(body: { readonly actor: object; readonly resourceType?: string }): Shape {
  const { reference, identifier } = body.actor as Elements;
  return {
    published: Array.isArray(elements(reference)['identifier']),
    r4: typeof identifier === 'object' && identifier !== null && body.resourceType !== undefined,
  };
}

/** Rejects a body in a dialect that the organization does not understand. */
export function rejectDialect(
  shape: Shape,
  { practice: { understands } }: World,
  expression: string,
): Problem | undefined {
  // A XIS that understands both reads a mixture of them as well.
  if (understandsAll(understands, 'dialect') || [...understands.dialect].some((dialect) => shape[dialect]))
    return undefined;
  const expected = understands.dialect.has('r4') ? 'as FHIR R4 has it' : 'as Spreekuur.nl publishes it';
  return { problem: 'other-dialect', detail: `Expected the body ${expected}.`, expression };
}
