import type { ReportedExchange } from '../../conformance/report/report.ts';
import { exchangeOf } from './report.ts';

/** A base URL of realistic length. */
export const LARGE_BASE = 'https://fhir.acceptatie.huisartseninformatiesysteem.example/fhir';

/** Returns the 120 exchanges of a run. */
export function manyExchanges(): readonly ReportedExchange[] {
  const week = (from: number): string =>
    `schedule.date=ge2026-12-0${from}T00%3A00%3A00%2B01%3A00&schedule.date=le2026-12-2${from}T00%3A00%3A00%2B01%3A00`;
  const kinds: readonly (readonly [count: number, given: (index: number) => Partial<ReportedExchange>])[] = [
    [1, () => ({ url: `${LARGE_BASE}/metadata`, purpose: 'what the server can do' })],
    [
      4,
      (index) => ({
        url: `${LARGE_BASE}/ValueSet/BookableAppointmentTypes${index === 0 ? '' : '?service-category=http%3A%2F%2Fspreekuur.example%7Cweb'}`,
        purpose: 'appointment types',
      }),
    ],
    [
      60,
      (index) => ({
        url: `${LARGE_BASE}/Slot?service-category=http%3A%2F%2Fxis.example%2Fns%2Ftype%7Cconsult&${week((index % 4) + 1)}&status=free`,
        purpose: `slots, search ${index + 1}`,
        responseBody: slotBundle(index),
        responseBytes: 18_231,
      }),
    ],
    [
      5,
      () => ({
        url: `${LARGE_BASE}/Slot?schedule.date=ge2026-13-45`,
        status: 400,
        purpose: 'a malformed date',
        responseBody:
          '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"value","diagnostics":"schedule.date: expected a date"}]}',
      }),
    ],
    [
      8,
      (index) => ({
        method: 'POST',
        url: `${LARGE_BASE}/Appointment`,
        requestBody: APPOINTMENT,
        requestHeaders: {
          'content-type': 'application/fhir+json',
          authorization: '[redacted]',
          'x-organization-identifier': 'http://fhir.nl/fhir/NamingSystem/agb-z|01000001',
        },
        status: index < 2 ? 201 : index === 7 ? 500 : 409,
        purpose: 'eight bookings of one slot at once',
        responseHeaders: index < 2 ? { location: `Appointment/afspraak-${1042 + index}` } : {},
      }),
    ],
    [
      2,
      (index) => ({
        direction: 'from-xis',
        method: 'POST',
        url: 'http://localhost:41233/AppointmentResponse',
        status: 201,
        purpose: 'a callback',
        requestBody: `{"actor":{"reference":{"identifier":[{"system":"http://fhir.nl/fhir/NamingSystem/bsn","value":"[bsn]"}]}},"comment":"Akkoord","appointment":{"reference":"Appointment/afspraak-${1042 + index}"},"participantStatus":"accepted"}`,
      }),
    ],
    [
      38,
      (index) => ({
        method: index % 3 === 0 ? 'POST' : 'GET',
        url:
          index % 3 === 0
            ? `${LARGE_BASE}/AppointmentResponse`
            : `${LARGE_BASE}/Appointment/afspraak-${1042 + (index % 5)}`,
        status: index % 3 === 0 ? 201 : index % 11 === 0 ? 404 : 200,
        purpose: 'read back and cancel',
      }),
    ],
    [
      2,
      () => ({
        status: 0,
        url: `${LARGE_BASE}/Slot?schedule=jansen`,
        error: 'no response within 10 seconds',
        responseHeaders: {},
        durationMs: 10_000,
      }),
    ],
  ];
  const all = kinds.flatMap(([count, given]) => Array.from({ length: count }, (_, index) => given(index)));
  return all.map((given, index) =>
    exchangeOf({
      durationMs: 12 + ((index * 37) % 90),
      ...given,
      id: `x${index + 1}`,
      at: `2026-11-23T08:00:${String(Math.floor(index / 20)).padStart(2, '0')}.${String((index * 49) % 1000).padStart(3, '0')}Z`,
    }),
  );
}

function slotBundle(index: number): string {
  const slot = (at: number) => ({
    fullUrl: `${LARGE_BASE}/Slot/7f${index}${at}`,
    resource: {
      resourceType: 'Slot',
      id: `7f${index}${at}`,
      status: at === 3 ? 'busy' : 'free',
      start: `2026-12-01T09:${at}0:00+01:00`,
      end: `2026-12-01T09:${at}5:00+01:00`,
      schedule: { reference: 'Schedule/jansen' },
    },
  });
  const whole = JSON.stringify({
    resourceType: 'Bundle',
    type: 'searchset',
    total: 47,
    entry: [0, 1, 2, 3, 4].map(slot),
  });
  return `${whole.slice(0, -40)}\n[shorten]`;
}

const APPOINTMENT = JSON.stringify({
  resourceType: 'Appointment',
  id: 'f3b1',
  status: 'proposed',
  start: '2026-12-01T09:10:00+01:00',
  end: '2026-12-01T09:20:00+01:00',
  participant: [
    { actor: { reference: 'Patient/p1', display: '[redacted]', required: 'required' }, status: 'accepted' },
    {
      actor: { reference: 'Practitioner/linde', display: 'A. de Linde', required: 'required' },
      status: 'needs-action',
    },
  ],
  serviceCategory: [{ coding: [{ system: 'http://xis.example/ns/type', code: 'consult', display: 'Consult' }] }],
  comment: "'t gaat niet goed",
});
