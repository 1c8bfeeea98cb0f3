import { describe, expect, test } from 'vitest';
import type { ReadBack } from '../../fhir/open-readings.ts';
import { findTolerance, type ProviderFacts } from './tolerance.ts';

const FACTS: ProviderFacts = { hasCategory: false, hasPatient: false, missing: new Set<ReadBack>() };

function judge(
  state: string,
  request: string,
  { status, body = {} }: { readonly status: number; readonly body?: object },
  facts: Partial<ProviderFacts> = {},
) {
  const [method = '', url = ''] = request.split(' ');
  const exchange = { states: [state], method, url, status, text: JSON.stringify(body) };
  const tolerance = findTolerance(exchange, { ...FACTS, ...facts });
  if (!tolerance) return 'as the contract has it';
  const { notApplicable, findings } = tolerance;
  if (notApplicable !== undefined) return 'not applicable';
  return findings.map(({ clause, level }) => (level === undefined ? clause : `${clause} ${level}`)).join();
}

describe('a deviation that violates no must', () => {
  const types = { compose: { include: [{ concept: [{ code: 'x' }] }] } };
  const patients = (...ids: readonly string[]) => ({
    entry: ids.map((id) => ({ resource: { resourceType: 'Patient', id } })),
  });
  const TYPES = 'GET /ValueSet/BookableAppointmentTypes?service-category=a%7Cb';
  const NO_TYPES = 'no appointment types for a service category';
  const NO_APPOINTMENT = 'no such appointment';
  const read = { missing: new Set<ReadBack>(['read', 'search']) };

  test.each([
    ['AT-3: an unknown category', NO_TYPES, TYPES, { status: 404 }, {}, 'AT-3'],
    ['AT-2: all types, without a category', NO_TYPES, TYPES, { status: 200, body: types }, {}, 'AT-2 advisory'],
    ['AT-2: all types', NO_TYPES, TYPES, { status: 200, body: types }, { hasCategory: true }, 'AT-2 must'],
    ['AP-19: no slot', 'no slot at that time', 'POST /Appointment', { status: 201 }, {}, 'AP-19'],
    ['CN-6: a search', NO_APPOINTMENT, 'GET /Appointment?id=1', { status: 404 }, {}, 'CN-6'],
    ['CN-5: a missing search', NO_APPOINTMENT, 'GET /Appointment?id=1', { status: 404 }, read, 'not applicable'],
    ['CN-5: a search that is 501', NO_APPOINTMENT, 'GET /Appointment?id=1', { status: 501 }, {}, 'not applicable'],
    ['CN-6: a read', NO_APPOINTMENT, 'GET /Appointment/1', { status: 200 }, {}, 'CN-6'],
    ['CN-5: a missing read', NO_APPOINTMENT, 'GET /Appointment/1', { status: 404 }, read, 'not applicable'],
    ['CN-5: a read that is 405', NO_APPOINTMENT, 'GET /Appointment/1', { status: 405 }, {}, 'not applicable'],
    ['CB-5: a decision', NO_APPOINTMENT, 'POST /AppointmentResponse', { status: 201 }, {}, 'CB-5'],
    ['PT-1: no patient', 'the patient is known', 'GET /Patient', { status: 404 }, {}, 'not applicable'],
    [
      'PT-1: several',
      'the patient is known',
      'GET /Patient',
      { status: 200, body: patients('1', '2') },
      {},
      'PT-1 advisory',
    ],
    ['PT-1: a rejection', 'the patient is known', 'GET /Patient', { status: 403 }, {}, 'PT-1 advisory'],
  ] as const)('%s', (_what, state, request, response, facts, expected) => {
    expect(judge(state, request, response, facts)).toBe(expected);
  });

  test.each([
    ['AT-3: no types', NO_TYPES, TYPES, { status: 200 }, {}],
    ['AP-19: 422', 'no slot at that time', 'POST /Appointment', { status: 422 }, {}],
    ['AP-19: 404', 'no slot at that time', 'POST /Appointment', { status: 404 }, {}],
    ['AP-19: 409', 'no slot at that time', 'POST /Appointment', { status: 409 }, {}],
    ['CN-6: an empty search', NO_APPOINTMENT, 'GET /Appointment?id=1', { status: 200 }, {}],
    ['CN-6: 404 for a read', NO_APPOINTMENT, 'GET /Appointment/1', { status: 404 }, {}],
    ['CN-6: 410 for a read', NO_APPOINTMENT, 'GET /Appointment/1', { status: 410 }, {}],
    ['CB-5: 404', NO_APPOINTMENT, 'POST /AppointmentResponse', { status: 404 }, {}],
    ['UP-2: an update', NO_APPOINTMENT, 'PUT /Appointment/1', { status: 500 }, {}],
    ['PT-1: one patient', 'the patient is known', 'GET /Patient', { status: 200, body: patients('1') }, {}],
    ['PT-1: with a token', 'the patient is known', 'GET /Patient', { status: 404 }, { hasPatient: true }],
    ['another state', 'free slots', 'GET /Slot', { status: 500 }, {}],
  ] as const)('is not in %s', (_what, state, request, response, facts) => {
    expect(judge(state, request, response, facts)).toBe('as the contract has it');
  });
});
