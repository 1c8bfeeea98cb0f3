import { anyOf, boolean, integer, object, oneOf, type Schema, type Static, string } from '../../fhir/schema.ts';
import { validator } from '../../fhir/validator.ts';
import { INBOUND_OPERATIONS, OUTBOUND_OPERATIONS } from '../domain/fault/rule.ts';
import { defineFormats } from '../practice/formats.ts';
import { formatPath } from '../practice/mistake.ts';
import { ControlError } from './control-error.ts';

defineFormats();

const moment = string({
  format: 'moment',
  expected: "a moment: an instant such as 2026-12-01T09:00:00+01:00, or 'next workday 09:00'",
});
const comment = string({ minLength: 1, maxLength: 1000, description: 'What the practitioner writes to the patient.' });
const id = string({ minLength: 1, maxLength: 64 });

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

export const freezeSchema = object({}, { at: moment });

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
    schedule: id,
    type: string({ minLength: 1, maxLength: 200, description: 'Code of an appointment type.' }),
    start: moment,
    patient: patientSchema,
  },
  { end: { ...moment, description: 'Without it, as long as the type.' } as typeof moment, comment },
);

export const moveSchema = object({ start: moment }, { end: moment, schedule: id, comment });

export const requestCriteriaSchema = object(
  {},
  {
    operation: oneOf(INBOUND_OPERATIONS),
    method: string({ minLength: 1, maxLength: 10 }),
    urlContains: string({ maxLength: 200 }),
    status: integer({ minimum: 0, maximum: 599 }),
    problem: string({ maxLength: 64, description: 'An id of the list of errors.' }),
    appointment: id,
    after: integer({ minimum: 0, description: 'Only requests with a higher number.' }),
  },
  { description: 'Which requests are meant; what is left out does not matter.' },
);

export const deliveryCriteriaSchema = object(
  {},
  {
    operation: oneOf(OUTBOUND_OPERATIONS),
    appointment: id,
    state: oneOf(['waiting', 'sending', 'held', 'delivered', 'failed', 'lost']),
  },
  { description: 'Which deliveries are meant; what is left out does not matter.' },
);

export const pauseSchema = object({
  paused: boolean({ description: 'Whether no callback is sent until it is false again.' }),
});

export type Advance = Static<typeof advanceSchema>;
export type NewAppointmentInput = Static<typeof newAppointmentSchema>;
export type MoveInput = Static<typeof moveSchema>;
export type RequestCriteria = Static<typeof requestCriteriaSchema>;
export type DeliveryCriteria = Static<typeof deliveryCriteriaSchema>;

/**
 * Makes a reader of a command's input.
 * @returns a function that gives its input back as what the schema describes
 */
export function inputReader<T>(schema: Schema<T>): (value: unknown) => T {
  const shape = validator(schema, { all: true });
  return (value) => {
    const violations = shape.violations(value);
    if (violations.length === 0) return value as T;
    const told = violations.map(({ path, key, message }) => {
      const at = key === undefined || message.startsWith(`'${key}'`) ? path : [...path, key];
      return `${formatPath(at)}: ${message}`;
    });
    throw new ControlError('invalid', told.join('; '));
  };
}
