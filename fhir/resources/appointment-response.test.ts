import { describe, expect, test } from 'vitest';
import { validator } from '../../schema/validator.ts';
import {
  type AppointmentResponse,
  appointmentResponseSchema,
  bsnOf,
  readAppointmentResponseSchema,
} from './appointment-response.ts';

const identifier = { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: '999900109' };
const rest = {
  comment: 'Tot dan!',
  appointment: { reference: 'Appointment/1001' },
  participantStatus: 'declined' as const,
};
const published: AppointmentResponse = { ...rest, actor: { reference: { identifier: [identifier] } } };
const r4: AppointmentResponse = { ...rest, resourceType: 'AppointmentResponse', actor: { identifier } };

describe('reading an AppointmentResponse', () => {
  const cancellation = validator(readAppointmentResponseSchema(['declined']));

  test('CB-1: is read in both dialects, with the BSN', () => {
    expect(cancellation.accepts(published)).toBe(true);
    expect(cancellation.accepts(r4)).toBe(true);
    expect([bsnOf(published), bsnOf(r4)]).toEqual(['999900109', '999900109']);
  });

  test('CN-3: a XIS takes declined only', () => {
    expect(cancellation.violations({ ...published, participantStatus: 'accepted' })[0]?.path).toEqual([
      'participantStatus',
    ]);
    expect(validator(readAppointmentResponseSchema(['accepted', 'declined'])).accepts(r4)).toBe(true);
  });

  test.each(['actor', 'comment', 'appointment', 'participantStatus'])('CB-1: %s is required', (key) => {
    expect(cancellation.violations({ ...published, [key]: undefined })[0]?.key).toBe(key);
  });

  test('CB-1: an actor in neither form gets an error with the expected forms', () => {
    const [found] = cancellation.violations({ ...published, actor: 'Patient/1' });
    expect(found?.message).toContain('{reference: {identifier: [{system, value}]}}');
  });

  test('CB-1: an identifier with another system is not a BSN', () => {
    const actor = { reference: { identifier: [{ system: 'urn:other', value: '999900109' }] } };
    expect(bsnOf({ ...published, actor })).toBeUndefined();
    const several = { reference: { identifier: [{ system: 'urn:other', value: '1' }, identifier] } };
    expect(bsnOf({ ...published, actor: several })).toBe('999900109');
  });

  test.each([
    ["R4's identifier beside a reference", { reference: 'Patient/1', identifier }],
    ["R4's identifier beside an empty reference", { reference: null, identifier }],
    ['the published identifiers beside an empty one', { reference: { identifier: [identifier] }, identifier: null }],
    ["R4's identifier beside a reference without BSN", { reference: { identifier: [null] }, identifier }],
  ])('CB-1: the BSN is read from %s', (_name, actor) => {
    expect(bsnOf({ actor } as never)).toBe('999900109');
  });
});

test('CB-1: an AppointmentResponse that is sent has the shape of its dialect only', () => {
  const accepts = (dialect: 'published' | 'r4', value: unknown) =>
    validator(appointmentResponseSchema(dialect)).accepts(value);
  expect(accepts('published', published)).toBe(true);
  expect(accepts('published', r4)).toBe(false);
  expect(accepts('r4', r4)).toBe(true);
  expect(accepts('r4', published)).toBe(false);
});
