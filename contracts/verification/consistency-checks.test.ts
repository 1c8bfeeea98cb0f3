import { describe, expect, test } from 'vitest';
import { findInconsistencies } from './consistency-checks.ts';

const BASE = 'https://xis.example/fhir';
const RESPONSE = { mediaType: 'application/fhir+json', isUtf8: true, timeZone: 'Europe/Amsterdam', values: {} };
const slot = (changes: object = {}) => ({
  resource: {
    resourceType: 'Slot',
    serviceCategory: [
      {
        coding: [
          { system: 'urn:other', code: 'x' },
          { system: 'urn:t', code: 'consult' },
        ],
      },
    ],
    schedule: { reference: `${BASE}/Schedule/jansen` },
    start: '2027-01-12T09:00:00+01:00',
    ...changes,
  },
});
const QUERY = [
  'service-category=urn%3At%7Cconsult',
  'schedule.date=ge2027-01-12T00:00:00%2B01:00',
  'schedule.date=le2027-01-13T00:00:00%2B01:00',
  'schedule=jansen',
].join('&');

function inconsistenciesIn(path: string, body: unknown, states: readonly string[] = [], changes: object = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return findInconsistencies({ ...RESPONSE, states, method: 'GET', url: path, status: 200, text, ...changes }).map(
    ({ clause, where }) => `${clause} ${where}`,
  );
}
const slots = (...entry: readonly object[]) => inconsistenciesIn(`/Slot?${QUERY}`, { resourceType: 'Bundle', entry });

