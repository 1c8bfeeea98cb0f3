import { bsnString, dateString } from '../../fhir/formats.ts';
import { FIRST_INSTANT, type Instant, isWritable } from '../../fhir/instant.ts';
import { redactUnlessCode } from '../../output/redaction.ts';
import { formatPath } from '../../schema/mistake.ts';
import { anyOf, boolean, integer, object, oneOf, type Schema, type Static, string } from '../../schema/schema.ts';
import { validator } from '../../schema/validator.ts';
import { type Day, weekdayOf } from '../domain/agenda/calendar.ts';
import { findAmbiguity, parseMoment, resolveMoment } from '../domain/agenda/moment.ts';
import { DELIVERY_STATES } from '../domain/callback/delivery.ts';
import { CLOCK_RANGE } from '../domain/clock-instant.ts';
import { durationString } from '../domain/duration.ts';
import { type Fault, faultSchema, OUTBOUND_OPERATIONS } from '../domain/fault/rule.ts';
import { momentString } from '../domain/formats.ts';
import { explainViolation, findInvertedBounds } from '../practice/check.ts';
import type { World } from '../world/world.ts';
import { ControlError } from './control-error.ts';

const moment = momentString({
  expected: "a moment: an instant such as 2026-12-01T09:00:00+01:00, or 'next workday 09:00'",
});
const comment = string({ maxLength: 1000, description: 'The comment to the patient; may be empty.' });
const idSchema = (description: string) => string({ minLength: 1, maxLength: 64, description });
const appointmentId = idSchema('The id of an appointment.');

export const advanceSchema = anyOf(
  [
    object({
      by: durationString({
        expected: 'an ISO 8601 duration such as PT1H',
        description: 'The duration.',
      }),
    }),
    object({ to: moment }),
    object({ toNext: boolean({ enum: [true], description: 'To the next scheduled event, which happens.' }) }),
  ],
  {
    description: 'The advance of the clock: by a duration, to a moment, or to the next scheduled event.',
    expected: '{by: PT1H}, {to: a moment} or {toNext: true}',
  },
);

export const freezeSchema = object(
  {},
  { at: { ...moment, description: 'The time of the frozen clock; default: now.' } as typeof moment },
);

export const commentSchema = object({}, { comment });

export const loggedInPatientSchema = object({
  patient: idSchema('The id of a patient of the practice, or `unknown` for a patient whom it does not know.'),
});

const patientSchema = anyOf(
  [
    string({
      pattern: '^Patient/[A-Za-z0-9.-]{1,64}$',
      expected: 'Patient/{id}',
      description: 'A patient of the practice.',
    }),
    object(
      {
        reference: string({ pattern: '^Patient/[A-Za-z0-9.-]{1,64}$', expected: 'Patient/{id}' }),
        display: string({ minLength: 1, maxLength: 512 }),
      },
      { bsn: bsnString({ expected: 'a BSN: nine digits that pass the eleven test' }) },
    ),
  ],
  { expected: 'Patient/{id}, or {reference, display, bsn}' },
);

export const newAppointmentSchema = object(
  {
    schedule: idSchema('The id of a schedule.'),
    type: string({ minLength: 1, maxLength: 200, description: 'The code of an appointment type.' }),
    start: { ...moment, description: 'The start.' } as typeof moment,
    patient: patientSchema,
  },
  {
    end: { ...moment, description: 'The end; default: the start plus the length of the type.' } as typeof moment,
    comment,
  },
);

export const moveSchema = object(
  { start: { ...moment, description: 'The new start.' } as typeof moment },
  {
    end: { ...moment, description: 'The new end; default: the length stays the same.' } as typeof moment,
    schedule: idSchema('The id of the new schedule; default: the same schedule.'),
    comment,
  },
);

export const slotPeriodSchema = object({
  schedule: idSchema('The id of a schedule.'),
  from: { ...moment, description: 'The start of the period.' } as typeof moment,
  to: { ...moment, description: 'The end of the period, at most 31 days after its start.' } as typeof moment,
});

export const agendaOptionsSchema = object(
  {},
  {
    from: dateString({
      pattern: '^\\d{4}-\\d\\d-\\d\\d$',
      expected: 'a date such as 2027-01-11',
      description: 'The first day, in the time zone of the practice; default: today.',
    }),
    days: integer({ minimum: 1, maximum: 7, default: 7, description: 'The number of days.' }),
    schedule: idSchema('The id of a schedule; default: all schedules.'),
  },
);

export const deliveryCriteriaSchema = object(
  {},
  {
    operation: oneOf(OUTBOUND_OPERATIONS, { description: 'The operation.' }),
    appointment: appointmentId,
    state: oneOf(DELIVERY_STATES, { description: 'The state.' }),
  },
  { description: 'Selects deliveries; an absent criterion matches every delivery.' },
);

export type Advance = Static<typeof advanceSchema>;
export type NewAppointmentInput = Static<typeof newAppointmentSchema>;
export type MoveInput = Static<typeof moveSchema>;
export type SlotPeriod = Static<typeof slotPeriodSchema>;
export type AgendaOptions = Static<typeof agendaOptionsSchema>;
export type DeliveryCriteria = Static<typeof deliveryCriteriaSchema>;

/**
 * Creates a reader of the input of a command.
 * @returns a function that validates its argument, and throws a `ControlError` when it is invalid
 */
export function createInputReader<T>(schema: Schema<T>): (value: unknown) => T {
  const shape = validator(schema, { all: true });
  return (value) => {
    const violations = shape.violations(value);
    if (violations.length === 0) return value as T;
    const messages = violations.map((violation) => {
      const { path, key, message } = violation;
      const place = key === undefined || message.startsWith(`'${key}'`) ? path : [...path, redactUnlessCode(key)];
      return `${formatPath(place)}: ${explainViolation(violation, value)}`;
    });
    throw new ControlError('invalid', messages.join('; '));
  };
}

const readFaultShape = createInputReader(faultSchema);

/**
 * Validates a fault.
 * @throws ControlError for a fault that is malformed, or that could never have an effect
 */
export function readFault(value: unknown): Fault {
  const fault = readFaultShape(value);
  const [mistake] = findInvertedBounds(fault);
  if (mistake) throw new ControlError('invalid', `${formatPath(mistake.path)}: ${mistake.message}`);
  return fault;
}

/**
 * Resolves a moment of a command; relative moments refer to the organization's clock.
 * @throws ControlError for a time that does not occur exactly once on its day, or that no clock can have
 */
export function resolveMomentInput(world: World, text: string): Instant {
  const parsed = parseMoment(text);
  if (!parsed) throw new ControlError('invalid', 'expected a moment');
  const isOpen = (date: Day): boolean => weekdayOf(date) < 5 && !world.rules.isClosed(date);
  const expected = findAmbiguity(parsed, world.today(), world.calendar, isOpen);
  if (expected !== undefined) throw new ControlError('invalid', `expected ${expected}, got '${text}'`);
  return requireWritable(resolveMoment(parsed, world.today(), world.calendar, isOpen));
}

/** Returns an instant that a clock can have. */
export function requireWritable(at: Instant): Instant {
  if (isWritable(at)) return at;
  throw new ControlError(
    'invalid',
    `expected a time ${CLOCK_RANGE}, got a time ${at < FIRST_INSTANT ? 'before' : 'after'} it`,
  );
}
