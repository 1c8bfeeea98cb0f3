/** The views of the control interface: their schemas, from which their types follow, and their creation. */

import { dateTimeString } from '../../fhir/formats.ts';
import type { Instant } from '../../fhir/instant.ts';
import { redactJson, redactUnlessCode } from '../../output/redaction.ts';
import { defined } from '../../schema/defined.ts';
import {
  array,
  boolean,
  integer,
  number,
  oneOf,
  openObject,
  type Schema,
  type Static,
  string,
  unknown,
} from '../../schema/schema.ts';
import type { TimedPlan } from '../domain/approval/policy.ts';
import { APPOINTMENT_STATES, type AppointmentRecord } from '../domain/booking/appointment.ts';
import { DELIVERY_STATES, type Delivery } from '../domain/callback/delivery.ts';
import { faultSchema, OUTBOUND_OPERATIONS } from '../domain/fault/rule.ts';
import { MAX_EVENTS, MAX_LISTED_EVENTS } from '../world/clock.ts';
import type { KnownFault } from '../world/faults.ts';
import type { JournalEntry } from '../world/journal.ts';
import type { World } from '../world/world.ts';

const text = string();
const at = dateTimeString({ description: "An instant with the practice's offset." });
const count = integer({ minimum: 0 });

export const clockSchema = openObject(
  {
    now: at,
    frozen: boolean({ description: 'Whether the clock is frozen.' }),
    due: array(openObject({ at, kind: text, subject: text }), { description: 'The scheduled events, in order.' }),
  },
  {},
  { title: 'Clock' },
);

export const advanceViewSchema = openObject({
  now: { ...at, description: 'How far the clock came.' } as typeof at,
  reached: boolean({
    description: `Whether the clock came to the moment. Otherwise it stopped after ${MAX_EVENTS} events: advance again.`,
  }),
  happened: array(openObject({ at, kind: text, subject: text, result: text }), {
    description: `The first ${MAX_LISTED_EVENTS} events, in order.`,
  }),
  count: integer({ minimum: 0, description: 'The number of all events.' }),
});

export const requestFields = {
  id: count,
  at,
  method: text,
  url: string({ description: 'Path and query, redacted.' }),
  status: integer({ description: '0 when the connection was reset.' }),
  durationMs: number({ description: 'Real milliseconds.' }),
};
export const optionalRequestFields = {
  operation: text,
  problem: string({ description: 'The id of a problem.' }),
  fault: string({ description: 'The id of the applied fault.' }),
  notes: array(text),
  caller: openObject(
    { hasPatient: boolean({ description: 'Whether the token is of a patient who is logged in.' }) },
    { client: string({ description: 'The client of the token.' }) },
    { description: 'Who sent it, by a valid token.' },
  ),
  found: count,
  appointment: text,
  body: unknown({ description: 'The redacted request body.' }),
};

export const requestSchema = openObject(
  requestFields,
  {
    ...optionalRequestFields,
    organization: string({ description: 'The AGB code; only in lists of all organizations.' }),
  },
  { title: 'Request' },
);

export const explanationSchema = openObject(
  {},
  {
    search: openObject(
      {
        slots: integer({ description: 'All future slots within the horizon.' }),
        found: count,
        otherSchedule: count,
        otherServiceCategory: count,
        outsideDates: count,
        busy: count,
        awaitingApproval: count,
        free: integer({ description: 'Free slots, in a search that excludes them.' }),
        text: string({ description: 'The same as a sentence.' }),
      },
      {},
      { description: 'For a slot search: the number of excluded slots by reason.' },
    ),
    conflict: openObject(
      { slot: text, takenBy: text, text },
      { appointment: text, since: at },
      { description: 'For a rejected booking: the holder of the slot.' },
    ),
  },
);

export const appointmentSchema = openObject(
  {
    id: text,
    version: count,
    state: oneOf(APPOINTMENT_STATES),
    madeBy: oneOf(['patient', 'practitioner']),
    schedule: text,
    practitioner: text,
    type: string({ description: 'The code of the appointment type.' }),
    start: at,
    end: at,
    patient: string({ description: '`Patient/{id}`.' }),
    history: array(openObject({ at, state: text, by: text, what: text })),
  },
  {
    planned: openObject({ at, decision: text }, {}, { description: 'The scheduled decision of the policy.' }),
  },
  { title: 'Appointment' },
);

export const changeSchema = openObject(
  { appointment: appointmentSchema },
  { delivery: string({ description: 'The id of the callback; absent without a callback.' }) },
  { title: 'Change' },
);

const progressFields = {
  id: text,
  operation: oneOf(OUTBOUND_OPERATIONS),
  appointment: text,
  tells: string({
    description: '`accepted` or `declined` for a decision, `booked` or `cancelled` for an update.',
  }),
  state: oneOf(DELIVERY_STATES),
  createdAt: at,
  attempts: array(
    openObject({ at }, { status: integer(), error: text, failure: text, retryAfterMs: number(), answer: unknown() }),
  ),
};
const optionalProgressFields = {
  heldFor: string({ description: 'The event that a held delivery waits for.' }),
  dueAt: at,
  reason: string({ description: 'Why the delivery has failed.' }),
  fault: string({ description: 'The id of the applied fault.' }),
};