describe('a response agrees with its request', () => {
  test('when every slot has the requested type, agenda and dates, both ends included', () => {
    const ends = ['2027-01-12T00:00:00+01:00', '2027-01-12T23:00:00Z'].map((start) => slot({ start }));
    expect(slots(slot(), ...ends)).toEqual([]);
  });

  test.each([
    ['SL-8', 'serviceCategory', { serviceCategory: [{ coding: [{ system: 'urn:t', code: 'visite' }] }] }],
    ['SL-8', 'serviceCategory', { serviceCategory: [] }],
    ['SL-9', 'start', { start: '2027-01-11T23:59:59+01:00' }],
    ['SL-9', 'start', { start: '2027-01-13T00:00:01+01:00' }],
    ['SL-11', 'schedule.reference', { schedule: { reference: 'Schedule/smit' } }],
  ])('%s: not with another %s', (clause, where, changes) => {
    expect(slots(slot(), slot(changes), slot(changes))).toEqual([`${clause} $.entry[1].resource.${where}`]);
  });

  test.each([
    [
      'a parameter that was not asked for',
      () => inconsistenciesIn('/Slot', { entry: [slot({ start: '2040-01-01T00:00:00Z', schedule: 1 })] }),
    ],
    ['a body that is no JSON', () => inconsistenciesIn(`/Slot?${QUERY}`, '<html>')],
    ['a body of another shape', () => inconsistenciesIn(`/Slot?${QUERY}`, [null, { entry: 5 }])],
    ['entries of another shape', () => slots({}, { resource: null })],
    [
      'an error',
      () =>
        inconsistenciesIn(
          `/Slot?${QUERY}`,
          { resourceType: 'OperationOutcome', entry: [slot({ start: '2030-01-01T00:00:00Z' })] },
          [],
          { status: 400 },
        ),
    ],
    [
      'another request',
      () => inconsistenciesIn('/Slot', { entry: [slot()] }, ['no free slots'], { method: 'POST', status: 201 }),
    ],
  ])('finds no inconsistency in %s', (_what, look) => {
    expect(look()).toEqual([]);
  });

  test.each(['no free slots', 'an agenda without free slots'])('SL-9: finds no inconsistency with %s', (state) => {
    expect(inconsistenciesIn('/Slot', { entry: [slot()] }, [state])).toEqual(['SL-9 $.entry']);
    expect(inconsistenciesIn('/Slot', { entry: [] }, [state])).toEqual([]);
    expect(inconsistenciesIn('/Slot', {}, [state])).toEqual([]);
  });

  test('CN-7: a search or a read by id returns the appointment with that id', () => {
    const appointment = (id: string) => ({ resourceType: 'Appointment', id });
    const found = (id: string) => inconsistenciesIn('/Appointment?id=7', { entry: [{ resource: appointment(id) }] });
    expect([found('7'), found('8')]).toEqual([[], ['CN-7 appointment[0].id']]);
    const read = (id: string) => inconsistenciesIn('/Appointment/a.7', appointment(id));
    expect([read('a.7'), read('8')]).toEqual([[], ['CN-7 appointment[0].id']]);
  });

  test.each([
    ['+0100', '2027-01-12T09:00:00+0100'],
    ['+00:60', '2027-01-12T09:00:00+00:60'],
    ['a decimal comma', '2027-01-12T09:00:00,000+01:00'],
    ['no offset', '2027-01-12T09:00:00'],
    ['a day that does not exist', '2027-02-30T09:00:00Z'],
  ])('SL-4: a time with %s is no instant, in slots and in stored appointments', (_what, start) => {
    expect(slots(slot(), slot({ start }))).toContain('SL-4 $.entry[1].resource.start');
    const stored = { resourceType: 'Appointment', start, end: '2027-01-12T09:10:00Z' };
    expect(inconsistenciesIn('/Appointment', stored, [], { method: 'POST', status: 201 })).toEqual(['SL-4 $.start']);
  });

  test('SL-4: a time with twelve decimals is an instant', () => {
    expect(slots(slot({ start: '2027-01-12T09:00:00.123456789012+01:00' }))).toEqual([]);
  });

  test('SL-21: a slot does not end before it starts', () => {
    expect(slots(slot(), slot({ end: '2027-01-12T09:00:00+01:00' }))).toEqual(['SL-21 $.entry[1].resource.end']);
  });

  test('SL-6: of several references, that of the published url counts, wherever it is', () => {
    const extension = (url: string, reference: string) => ({ url, valueReference: { reference, display: 'D' } });
    const room = extension('urn:room', 'Location/3');
    const actor = (reference: string) => extension('urn:extension:actor', reference);
    expect(slots(slot({ extension: [room, actor('PractitionerRole/1')] }))).toEqual([]);
    expect(slots(slot({ extension: [room] }))).toEqual([]);
    expect(slots(slot({ extension: [room, actor('jansen')] }))).toEqual(['SL-6 $.entry[0].resource.extension']);
  });

  test('SL-16: a search with dates includes the whole last day, in the zone of the practice', () => {
    const url = '/Slot?Schedule.date=ge2027-01-12&Schedule.date=le2027-01-12';
    const startsAt = (start: string) => inconsistenciesIn(url, { entry: [slot({ start })] });
    expect([startsAt('2027-01-12T22:59:59Z'), startsAt('2027-01-11T23:00:00Z')]).toEqual([[], []]);
    expect(startsAt('2027-01-12T23:00:00Z')).toEqual(['SL-9 $.entry[0].resource.start']);
    expect(startsAt('2027-01-11T22:59:59Z')).toEqual(['SL-9 $.entry[0].resource.start']);
  });

  test('AP-5: the response to a booking has the Appointment', () => {
    const created = (body: unknown) => inconsistenciesIn('/Appointment', body, [], { method: 'POST', status: 201 });
    expect([created(''), created([])]).toEqual([['AP-5 body'], ['AP-5 body']]);
    expect(created({ resourceType: 'Appointment' })).toEqual([]);
  });

  test('AP-16, TR-7: an error has an OperationOutcome, and a conflict one with its code', () => {
    const booking = (status: number, body: unknown) =>
      inconsistenciesIn('/Appointment', body, [], { method: 'POST', status });
    const outcome = (code: string) => ({ resourceType: 'OperationOutcome', issue: [{ code }] });
    expect([booking(409, outcome('conflict')), booking(422, outcome('value'))]).toEqual([[], []]);
    expect([booking(409, ''), booking(409, outcome('invalid'))]).toEqual([['AP-16 body'], ['AP-16 $.issue']]);
    expect(booking(422, '')).toEqual(['TR-7 body']);
  });

  test('TR-10, TR-14: bodies without a published media type are FHIR JSON too, and all are UTF-8', () => {
    const json = { mediaType: 'application/json' };
    const outcome = { resourceType: 'OperationOutcome', issue: [{ code: 'conflict' }] };
    const conflict = { method: 'POST', status: 409 };
    expect(inconsistenciesIn('/Appointment', outcome, [], { ...conflict, ...json })).toEqual([
      'TR-10 header Content-Type',
    ]);
    expect(
      inconsistenciesIn('/Appointment', outcome, [], { ...conflict, mediaType: 'application/fhir+json; a=b' }),
    ).toEqual([]);
    // Pact checks the published ones (TR-1).
    expect(inconsistenciesIn('/Slot', {}, [], json)).toEqual([]);
    expect(inconsistenciesIn('/Appointment/7', {}, [], json)).toEqual(['TR-10 header Content-Type']);
    expect(inconsistenciesIn('/Slot', {}, [], { isUtf8: false })).toEqual(['TR-14 body']);
  });

  test('PT-2 to PT-4: a searchset has the patient alone, with its BSN', () => {
    const patient = (value?: string) => ({
      resource: {
        resourceType: 'Patient',
        id: '1',
        ...(value !== undefined && { identifier: [{ system: 'http://fhir.nl/fhir/NamingSystem/bsn', value }] }),
      },
    });
    const [emma, other] = [patient('999900109'), patient('999900390')];
    const found = (state: string, ...entry: readonly object[]) =>
      inconsistenciesIn('/Patient', { entry }, [state], { values: { patientBsn: '999900109' } });
    const known = (...entry: readonly object[]) => found('the patient is known', ...entry);
    expect([known(emma), known(emma, other), known(other), known(patient())]).toEqual([
      [],
      ['PT-3 $.entry'],
      ['PT-3 $.entry'],
      ['PT-4 $.entry'],
    ]);
    const unknown = (...entry: readonly object[]) => found('the patient is not known', ...entry);
    expect([unknown(), unknown(emma)]).toEqual([[], ['PT-2 $.entry']]);
  });

  test('shows no BSN in an inconsistency', () => {
    const text = JSON.stringify({ entry: [slot({ schedule: { reference: 'Schedule/999900109' } })] });
    const url = '/Slot?schedule=jansen';
    expect(
      JSON.stringify(findInconsistencies({ ...RESPONSE, states: [], method: 'GET', url, status: 200, text })),
    ).not.toContain('999900109');
  });
});
