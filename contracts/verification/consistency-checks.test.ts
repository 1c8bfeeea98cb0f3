import { describe, expect, test } from 'vitest';
import { findInconsistencies } from './consistency-checks.ts';

const BASE = 'https://xis.example/fhir';
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
  return findInconsistencies({ states, method: 'GET', url: BASE + path, status: 200, text, ...changes }).map(
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
      () => inconsistenciesIn('/Slot', { entry: [slot({ start: 'x', schedule: 1 })] }),
    ],
    ['a body that is no JSON', () => inconsistenciesIn(`/Slot?${QUERY}`, '<html>')],
    ['a body of another shape', () => inconsistenciesIn(`/Slot?${QUERY}`, [null, { entry: 5 }])],
    ['entries of another shape', () => slots({}, { resource: null })],
    [
      'an error',
      () =>
        inconsistenciesIn(`/Slot?${QUERY}`, { entry: [slot({ start: '2030-01-01T00:00:00Z' })] }, [], { status: 400 }),
    ],
    ['another request', () => inconsistenciesIn('/Slot', { entry: [slot()] }, ['no free slots'], { method: 'POST' })],
  ])('finds no inconsistency in %s', (_what, look) => {
    expect(look()).toEqual([]);
  });

  test.each(['no free slots', 'an agenda without free slots'])('SL-9: finds no inconsistency with %s', (state) => {
    expect(inconsistenciesIn('/Slot', { entry: [slot()] }, [state])).toEqual(['SL-9 $.entry']);
    expect(inconsistenciesIn('/Slot', { entry: [] }, [state])).toEqual([]);
    expect(inconsistenciesIn('/Slot', {}, [state])).toEqual([]);
  });

  test('AT-3: a filter that matches nothing gives no concepts, in whichever form', () => {
    const types = (body: object) =>
      inconsistenciesIn('/ValueSet/BookableAppointmentTypes', body, ['no appointment types for a service category']);
    for (const compose of [undefined, {}, { include: [] }, { include: [{ system: 'x' }] }])
      expect(types({ compose })).toEqual([]);
    expect(types({ compose: { include: [{ concept: [{ code: 'x' }] }] } })).toEqual(['AT-3 $.compose.include']);
  });

  test('CN-1: a search by id gives the appointment with that id', () => {
    const found = (id: string) =>
      inconsistenciesIn('/Appointment?id=7', { entry: [{ resource: { resourceType: 'Appointment', id } }] });
    expect([found('7'), found('8')]).toEqual([[], ['CN-1 $.entry[0].resource.id']]);
  });

  test('shows no BSN in an inconsistency', () => {
    const text = JSON.stringify({ entry: [slot({ schedule: { reference: 'Schedule/999900109' } })] });
    const url = `${BASE}/Slot?schedule=jansen`;
    expect(JSON.stringify(findInconsistencies({ states: [], method: 'GET', url, status: 200, text }))).not.toContain(
      '999900109',
    );
  });
});
