import { describe, expect, test } from 'vitest';
import { formatBody, formatDates, formatOrganization, formatPractitionerStatus } from './forms.ts';

const ZONE = 'Europe/Amsterdam';
const TOKEN = { accept: 'x', 'x-organization-identifier': 'http://fhir.nl/fhir/NamingSystem/agb-z|01000001' };
const QUERY =
  '/Slot?schedule.date=ge2027-03-16T00%3A00%3A00%2B01%3A00&schedule.date=le2027-04-12T00%3A00%3A00%2B02%3A00&status=free';

describe('the forms of a request', () => {
  test('TR-2: the organization has the configured name and format', () => {
    expect(formatOrganization(TOKEN, {})).toEqual(TOKEN);
    expect(formatOrganization(TOKEN, { organizationFormat: 'code' })).toEqual({
      accept: 'x',
      'x-organization-identifier': '01000001',
    });
    expect(formatOrganization(TOKEN, { organizationHeader: 'organisation_agb' })).toEqual({
      accept: 'x',
      organisation_agb: TOKEN['x-organization-identifier'],
    });
  });

  test('SL-9, SL-25: dates are those of the practice, over a change to summer time', () => {
    expect(formatDates(QUERY, {}, ZONE)).toBe(QUERY);
    expect(formatDates(QUERY, { dateFormat: 'date' }, ZONE)).toBe(
      '/Slot?schedule.date=ge2027-03-16&schedule.date=le2027-04-12&status=free',
    );
    expect(formatDates('/Slot?schedule.date=ge2027-03-15T23:00:00Z', { dateFormat: 'date' }, ZONE)).toBe(
      '/Slot?schedule.date=ge2027-03-16',
    );
  });

  test('SL-14: a week of dates ends with its seventh day', () => {
    const week = '/Slot?schedule.date=ge2027-03-26T00:00:00%2B01:00&schedule.date=le2027-04-02T00:00:00%2B02:00';
    expect(formatDates(week, { dateFormat: 'date' }, ZONE)).toBe(
      '/Slot?schedule.date=ge2027-03-26&schedule.date=le2027-04-01',
    );
  });

  test('SL-9: the date parameter has the configured name, both times', () => {
    expect(formatDates(QUERY, { dateParameter: 'Schedule.date' }, ZONE)).toBe(
      QUERY.replaceAll('schedule.date', 'Schedule.date'),
    );
  });

  const patient = { reference: 'https://xis.example/Patient/1', display: 'P' };
  const practitioner = { reference: 'PractitionerRole/1', display: 'D' };
  const booking = (required: 'inside' | 'beside') => ({
    resourceType: 'Appointment',
    participant: [patient, practitioner].map((actor) =>
      required === 'inside'
        ? { status: 'accepted', actor: { ...actor, required: 'required' } }
        : { status: 'accepted', actor, required: 'required' },
    ),
  });

  test('AP-4: `required` is inside the actor as published, and beside it in R4', () => {
    for (const from of ['inside', 'beside'] as const) {
      expect(JSON.parse(formatBody(JSON.stringify(booking(from)), 'published'))).toEqual(booking('inside'));
      expect(JSON.parse(formatBody(JSON.stringify(booking(from)), 'r4'))).toEqual(booking('beside'));
    }
  });

  test('CB-1, CB-7: a cancellation has its identifier in the form of the dialect', () => {
    const identifier = { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: '999900109' };
    const common = { resourceType: 'AppointmentResponse', participantStatus: 'declined' };
    const published = { ...common, actor: { reference: { identifier: [identifier] } } };
    const r4 = { ...common, actor: { identifier } };
    for (const from of [published, r4, { ...published, resourceType: undefined }]) {
      expect(JSON.parse(formatBody(JSON.stringify(from), 'r4'))).toEqual(r4);
      expect(JSON.parse(formatBody(JSON.stringify(from), 'published'))).toEqual(published);
    }
  });

  test('AP-4: the practitioner gets the status, and the patient stays accepted', () => {
    const { participant } = JSON.parse(formatPractitionerStatus(JSON.stringify(booking('inside')), 'needs-action'));
    expect(participant.map(({ status }: { readonly status: string }) => status)).toEqual(['accepted', 'needs-action']);
  });

  test.each(['', 'no JSON', '[1]', '{"other":1}', 'null'])('leaves a body of another kind: %s', (body) => {
    expect(formatBody(body, 'r4')).toBe(body);
    expect(formatPractitionerStatus(body, 'accepted')).toBe(body);
  });
});
