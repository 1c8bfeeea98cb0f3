import type { Instant } from '../../fhir/instant.ts';
import { shown } from '../../output/redaction.ts';
import { formatPath } from '../../schema/mistake.ts';
import { anyOf, integer, object, oneOf, type Schema, type Static, string } from '../../schema/schema.ts';
import { validator } from '../../schema/validator.ts';
import { type Day, weekdayOf } from '../domain/agenda/calendar.ts';
import { parseMoment, resolveMoment } from '../domain/agenda/moment.ts';
import { INBOUND_OPERATIONS, OUTBOUND_OPERATIONS } from '../domain/fault/rule.ts';
import { defineFormats } from '../practice/formats.ts';
import type { World } from '../world/world.ts';
import { ControlError } from './control-error.ts';

defineFormats();

const moment = string({
  format: 'moment',
  expected: "a moment: an instant such as 2026-12-01T09:00:00+01:00, or 'next workday 09:00'",
});
const comment = string({ minLength: 1, maxLength: 1000, description: 'What the practitioner writes to the patient.' });
const idSchema = (description: string) => string({ minLength: 1, maxLength: 64, description });
const appointmentId = idSchema('The id of an appointment.');

export const advanceSchema = anyOf(
  [
    object({
      by: string({ format: 'iso-duration', expected: 'an ISO 8601 duration such as PT1H', description: 'How far.' }),
    }),
    object({ to: moment }),
  ],
  {
    description: 'How far the clock goes: by a length of time, or to a moment.',
    expected: '{by: PT1H} or {to: a moment}',
  },
);

export const freezeSchema = object(
  {},
  { at: { ...moment, description: 'The moment at which it stands still; without it now.' } as typeof moment },
);

export const commentSchema = object({}, { comment });

const patientSchema = anyOf(
  [
    string({
      pattern: '^Patient/[A-Za-z0-9.-]{1,64}$',
      expected: 'Patient/{id}',
      description: 'A patient that the practice knows.',
    }),
    object(
      {
        reference: string({ pattern: '^Patient/[A-Za-z0-9.-]{1,64}$', expected: 'Patient/{id}' }),
        display: string({ minLength: 1, maxLength: 512 }),
      },
      { bsn: string({ format: 'bsn', expected: 'a BSN: nine digits that pass the eleven test' }) },
    ),
  ],
  { expected: 'Patient/{id}, or {reference, display, bsn}' },
);

export const newAppointmentSchema = object(
  {
    schedule: idSchema('The id of a schedule.'),
    type: string({ minLength: 1, maxLength: 200, description: 'Code of an appointment type.' }),
    start: { ...moment, description: 'When it starts.' } as typeof moment,
    patient: patientSchema,
  },
  { end: { ...moment, description: 'Without it, as long as the type.' } as typeof moment, comment },
);

export const moveSchema = object(
  { start: { ...moment, description: 'When it starts from now on.' } as typeof moment },
  {
    end: { ...moment, description: 'Without it, it keeps its length.' } as typeof moment,
    schedule: idSchema('The id of another schedule; without it, it stays on its own.'),
    comment,
  },
);

export const requestCriteriaSchema = object(
  {},
  {
    operation: oneOf(INBOUND_OPERATIONS, { description: 'What was asked for.' }),
    method: string({ minLength: 1, maxLength: 10, description: 'The HTTP method.' }),
    urlContains: string({ maxLength: 200, description: 'A part of the path and query.' }),
    status: integer({
      minimum: 0,
      maximum: 599,
      description: 'The status of the answer; 0 where the connection was reset.',
    }),
    fault: idSchema('The id of the fault that struck.'),
    problem: string({ maxLength: 64, description: 'An id of the list of errors.' }),
    appointment: appointmentId,
    after: integer({ minimum: 0, description: 'Only requests with a higher number.' }),
  },
  { title: 'RequestCriteria', description: 'Which requests are meant; what is left out does not matter.' },
);

export const deliveryCriteriaSchema = object(
  {},
  {
    operation: oneOf(OUTBOUND_OPERATIONS, { description: 'What is sent.' }),
    appointment: appointmentId,
    state: oneOf(['waiting', 'sending', 'held', 'delivered', 'failed', 'lost'], { description: 'Where it stands.' }),
  },
  { description: 'Which deliveries are meant; what is left out does not matter.' },
);

export type Advance = Static<typeof advanceSchema>;
export type NewAppointmentInput = Static<typeof newAppointmentSchema>;
export type MoveInput = Static<typeof moveSchema>;
export type RequestCriteria = Static<typeof requestCriteriaSchema>;
export type DeliveryCriteria = Static<typeof deliveryCriteriaSchema>;

/**
 * Makes a reader of a command's input.
 * @returns a function that gives its input back as what the schema describes
 */
export function createInputReader<T>(schema: Schema<T>): (value: unknown) => T {
  const shape = validator(schema, { all: true });
  return (value) => {
    const violations = shape.violations(value);
    if (violations.length === 0) return value as T;
    const told = violations.map(({ path, key, message }) => {
      const at = key === undefined || message.startsWith(`'${key}'`) ? path : [...path, shown(key)];
      return `${formatPath(at)}: ${message}`;
    });
    throw new ControlError('invalid', told.join('; '));
  };
}

/** The instant that a command's moment means, relative ones seen from the organization's now. */
export function resolveInput(world: World, text: string): Instant {
  const parsed = parseMoment(text);
  if (!parsed) throw new ControlError('invalid', 'expected a moment');
  const isOpen = (date: Day): boolean => weekdayOf(date) < 5 && !world.rules.isClosed(date);
  return resolveMoment(parsed, world.today(), world.calendar, isOpen);
}