export const deliveryProgressSchema = openObject(progressFields, optionalProgressFields, {
  title: 'DeliveryProgress',
});

export const deliverySchema = openObject(
  {
    ...progressFields,
    sends: openObject(
      { method: text, path: text, body: unknown() },
      {},
      { description: 'The request, relative to the base of Spreekuur.nl, with a redacted body.' },
    ),
  },
  optionalProgressFields,
  { title: 'Delivery' },
);

export const knownFaultSchema: Schema<KnownFault> = openObject(
  {
    fault: faultSchema as Schema<KnownFault['fault']>,
    matched: integer({ minimum: 0, description: 'The number of matching requests.' }),
    struck: integer({ minimum: 0, description: 'The number of requests that the fault struck.' }),
  },
  {},
  { title: 'KnownFault' },
);

export const patientSchema = openObject(
  { reference: string({ description: '`Patient/{id}`.' }) },
  { name: string({ description: 'Only of a patient of the configuration.' }) },
);

export const urlTrialSchema = openObject(
  {
    url: string({ description: 'The url of callbacks.' }),
    reached: boolean({ description: 'Whether it returned a response, of any status.' }),
    ms: integer({ description: 'Real milliseconds.' }),
  },
  { status: integer(), error: string({ description: 'Why it was not reached.' }) },
  { title: 'UrlTrial' },
);

/** The state of a clock, with its next scheduled events: at most 100. */
export type ClockView = Static<typeof clockSchema>;
/** The result of an advance of the clock. */
export type AdvanceView = Static<typeof advanceViewSchema>;
export type RequestView = Static<typeof requestSchema>;
/** Why a request got its response. */
export type RequestExplanation = Static<typeof explanationSchema>;
/** An appointment, without the patient's name and comment. */
export type AppointmentView = Static<typeof appointmentSchema>;
/** A decision or change, with its callback. */
export type ChangeView = Static<typeof changeSchema>;
/** A patient whom the practice knows, without the BSN. */
export type PatientView = Static<typeof patientSchema>;
/** The result of a request to the url of callbacks. */
export type UrlTrialView = Static<typeof urlTrialSchema>;
/** A callback without its body. */
export type DeliveryProgressView = Static<typeof deliveryProgressSchema>;
/** A callback with a redacted body. */
export type DeliveryView = Static<typeof deliverySchema>;

export function requestView(entry: JournalEntry, timeOf: (at: Instant) => string): RequestView {
  const { id, operation, method, url, status, problem, fault, notes, caller, found, appointment, body } = entry;
  return defined({
    id,
    at: timeOf(entry.at),
    operation,
    method,
    url,
    status,
    durationMs: Math.round(entry.durationMs * 1000) / 1000,
    problem,
    fault,
    notes: notes.length === 0 ? undefined : notes,
    caller: caller && defined({ ...caller }),
    found,
    appointment,
    body,
  });
}

/** @param scheduled the decision that is scheduled while it is pending; default: as it is now */
export function appointmentView(
  world: World,
  record: AppointmentRecord,
  scheduled: TimedPlan | undefined = world.scheduledDecisions.get(record.id),
): AppointmentView {
  const plan = record.state === 'pending' ? scheduled : undefined;
  return defined({
    id: record.id,
    version: record.version,
    state: record.state,
    madeBy: record.madeBy,
    schedule: record.scheduleId,
    practitioner: redactUnlessCode(record.practitioner.reference),
    type: world.practice.types[record.type]?.code ?? '',
    start: world.formatLocal(record.start),
    end: world.formatLocal(record.end),
    patient: redactUnlessCode(record.patient),
    history: record.history.map((event) => ({ ...event, at: world.formatLocal(event.at) })),
    planned: plan && { at: world.formatLocal(plan.at), decision: plan.decision },
  });
}

/** Returns the patients whom a practice knows. A request may have brought the name of a real person: it is left out. */
export function viewPatients({ patients }: World): readonly PatientView[] {
  return [...patients.values()].map(({ reference, name, origin }) =>
    origin === 'practice' ? { reference, name } : { reference: redactUnlessCode(reference) },
  );
}

export function deliveryView(world: World, delivery: Delivery): DeliveryView {
  const { method, path, body } = world.write(delivery.message);
  return { ...deliveryProgressView(world, delivery), sends: { method, path, body: redactJson(body) } };
}

export function deliveryProgressView(world: World, delivery: Delivery): DeliveryProgressView {
  const { id, operation, appointment, message, state, heldFor, createdAt, dueAt, attempts, reason, fault } = delivery;
  return defined({
    id,
    operation,
    appointment,
    tells: message.kind === 'response' ? message.decision : message.record.state,
    state,
    heldFor,
    createdAt: world.formatLocal(createdAt),
    dueAt: dueAt === undefined ? undefined : world.formatLocal(dueAt),
    attempts: attempts.map((attempt) => ({ ...attempt, at: world.formatLocal(attempt.at) })),
    reason,
    fault,
  });
}
