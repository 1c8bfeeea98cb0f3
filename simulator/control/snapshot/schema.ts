import { bsnString } from '../../../fhir/formats.ts';
import type { Instant } from '../../../fhir/instant.ts';
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
import type { TimedPlan } from '../../domain/approval/policy.ts';
import { APPOINTMENT_STATES, type AppointmentRecord } from '../../domain/booking/appointment.ts';
import { contentionSchema } from '../../domain/booking/contention.ts';
import { DELIVERY_STATES, type Delivery } from '../../domain/callback/delivery.ts';
import { callbacksSchema } from '../../domain/callback/settings.ts';
import { faultSchema } from '../../domain/fault/rule.ts';
import { clockInstantString } from '../../domain/formats.ts';
import { defectsSchema, type OrganizationConfiguration } from '../../practice/schema.ts';
import { HOLDER_KINDS, type SlotChange } from '../../world/schedule-agenda.ts';

export const FORMAT = 'xis-testkit organization';

const at = clockInstantString();
const state = oneOf(APPOINTMENT_STATES);
const id = string({ minLength: 1, maxLength: 64 });
const text = string();
const count = integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const decision = oneOf(['accepted', 'declined']);

const appointmentFields = {
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
};
const appointmentSchema = object(appointmentFields, {}, { title: 'StoredAppointment' });

const changeSchema = object(
  { sequence: count, at, status: oneOf(['free', 'busy', 'tentative']) },
  { holder: object({ kind: oneOf(HOLDER_KINDS) }, { id }) },
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
    attempts: array(
      object({ at }, { status: integer(), error: text, failure: text, retryAfterMs: count, answer: unknown() }),
    ),
  },
  {
    heldFor: oneOf(['url', 'resume', 'earlier', 'next-callback', 'cancellation']),
    dueAt: at,
    reason: text,
    fault: id,
    again: boolean(),
    uncounted: count,
  },
  { title: 'StoredDelivery' },
);

/** The parts of a state that change. */
const stateFields = {
  clock: object({ now: at, frozen: boolean() }),
  drawn: record(count),
  contention: contentionSchema,
  callbacks: callbacksSchema,
  paused: boolean(),
  patients: array(
    object(
      { reference: text, name: text, origin: oneOf(['practice', 'request', 'made-up']) },
      // One of the two.
      { bsn: bsnString(), pseudonym: text },
      { title: 'StoredPatient' },
    ),
  ),
  appointments: array(appointmentSchema),
  plans: array(object({ appointment: id, at, decision, comment: text })),
  competitorAt: array(at, { maxItems: 1 }),
  slots: array(object({ schedule: id, start: at, changes: array(changeSchema) }, {}, { title: 'ChangedSlot' })),
  sequence: count,
  deliveries: array(deliverySchema),
  faults: array(object({ fault: faultSchema, matched: count, struck: count })),
};
const optionalStateFields = {
  defects: defectsSchema,
  formerDefects: {
    ...defectsSchema,
    description: 'The defects that were active before. Appointments and slots may contradict one another by some.',
  } as typeof defectsSchema,
  loggedInPatient: text,
  lastAppointment: count,
  lastDelivery: count,
};

/** The whole state of an organization as readable JSON. */
export const snapshotSchema = object(
  {
    format: oneOf([FORMAT]),
    version: integer({ minimum: 1, maximum: 1 }),
    /** Matches `organizationSchema`; checked by `checkOrganization`. */
    configuration: { type: 'object' } as Schema<OrganizationConfiguration>,
    startedAt: at,
    ...stateFields,
  },
  optionalStateFields,
  { title: 'Snapshot' },
);

/** The parts of a state that have changed, with the items of lists that are new or have changed. */
export const stateChangesSchema = object({}, { ...stateFields, ...optionalStateFields }, { title: 'StateChanges' });
export type StateChanges = Static<typeof stateChangesSchema>;

export type Snapshot = Static<typeof snapshotSchema>;

/** The parts of a snapshot with instants, after these are parsed. */
export interface SnapshotState {
  readonly startedAt: Instant;
  readonly clock: { readonly now: Instant; readonly frozen: boolean };
  readonly appointments: readonly AppointmentRecord[];
  readonly plans: readonly (TimedPlan & { readonly appointment: string })[];
  readonly competitorAt: readonly Instant[];
  readonly slots: readonly {
    readonly schedule: string;
    readonly start: Instant;
    readonly changes: readonly SlotChange[];
  }[];
  readonly deliveries: readonly Delivery[];
}

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

/** Maps all instants in a part of a snapshot. The response of Spreekuur.nl to a callback stays as it is. */
export function mapInstants(value: unknown, map: (at: unknown) => unknown, key = ''): unknown {
  if (key === 'answer') return value;
  if (Array.isArray(value)) return value.map((item) => mapInstants(item, map, key));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapInstants(item, map, name)]));
  }
  return INSTANTS.has(key) ? map(value) : value;
}
