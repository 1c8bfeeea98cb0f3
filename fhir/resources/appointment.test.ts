import { describe, expect, test } from 'vitest';
import { validator } from '../../schema/validator.ts';
import { appointmentSchema, appointmentUpdateSchema, newAppointmentSchema } from './appointment.ts';

const patient = { reference: 'Patient/1', display: 'Emma de Boer' };
const practitioner = { reference: 'PractitionerRole/jansen', display: 'Dr. Jansen' };
const coding = { system: 'http://linde.example/type', code: 'consult', display: 'Consult' };
const base = {
  resourceType: 'Appointment',
  id: 'spreekuur-1',
  status: 'proposed',
  start: '2026-12-01T09:00:00+01:00',
  end: '2026-12-01T09:10:00+01:00',
  serviceCategory: [{ coding: [coding] }],
  comment: 'Hoofdpijn',
};
const published = {
  ...base,
  participant: [
    { actor: { ...patient, required: 'required' }, status: 'accepted' },
    { actor: { ...practitioner, required: 'required' }, status: 'needs-action' },
  ],
};
const r4 = {
  ...base,
  participant: [
    { actor: patient, required: 'required', status: 'accepted' },
    { actor: practitioner, required: 'required', status: 'needs-action' },
  ],
};

describe('the body of POST /Appointment', () => {
  const body = validator(newAppointmentSchema);

  test('AP-4: is read in either dialect, and in both at once', () => {
    const both = { ...base, participant: [published.participant[0], r4.participant[1]] };
    expect([published, r4, both].map((value) => body.accepts(value))).toEqual([true, true, true]);
  });

  test.each(['resourceType', 'id', 'status', 'start', 'end', 'participant', 'serviceCategory', 'comment'])(
    'AP-1: %s is required',
    (key) => {
      expect(body.violations({ ...published, [key]: undefined })[0]?.key).toBe(key);
    },
  );

  test.each([
    ['AP-3: an unknown status', { status: 'pending' }, ['status']],
    ['SL-4: a start without offset', { start: '2026-12-01T09:00:00' }, ['start']],
    ['AP-1: an empty comment', { comment: '' }, ['comment']],
    ['AP-4: one participant', { participant: published.participant.slice(0, 1) }, ['participant']],
    ['AP-4: three participants', { participant: [...published.participant, ...r4.participant] }, ['participant']],
    [
      'AP-4: a participant without required',
      { participant: [r4.participant[0], { actor: practitioner, status: 'accepted' }] },
      ['participant', 1, 'actor'],
    ],
    ['SL-5: no service category', { serviceCategory: [] }, ['serviceCategory']],
    ['SL-5: a service category without coding', { serviceCategory: [{ text: 'consult' }] }, ['serviceCategory', 0]],
    ['AP-2: two slots', { slot: [{ reference: 'Slot/1' }, { reference: 'Slot/2' }] }, ['slot']],
  ])('%s is a violation', (_name, changes, path) => {
    expect(body.violations({ ...published, ...changes })[0]?.path).toEqual(path);
  });

  test('AP-2: may name its slot', () => {
    expect(body.accepts({ ...published, slot: [{ reference: 'Slot/jansen-20261201T0800Z' }] })).toBe(true);
  });
});

describe('the Appointment that a XIS returns', () => {
  test('AP-4: has `required` where its dialect has it, and nowhere else', () => {
    const accepts = (dialect: 'published' | 'r4') => validator(appointmentSchema(dialect));
    expect(accepts('published').accepts(published)).toBe(true);
    expect(accepts('published').accepts(r4)).toBe(false);
    expect(accepts('r4').accepts(r4)).toBe(true);
    expect(accepts('r4').accepts(published)).toBe(false);
  });
});

describe('the body of PUT /Appointment/{id}', () => {
  const body = validator(appointmentUpdateSchema);
  const identifier = { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: '999900109' };
  const update = {
    ...base,
    status: 'booked',
    participant: [{ actor: { ...patient, identifier }, status: 'accepted' }],
  };

  test('UP-1: has the patient with BSN; the comment is optional', () => {
    expect(body.accepts(update)).toBe(true);
    expect(body.accepts({ ...update, comment: undefined })).toBe(true);
  });

  test.each([
    ['a status that is not booked or cancelled', { status: 'proposed' }],
    ['no participant with BSN', { participant: [{ actor: patient, status: 'accepted' }] }],
    [
      'a participant that has not accepted',
      { participant: [{ actor: { ...patient, identifier }, status: 'declined' }] },
    ],
  ])('UP-1: %s is a violation', (_name, changes) => {
    expect(body.accepts({ ...update, ...changes })).toBe(false);
  });
});
