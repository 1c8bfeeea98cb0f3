import { bsnString, instantString } from '../../../fhir/formats.ts';
import {
  array,
  boolean,
  integer,
  object,
  oneOf,
  record,
  type Schema,
  type Static,
  string,
  unknown,
} from '../../../schema/schema.ts';
import { APPOINTMENT_STATES } from '../../domain/booking/appointment.ts';
import { contentionSchema } from '../../domain/booking/contention.ts';
import { DELIVERY_STATES } from '../../domain/callback/delivery.ts';
import { callbacksSchema } from '../../domain/callback/settings.ts';
import { faultSchema } from '../../domain/fault/rule.ts';
import { defectsSchema, type OrganizationConfiguration } from '../../practice/schema.ts';

export const FORMAT = 'xis-testkit organization';

const at = instantString({ expected: 'an instant' });
const state = oneOf(APPOINTMENT_STATES);
const id = string({ minLength: 1, maxLength: 64 });
const text = string({ maxLength: 4000 });
const count = integer({ minimum: 0 });
const decision = oneOf(['accepted', 'declined']);

const appointmentSchema = object({
  id: string({ pattern: '^\\d{1,12}$', expected: 'the number of an appointment' }),
  version: count,
  state,
  madeBy: oneOf(['patient', 'practitioner']),
  scheduleId: id,
  practitioner: object({ reference: text, display: text }),
  type: count,
  start: at,
  end: at,
  slots: array(at),
  patient: text,
  patientDisplay: text,
  comment: text,
  updatedAt: at,
  history: array(
    object({
      at,
      state,
      by: oneOf(['patient', 'practitioner', 'policy']),
      what: oneOf(['made', 'accepted', 'declined', 'moved', 'cancelled']),
    }),
  ),
});

const changeSchema = object(
  { sequence: count, at, status: oneOf(['free', 'busy', 'tentative']) },
  { holder: object({ kind: oneOf(['appointment', 'competitor']) }, { id }) },
);

const deliverySchema = object(
  {
    id: string({ pattern: '^d\\d{1,12}$', expected: 'the id of a delivery' }),
    operation: oneOf(['send-appointment-response', 'send-appointment-update']),
    appointment: id,
    message: object(
      { kind: oneOf(['response', 'update']) },
      { appointment: id, decision, comment: text, record: appointmentSchema },
    ),
    createdAt: at,
    state: oneOf(DELIVERY_STATES),
    attempts: array(object({ at }, { status: integer(), error: text, retryAfterMs: count, answer: unknown() })),
  },
  {
    heldFor: oneOf(['url', 'resume', 'earlier', 'next-callback', 'cancellation']),
    dueAt: at,
    reason: text,
    fault: id,
    again: boolean(),
  },
);

/** The whole state of an organization as readable JSON. */
export const snapshotSchema = object(
  {
    format: oneOf([FORMAT]),
    version: integer({ minimum: 1, maximum: 1 }),
    /** Matches `organizationSchema`; checked by `checkOrganization`. */
    configuration: { type: 'object' } as Schema<OrganizationConfiguration>,
    startedAt: at,
    clock: object({ now: at, frozen: boolean() }),
    drawn: record(count),
    contention: contentionSchema,
    callbacks: callbacksSchema,
    paused: boolean(),
    patients: array(
      object({
        reference: text,
        name: text,
        bsn: bsnString(),
        origin: oneOf(['practice', 'request', 'made-up']),
      }),
    ),
    appointments: array(appointmentSchema),
    plans: array(object({ appointment: id, at, decision, comment: text })),
    competitorAt: array(at, { maxItems: 1 }),
    slots: array(object({ schedule: id, start: at, changes: array(changeSchema) })),
    sequence: count,
    deliveries: array(deliverySchema),
    faults: array(object({ fault: faultSchema, matched: count, struck: count })),
  },
  { defects: defectsSchema, loggedInPatient: text },
  { title: 'Snapshot' },
);

export type Snapshot = Static<typeof snapshotSchema>;

/** Keys whose numbers are instants, which are text in a snapshot. */
const INSTANTS = new Set([
  'at',
  'start',
  'end',
  'updatedAt',
  'createdAt',
  'dueAt',
  'startedAt',
  'now',
  'slots',
  'competitorAt',
]);

/** Maps all instants in a part of a snapshot. */
export function mapInstants(value: unknown, map: (at: unknown) => unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => mapInstants(item, map, key));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapInstants(item, map, name)]));
  }
  return INSTANTS.has(key) ? map(value) : value;
}
